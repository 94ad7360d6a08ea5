import './mqtt-packets.ts';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import type { Logger } from '../../ground/environment.ts';
import type { Packet } from '../topics.ts';
import type { Bus, BusHandlers } from './bus.ts';

export interface ConnectionOptions {
  /** `mqtt://host:port` */
  readonly url: string;
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

/** Waits between attempts: doubled up to a limit, each spread by half so that a ward's units don't return in step. */
export function* backOff(random: () => number = Math.random): Generator<number, never> {
  for (let ms = FIRST_RETRY_MS; ; ms = Math.min(ms * 2, LAST_RETRY_MS)) yield ms * (0.5 + random());
}

/**
 * A connection to a broker elsewhere, tried again for ever. Each connection is a new client with an empty queue, so nothing
 * that went stale while the broker was away is sent when it returns.
 */
export function connectBus(options: ConnectionOptions, handlers: BusHandlers): Bus {
  let client: MqttClient | undefined;
  let ready = false;
  let closed = false;
  let told = false;
  let retry: NodeJS.Timeout | undefined;
  let waits = backOff();
  let stoodMs = 0;
  let brief = 0;

  const lost = (): void => {
    options.logger.warn({ url: options.url }, 'the connection to the broker was lost');
    const wasSound = performance.now() - stoodMs >= SOUND_MS;
    brief = wasSound ? 0 : brief + 1;
    if (wasSound) waits = backOff();
    if (brief !== BRIEF_ONES) return;
    options.logger.warn(
      { url: options.url, clientId: options.clientId },
      'the broker ends each connection soon after it stands: another unit has the same id (each needs its own under `unit`), or the broker forbids what this one publishes',
    );
  };
  const open = (): void => {
    const will = options.will?.();
    const mine = mqtt.connect(options.url, {
      clientId: options.clientId,
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_TIMEOUT_MS,
      keepalive: KEEPALIVE_S,
      queueQoSZero: false,
      resubscribe: false,
      ...(options.username === undefined ? {} : { username: options.username }),
      ...(options.password === undefined ? {} : { password: options.password }),
      ...(will === undefined
        ? {}
        : { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1 as const, retain: will.retain } }),
    });
    // mqtt.js leaves Nagle's algorithm on: a small packet then waits up to 40 ms for the acknowledgement of the one before.
    if (mine.stream instanceof Socket) mine.stream.setNoDelay(true);
    client = mine;
    mine.on('connect', () => {
      const stand = (): void => {
        if (mine !== client || closed) return;
        ready = true;
        told = false;
        stoodMs = performance.now();
        if (brief < BRIEF_ONES) waits = backOff();
        options.logger.info({ url: options.url }, 'connected to the broker');
        handlers.onConnected();
      };
      if (options.subscriptions.length === 0) return stand();
      mine.subscribe([...options.subscriptions], { qos: 1 }, (error) => {
        if (error) mine.end(true);
        else stand();
      });
    });
    mine.on('message', (topic, payload, { retain }) => handlers.onPacket(topic, payload, retain));
    mine.on('error', (error) => {
      if (!told && !closed)
        options.logger.warn(
          { url: options.url, reason: error.message },
          'the broker cannot be reached; trying again until it can',
        );
      told = true;
    });
    mine.on('close', () => {
      if (mine !== client) return;
      client = undefined;
      mine.end(true);
      if (ready && !closed) lost();
      ready = false;
      handlers.onDisconnected?.();
      if (!closed) retry = setTimeout(open, waits.next().value);
    });
  };
  open();

  return {
    get connected() {
      return ready;
    },
    get backlogBytes() {
      return client?.stream.writableLength ?? 0;
    },
    publish(packet) {
      if (ready) client?.publish(packet.topic, packet.payload, { qos: 1, retain: packet.retain }, () => undefined);
    },
    async close() {
      if (closed) return;
      closed = true;
      clearTimeout(retry);
      const last = client;
      if (last === undefined) return;
      await Promise.race([last.endAsync(!ready), delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
      last.end(true);
    },
  };
}
