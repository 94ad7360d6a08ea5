import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** Endings that nobody can register, so that no stranger's name leads here. */
const PRIVATE = /\.(local|localhost|lan|internal|home\.arpa)$/;

/**
 * Why a request that changes something is not one of this server's own pages or of a program beside it: `page`: a page of another
 * site sent it through somebody's browser; `name`: it came by a name that may be a stranger's, who can make any name of theirs
 * lead to this address (DNS rebinding). Addresses, names without a dot, private endings and the configured names are our own.
 */
export function foreignTo(
  { host = '', origin }: Pick<IncomingHttpHeaders, 'host' | 'origin'>,
  names: readonly string[],
): 'page' | 'name' | null {
  if (origin !== undefined && hostOf(origin) !== host) return 'page';
  if (!URL.canParse(`http://${host}`)) return 'name';
  const name = new URL(`http://${host}`).hostname;
  const isOurs =
    isIP(name.replace(/^\[|\]$/g, '')) !== 0 || !name.includes('.') || PRIVATE.test(name) || names.includes(name);
  return isOurs ? null : 'name';
}

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);
