import { connect, createServer, type SecureContextOptions, type Server, type TLSSocket } from 'node:tls';
import type { Identity } from '../../identity/identity.ts';
import { type Credentials, type Peer, peerOf, type Trust, WHENEVER } from '../../identity/peer.ts';
import { letOldestGo } from './handshakes.ts';

/** Who a connection's other end is, and the certificate that it showed (DER). */
export type Known = Exclude<Peer, { readonly doubt: unknown }> & { readonly raw: Uint8Array };

/** Whoever takes longer to say who they are is let go, milliseconds. */
const HANDSHAKE_MS = 10_000;

/** TLS does not look at dates or at who signed: {@link peerOf} does, for both ends alike. */
export const contextOf = ({ certificate, key }: Credentials): SecureContextOptions => ({
  cert: certificate(),
  key: key(),
  minVersion: 'TLSv1.3',
});

/** Who is at the other end. Asked once: a client's Node.js takes the certificate out of the connection as it gives it. */
export const peerAt = (socket: TLSSocket, credentials: Trust): Known | Extract<Peer, { readonly doubt: unknown }> => {
  const raw = socket.getPeerX509Certificate()?.raw;
  if (raw === undefined) return { doubt: 'stranger' };
  const peer = peerOf(raw, credentials);
  return 'doubt' in peer ? peer : { ...peer, raw };
};

/** Whether the other end of a connection that stands was neither shut out since, nor signed by whom nobody believes any more; no date ends it. */
export const isStillBelieved = ({ raw }: Known, { authorities, isRevoked }: Trust): boolean =>
  !('doubt' in peerOf(raw, { ...WHENEVER, authorities, isRevoked }));

/**
 * A server to which both ends show who they are. `take` is given those who are believed; the others hear nothing at all.
 * Connections that stood when somebody was shut out are the caller's to end.
 */
export function createSecureServer(
  credentials: Credentials,
  {
    take,
    refuse,
  }: { take: (socket: TLSSocket, peer: Known) => void; refuse: (socket: TLSSocket, why: string) => void },
): Server {
  const options = { ...contextOf(credentials), requestCert: true, rejectUnauthorized: false };
  const server = createServer({ ...options, handshakeTimeout: HANDSHAKE_MS }, (socket) => {
    const peer = peerAt(socket, credentials);
    if (!('doubt' in peer)) return take(socket, peer);
    refuse(socket, peer.doubt);
    socket.on('error', () => undefined).destroy();
  });
  letOldestGo(server);
  const stop = credentials.onChange(() => server.setSecureContext(contextOf(credentials)));
  server.once('close', stop);
  return server;
}

export interface SecureAddress {
  readonly host: string;
  readonly port: number;
  /** Whether this is whom the connection is for. */
  readonly expects: (identity: Identity) => boolean;
}

/** Connects as who this machine is, to whom it is for, as long as that is believed; ends with an error that says why where it isn't. */
export function connectSecurely(credentials: Credentials, { host, port, expects }: SecureAddress): TLSSocket {
  const socket = connect({ host, port, ...contextOf(credentials), rejectUnauthorized: false });
  socket.once('secureConnect', () => {
    const peer = peerAt(socket, credentials);
    if ('doubt' in peer) {
      socket.destroy(new Error(`the other end can't be believed: ${peer.doubt}`));
      return;
    }
    if (!expects(peer.identity)) {
      socket.destroy(new Error(`the other end is a ${peer.identity.role}, ${peer.identity.unit}`));
      return;
    }
    const stop = credentials.onChange(() => {
      if (!isStillBelieved(peer, credentials)) socket.destroy(new Error('the other end is not believed any more'));
    });
    socket.once('close', stop);
  });
  return socket;
}
