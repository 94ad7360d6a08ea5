import './mqtt-packets.ts';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { Aedes, type Client } from 'aedes';
import type { Logger } from '../../ground/environment.ts';
import type { Credentials } from '../../identity/peer.ts';
import type { Packet } from '../topics.ts';
import { BrokerConnections } from './broker-connections.ts';
import { type DoorOptions, doorOf } from './broker-door.ts';
import type { Bus, BusHandlers } from './bus.ts';
import { createSecureServer, isStillBelieved } from './credentials.ts';
import { Retained } from './retained.ts';
import { type Warn, warningsOf } from './warnings.ts';

export interface BrokerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly logger: Logger;
  /** Who its clients are: what others say, the hub's own words at a hub's broker, is its owner's to publish. Anybody's by default. */
  readonly clients?: DoorOptions['clients'];
  /** Whether a client's message of this topic is remembered, where it asks for that; those of every topic of the contract by default. */
  readonly keeps?: (topic: string) => boolean;
  /** With them both ends show who they are, over TLS, and do what their certificates give them a right to; without, nobody is asked. */
  readonly credentials?: Credentials;
  /** Bytes that all that is remembered and all that is under way may take. */
  readonly budgetBytes?: number;
}

/** What a subscriber may leave unread before it is dropped, milliseconds; it gets the retained state when it returns. */
const UNREAD_MS = 5_000;
const CONNECT_MS = 10_000;
const BUDGET_BYTES = 64 * 1024 * 1024;
/** MQTT 3.1.1, 3.2.2.3. */
const UNACCEPTABLE_VERSION = 1;

/**
 * A broker in this process: MQTT 3.1.1, QoS 0 and 1, clean sessions, the contract's topics, nothing on disk. Whoever owns it hears
 * every packet that a client (or a client's will) publishes before any subscriber does, so a subscriber that stalls can't delay
 * the owner.
 *
 * @throws the listener's error (`EADDRINUSE`, `EACCES`), with the address in its message
 */
export async function openBroker(
  options: BrokerOptions,
  handlers: BusHandlers,
): Promise<Bus & { readonly port: number; readonly clients: number }> {
  const { logger, clients, keeps = () => true, budgetBytes = BUDGET_BYTES } = options;
  const warn = warningsOf(logger);
  // Half of it is for what is remembered, half for what is under way: neither can take the other's.
  const half = { budgetBytes: budgetBytes / 2 };
  const retained = new Retained({ keeps, ...half });
  const connections = new BrokerConnections({ handle: (socket) => aedes.handle(socket), warn, ...half });
  const onPacket: DoorOptions['onPacket'] = (topic, payload, teller) =>
    handlers.onPacket(topic, payload, { retained: false, from: teller?.address, by: teller?.peer?.identity });
  const aedes: Aedes = new Aedes({
    // No queue across subscribers: one that stalls holds up its own messages only.
    concurrency: 0,
    drainTimeout: UNREAD_MS,
    connectTimeout: CONNECT_MS,
    ...doorOf({ clients, connections, retained, warn, onPacket }),
  });
  // aedes drops what overtakes: a retained message waits for its store, a later plain one passes it, and a subscriber that has
  // had the later one is never given the earlier (lib/client.js, dedupe). A broker without an id is not deduplicated; nor can it
  // serve persistent sessions, which find what is theirs by that id.
  Object.assign(aedes, { id: '' });
  await aedes.listen();
  noteProgress(aedes, connections);
  aedes.on('connectionError', (_client, error) => {
    if ('errorCode' in error && error.errorCode === UNACCEPTABLE_VERSION)
      warn({}, 'an MQTT client of another version was refused; speak MQTT 3.1.1');
  });

  const server = serverOf(options, { connections, warn });
  server.maxConnections = BrokerConnections.MOST;
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
      if (packet.retain) retained.keep(packet.topic, Buffer.from(packet.payload));
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
function noteProgress(aedes: Aedes, connections: BrokerConnections): void {
  for (const sign of ['ping', 'ack', 'subscribe', 'unsubscribe', 'clientReady'] as const) {
    aedes.on(sign as 'clientReady', (...args: unknown[]) => {
      for (const arg of args) if (isClient(arg)) connections.of(arg)?.progressed();
    });
  }
  aedes.on('unsubscribe', (topics, client) => connections.of(client)?.unsubscribed(topics));
}

const isClient = (arg: unknown): arg is Client => typeof arg === 'object' && arg !== null && 'conn' in arg;

/** Whoever isn't believed is told of once, and hears nothing. */
function serverOf(
  { credentials }: BrokerOptions,
  { connections, warn }: { connections: BrokerConnections; warn: Warn },
): Server {
  if (credentials === undefined) return createServer((socket) => connections.take(socket));
  const server = createSecureServer(credentials, {
    take: (socket, peer) => connections.take(socket, peer),
    refuse: ({ remoteAddress: address }, why) => warn({ address, why }, 'a machine that is not believed was refused'),
  });
  const stop = credentials.onChange(() => connections.dropWhere((peer) => !isStillBelieved(peer, credentials)));
  server.once('close', stop);
  return server;
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
