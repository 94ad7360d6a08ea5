import type { Server, Socket } from 'node:net';
import { networkOf } from './network-of.ts';

/** Connections of an address that have not shown who they are: a whole ward that comes back behind one address is fewer. */
const UNKNOWN_AN_ADDRESS = 512;

/** Whoever holds on to connections to a TLS server without shaking hands keeps nobody out: of its own the oldest goes for the next. */
export function letOldestGo(server: Server): void {
  const byAddress = new Map<string, Map<string, Socket>>();
  const forget = ({ address, peer }: From): void => {
    const unknown = byAddress.get(address);
    unknown?.delete(peer);
    if (unknown?.size === 0) byAddress.delete(address);
  };
  server.on('connection', (socket: Socket) => {
    const from = fromOf(socket);
    const unknown = byAddress.get(from.address) ?? new Map<string, Socket>();
    const [oldest] = unknown;
    if (oldest !== undefined && unknown.size >= UNKNOWN_AN_ADDRESS) {
      unknown.delete(oldest[0]);
      oldest[1].destroy();
    }
    byAddress.set(from.address, unknown.set(from.peer, socket));
    socket.once('close', () => forget(from));
  });
  server.on('secureConnection', (socket: Socket) => forget(fromOf(socket)));
}

interface From {
  readonly address: string;
  readonly peer: string;
}

/** The same for a connection and for what is spoken securely over it. */
const fromOf = ({ remoteAddress = '', remotePort = 0 }: Socket): From => ({
  address: networkOf(remoteAddress),
  peer: `${remoteAddress} ${remotePort}`,
});
