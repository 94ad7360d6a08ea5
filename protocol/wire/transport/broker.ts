import './mqtt-packets.ts';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes, type Client } from 'aedes';
import type { Logger } from '../../ground/environment.ts';
import { matchTopic, type Packet } from '../topics.ts';
import type { Bus, BusHandlers } from './bus.ts';

export interface BrokerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly logger: Logger;
}

/** What a connection may send before it is accepted: one CONNECT with a will fits, a flood doesn't. */
const BYTES_BEFORE_ACCEPTED = 8 * 1024;
/** The longest packet: a run of 512 events is about 120 KB. */
const BYTES_A_PACKET = 512 * 1024;
/** What a subscriber may leave unread before it is dropped, in bytes and milliseconds; it gets the retained state when it returns. */
const BYTES_UNREAD = 64 * 1024;
const UNREAD_MS = 5_000;
/** A whole office may come from one address. */
const CONNECTIONS_AN_ADDRESS = 1_000;
const CONNECTIONS = 5_000;

/**
 * A broker in this process: MQTT 3.1.1, QoS 1, nothing on disk. Whoever owns it hears every packet that a client (or a
 * client's will) publishes before any subscriber does, so a subscriber that stalls can't delay the owner.
 *
 * @throws the listener's error (`EADDRINUSE`, `EACCES`), with the address in its message
 */
export async function openBroker(
  options: BrokerOptions,
  handlers: BusHandlers,
): Promise<Bus & { readonly port: number; readonly clients: number }> {
  const { logger } = options;
  const newest = new Map<string, Buffer>();
  const aedes = new Aedes({
    // No queue across subscribers: one that stalls holds up its own messages only.
    concurrency: 0,
    drainTimeout: UNREAD_MS,
    connectTimeout: 10_000,
    authorizePublish(client, packet, done) {
      if (client !== null) watchers.get(client)?.progressed();
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
      // Only the contract's topics are remembered, so a client can't fill the memory with names of its own.
      if (packet.retain && matchTopic(packet.topic) === undefined) packet.retain = false;
      if (packet.retain) newest.set(packet.topic, payload);
      if (packet.topic.startsWith('$SYS/')) return done(new Error('$SYS topics are reserved'));
      handlers.onPacket(packet.topic, payload, false);
      done(null);
    },
    authorizeForward(client, packet) {
      if (watchers.get(client)?.isStalled() !== true) {
        // aedes reads what it kept when somebody subscribes and delivers it later; what is newer by then must not be followed by it.
        const kept = packet.retain ? newest.get(packet.topic) : undefined;
        return kept === undefined ? packet : Object.assign(packet, { payload: kept });
      }
      logger.warn({ client: client.id }, 'a subscriber stopped reading and was dropped');
      client.conn.destroy();
      return null;
    },
  });
  // aedes drops what overtakes: a retained message waits for its store, a later plain one passes it, and a subscriber that has
  // had the later one is never given the earlier (lib/client.js, dedupe). A broker without an id is not deduplicated.
  Object.assign(aedes, { id: '' });
  await aedes.listen();
  const watchers = new WeakMap<Client, Watcher>();
  noteProgress(aedes, watchers);

  const server = createServer(
    limitAnAddress(logger, (socket) => {
      socket.setNoDelay(true);
      const client = aedes.handle(socket);
      watchers.set(client, watch(socket, client, logger));
    }),
  );
  server.maxConnections = CONNECTIONS;
  await listen(server, options);

  let closing: Promise<void> | undefined;
  queueMicrotask(() => handlers.onConnected());
  return {
    connected: true,
    backlogBytes: 0,
    port: (server.address() as AddressInfo).port,
    get clients() {
      return aedes.connectedClients;
    },
    publish(packet: Packet) {
      if (closing !== undefined) return;
      if (packet.retain) newest.set(packet.topic, Buffer.from(packet.payload));
      aedes.publish({ cmd: 'publish', dup: false, qos: 1, ...packet }, () => undefined);
    },
    close() {
      closing ??= new Promise<void>((resolve) => {
        server.close(() => resolve());
        aedes.close(() => undefined);
      });
      return closing;
    },
  };
}

/** Each of these events says that a client sent a whole packet. */
function noteProgress(aedes: Aedes, watchers: WeakMap<Client, Watcher>): void {
  for (const sign of ['ping', 'ack', 'subscribe', 'clientReady'] as const) {
    aedes.on(sign as 'clientReady', (...args: unknown[]) => {
      const client = args.find(
        (arg): arg is Client => typeof arg === 'object' && arg !== null && watchers.has(arg as Client),
      );
      if (client !== undefined) watchers.get(client)?.progressed();
    });
  }
}

/** Hands on the connections of each address up to the limit, and closes those beyond it. */
function limitAnAddress(logger: Logger, take: (socket: Socket) => void): (socket: Socket) => void {
  const perAddress = new Map<string, number>();
  return (socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (perAddress.get(address) ?? 0) + 1;
    if (count > CONNECTIONS_AN_ADDRESS) {
      logger.warn({ address }, 'too many MQTT connections from one address; the new one was closed');
      socket.destroy();
      return;
    }
    perAddress.set(address, count);
    socket.once('close', () => {
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left === 0) perAddress.delete(address);
      else perAddress.set(address, left);
    });
    take(socket);
  };
}

function listen(server: Server, { host, port }: BrokerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

interface Watcher {
  /** A whole packet came in. */
  progressed(): void;
  isStalled(): boolean;
}

/** Bounds what one connection can make this process hold: before it is accepted, within one packet, and unread by it. */
function watch(socket: Socket, client: Client, logger: Logger): Watcher {
  let bytesAtLastPacket = 0;
  socket.on('readable', () => {
    const limit = client.connected ? BYTES_A_PACKET : BYTES_BEFORE_ACCEPTED;
    if (socket.bytesRead - bytesAtLastPacket <= limit) return;
    logger.warn(
      { address: socket.remoteAddress, limit },
      'an MQTT client sent more than a packet may hold and was dropped',
    );
    socket.destroy();
  });
  return {
    progressed() {
      bytesAtLastPacket = socket.bytesRead;
    },
    isStalled: () => socket.writableLength > BYTES_UNREAD,
  };
}
