import './mqtt-packets.ts';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { Logger } from '../../ground/environment.ts';
import type { Credentials } from '../../identity/peer.ts';
import type { Packet } from '../topics.ts';
import type { Bus, BusHandlers } from './bus.ts';
import { connectSecurely, type SecureAddress } from './credentials.ts';

export interface ConnectionOptions {
  /** `mqtt://host:port`, or `mqtts://host:port` with credentials. */
  readonly url: string;
  /** Who this machine is, and whom it expects there. */
  readonly secure?: { readonly credentials: Credentials; readonly expects: SecureAddress['expects'] };
  /** Unique among the broker's clients: a second client of the same id evicts the first. */
  readonly clientId: string;
  readonly subscriptions: readonly string[];
  /** Made anew for each connection; the broker publishes it when the connection is lost. */
  readonly will?: () => Packet;
  readonly username?: string;
  readonly password?: string;
  readonly logger: Logger;
}

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 10_000;
/** How long a close waits for what is under way to be taken. */
const CLOSE_TIMEOUT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** A unit that vanishes is noticed by the broker after 1.5 of these. */
const KEEPALIVE_S = 10;

/** A connection that stood so long was a sound one, milliseconds. */
const SOUND_MS = 5_000;
/** So many that were not, one after another, are no chance: attempts are made ever more slowly then. */
const BRIEF_ONES = 3;

/** All that is known where the other end hangs up without a word, as it does on whoever it does not believe. */
const ENDED =
  'it ended the connection; where it asks who is there it does not believe this machine: see its journal, and "matazu probe" here';

/** Waits between attempts: doubled up to a limit, each spread by half so that a ward's units don't return in step. */
function* backOff(random: () => number = Math.random): Generator<number, never> {
  for (let ms = FIRST_RETRY_MS; ; ms = Math.min(ms * 2, LAST_RETRY_MS)) yield ms * (0.5 + random());
}

/**
 * A connection to a broker elsewhere, tried again for ever. Each connection is a new client with an empty queue, so nothing
 * that went stale while the broker was away is sent when it returns.
 */
export function connectBus(options: ConnectionOptions, handlers: BusHandlers): Bus {
  const bus = new MqttBus(options, handlers);
  bus.open();
  return bus;
}

class MqttBus implements Bus {
  readonly #options: ConnectionOptions;
  readonly #handlers: BusHandlers;
  readonly #spells = new Spells();
  #client: MqttClient | undefined;
  #ready = false;
  #closed = false;
  /** Whether it was told already that the broker can't be reached. */
  #told = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: ConnectionOptions, handlers: BusHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  get connected(): boolean {
    return this.#ready;
  }

  get backlogBytes(): number {
    return this.#client?.stream.writableLength ?? 0;
  }

  open(): void {
    const client = newClient(this.#options);
    this.#client = client;
    client.on('connect', () => this.#subscribe(client));
    client.on('message', (topic, payload, { retain }) => this.#handlers.onPacket(topic, payload, { retained: retain }));
    client.on('error', (error) => this.#unreachable(error));
    // mqtt.js says nothing of an error without a code, as of an other end that is not believed.
    client.stream.on('error', (error) => this.#unreachable(error));
    client.on('close', () => this.#end(client));
  }

  publish(packet: Packet): void {
    if (!this.#ready) return;
    this.#client?.publish(packet.topic, packet.payload, { qos: 1, retain: packet.retain }, () => undefined);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#retry);
    const last = this.#client;
    if (last === undefined) return;
    await Promise.race([last.endAsync(!this.#ready), delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
    last.end(true);
  }

  #subscribe(client: MqttClient): void {
    const { subscriptions } = this.#options;
    if (subscriptions.length === 0) return this.#stand(client);
    client.subscribe([...subscriptions], { qos: 1 }, (error) => {
      if (!error) return this.#stand(client);
      this.#unreachable(error);
      client.end(true);
    });
  }

  #stand(client: MqttClient): void {
    if (client !== this.#client || this.#closed) return;
    this.#ready = true;
    this.#told = false;
    this.#spells.begin();
    this.#options.logger.info({ url: this.#options.url }, 'connected to the broker');
    this.#handlers.onConnected();
  }

  #unreachable(error: Error): void {
    const { url, logger } = this.#options;
    if (!this.#told && !this.#closed)
      logger.warn({ url, reason: error.message }, 'the broker cannot be reached; trying again until it can');
    this.#told = true;
  }

  #end(client: MqttClient): void {
    if (client !== this.#client) return;
    this.#client = undefined;
    client.end(true);
    if (this.#ready && !this.#closed) this.#lost();
    else this.#unreachable(new Error(ENDED));
    this.#ready = false;
    this.#handlers.onDisconnected?.();
    if (!this.#closed) this.#retry = setTimeout(() => this.open(), this.#spells.nextWaitMs());
  }

  #lost(): void {
    const { url, clientId, logger } = this.#options;
    logger.warn({ url }, 'the connection to the broker was lost');
    if (this.#spells.end() !== BRIEF_ONES) return;
    logger.warn(
      { url, clientId },
      'the broker ends each connection soon after it stands: another unit has the same id (each needs its own under `unit`), or the broker forbids what this one publishes',
    );
  }
}

/** How long connections stood, one after another, and from that how long to wait before the next attempt. */
class Spells {
  #waits = backOff();
  #beganMs = 0;
  #briefOnes = 0;

  begin(): void {
    this.#beganMs = performance.now();
    if (this.#briefOnes < BRIEF_ONES) this.#waits = backOff();
  }

  /** How many brief ones there were, one after another, with the one that ends now. */
  end(): number {
    const isSound = performance.now() - this.#beganMs >= SOUND_MS;
    this.#briefOnes = isSound ? 0 : this.#briefOnes + 1;
    if (isSound) this.#waits = backOff();
    return this.#briefOnes;
  }

  nextWaitMs(): number {
    return this.#waits.next().value;
  }
}

function newClient({ url, clientId, will: newWill, username, password, secure }: ConnectionOptions): MqttClient {
  const will = newWill?.();
  const options: IClientOptions = {
    clientId,
    protocolVersion: 4,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepalive: KEEPALIVE_S,
    queueQoSZero: false,
    resubscribe: false,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(will === undefined
      ? {}
      : { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1 as const, retain: will.retain } }),
  };
  const { hostname: host, port } = new URL(url);
  const client =
    secure === undefined
      ? mqtt.connect(url, options)
      : new mqtt.MqttClient(
          () => connectSecurely(secure.credentials, { host, port: Number(port || 8883), expects: secure.expects }),
          options,
        );
  // mqtt.js leaves Nagle's algorithm on: a small packet then waits up to 40 ms for the acknowledgement of the one before.
  if (client.stream instanceof Socket) client.stream.setNoDelay(true);
  return client;
}
