import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { type Identity, isLeadOf, isUnit } from '../../protocol/identity/identity.ts';
import type { Credentials } from '../../protocol/identity/peer.ts';
import { connectSecurely } from '../../protocol/wire/transport/credentials.ts';

/** Where a member's lead serves its pages. */
export interface LeadPages {
  readonly at: URL;
  /** Who the member is, and whom it believes: needed where they are served over TLS. */
  readonly identity: (Credentials & { readonly identity: Identity }) | undefined;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
}

/** Asks a lead over a connection of its own; nothing is said before it is known that it is the lead. @throws where it can't be asked */
export async function askLead({ at, identity }: LeadPages, { body, ...asked }: Asked): Promise<IncomingMessage> {
  const isSecure = at.protocol === 'https:';
  const connection = isSecure && identity !== undefined ? await connected(at, identity, asked.signal) : undefined;
  const asking = request({
    ...asked,
    host: at.hostname.replace(/^\[|\]$/g, ''),
    port: at.port || (isSecure ? 443 : 80),
    headers: { ...asked.headers, host: at.host },
    // A connection is used where there is no agent, and one that is none makes one for once.
    ...(connection === undefined ? { agent: false } : { createConnection: (): Duplex => connection }),
  });
  asking.end(body);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  // Whoever reads the answer is told that it broke off by its own error.
  asking.on('error', () => undefined);
  return answer;
}

async function connected(
  { hostname, port }: URL,
  identity: Credentials & { readonly identity: Identity },
  signal: AbortSignal,
): Promise<TLSSocket> {
  const socket = connectSecurely(identity, {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 443),
    expects: isUnit(identity.identity) ? isLeadOf(identity.identity) : () => false,
  });
  // Why it broke off is told by whoever waits for it.
  socket.on('error', () => undefined);
  // A lead that hangs says nothing: nothing is left of whoever waits no longer.
  signal.addEventListener('abort', () => socket.destroy(), { once: true });
  await once(socket, 'secureConnect', { signal });
  if (socket.destroyed) throw new Error('whoever answers there is not the lead');
  return socket;
}
