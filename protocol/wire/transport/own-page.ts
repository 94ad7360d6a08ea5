import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** Endings that nobody can register, so that no stranger's name leads here. */
const PRIVATE = /\.(local|localhost|lan|internal|home\.arpa)$/;

/**
 * Why a request is not one of this server's own pages or of a program beside it: `page`: a page of another site sent it through
 * somebody's browser; `name`: it came by a name that may be a stranger's, who can make any name of theirs lead to this address
 * (DNS rebinding). Addresses, names without a dot, private endings and the configured names are our own. Behind a proxy that
 * tells the server another name, or port, than people see, the browser's own word or a configured name says whose page it is.
 */
export function foreignTo(
  headers: Pick<IncomingHttpHeaders, 'host' | 'origin' | 'sec-fetch-site'>,
  names: readonly string[],
): 'page' | 'name' | null {
  const { host = '', origin } = headers;
  // Browsers write it, no page can, and only to loopback and where a certificate shows that the name is no stranger's.
  if (headers['sec-fetch-site'] === 'same-origin') return null;
  if (origin !== undefined) {
    const from = URL.canParse(origin) ? new URL(origin) : undefined;
    if (from === undefined || (from.host !== host && !names.includes(from.hostname))) return 'page';
  }
  if (!URL.canParse(`http://${host}`)) return 'name';
  const name = new URL(`http://${host}`).hostname;
  const isOurs =
    isIP(name.replace(/^\[|\]$/g, '')) !== 0 || !name.includes('.') || PRIVATE.test(name) || names.includes(name);
  return isOurs ? null : 'name';
}
