import { connect, createServer, type SecureContextOptions, type Server, type TLSSocket } from 'node:tls';
import type { Identity } from '../../identity/identity.ts';
import { type Credentials, type Peer, peerOf, type Trust } from '../../identity/peer.ts';

/** Who a connection's other end is. */
export type Known = Exclude<Peer, { readonly doubt: unknown }>;

/** Whoever takes longer to say who they are is let go, milliseconds. */
const HANDSHAKE_MS = 10_000;

/** TLS does not look at dates or at who signed: {@link peerOf} does, for both ends alike. */
export const contextOf = ({ certificate, key }: Credentials): SecureContextOptions => ({
  cert: certificate(),
  key: key(),
  minVersion: 'TLSv1.3',
});

export const peerAt = (socket: TLSSocket, credentials: Trust): Peer => {
  const certificate = socket.getPeerX509Certificate();
  return certificate === undefined ? { doubt: 'stranger' } : peerOf(certificate.raw, credentials);
};

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

/** Connects as who this machine is, to whom it is for; ends with an error that says why where it is somebody else. */
export function connectSecurely(credentials: Credentials, { host, port, expects }: SecureAddress): TLSSocket {
  const socket = connect({ host, port, ...contextOf(credentials), rejectUnauthorized: false });
  socket.once('secureConnect', () => {
    const peer = peerAt(socket, credentials);
    if ('doubt' in peer) socket.destroy(new Error(`the other end can't be believed: ${peer.doubt}`));
    else if (!expects(peer.identity))
      socket.destroy(new Error(`the other end is a ${peer.identity.role}, ${peer.identity.unit}`));
  });
  return socket;
}
