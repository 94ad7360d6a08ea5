import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { IDENTITY_FILES } from '../../protocol/identity/files.ts';
import { decode, isFault, type Received } from '../../protocol/wire/topics.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';

/** A packet as it was delivered; `read` is undefined where it isn't of the contract. */
export interface Seen {
  readonly topic: string;
  readonly payload: string;
  readonly retained: boolean;
  readonly read: Received | undefined;
}

/** Someone at a broker who hears all of Matazu and may say anything. */
export interface Listener {
  readonly seen: readonly Seen[];
  readonly connected: boolean;
  publish(topic: string, payload: object | string, options?: { readonly retain?: boolean }): Promise<void>;
  /** Resolves when all that was on its way when this was called has arrived, or the broker is gone. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface KnownBroker {
  readonly port: number;
  /** Of an identity, where the broker asks. */
  readonly folder?: string | undefined;
}

const placeOf = (at: number | KnownBroker): KnownBroker => (typeof at === 'number' ? { port: at } : at);

const EVERYTHING = 'matazu/v1/#';
const ECHO = 'matazu/test/echo';

/**
 * @param onPacket called at each delivery, before anything else happens here: a test that wants to strike at that very moment
 * @throws the connection's error
 */
export async function listen(
  stage: Stage,
  at: number | KnownBroker,
  onPacket: (seen: Seen) => void = () => {},
): Promise<Listener> {
  const { port, folder } = placeOf(at);
  const client: MqttClient = await connectAsync(`mqtt${folder === undefined ? '' : 's'}://127.0.0.1:${port}`, {
    ...(folder === undefined ? {} : shown(folder)),
    protocolVersion: 4,
    reconnectPeriod: 0,
    connectTimeout: 5_000,
  });
  const seen: Seen[] = [];
  let echoes = 0;
  let closed = false;
  client.on('error', () => {});
  client.once('close', () => {
    closed = true;
  });
  client.on('message', (topic, payload, { retain }) => {
    if (topic === ECHO) {
      echoes += 1;
      return;
    }
    const read = decode(topic, payload);
    const one: Seen = { topic, payload: payload.toString(), retained: retain, read: isFault(read) ? undefined : read };
    seen.push(one);
    onPacket(one);
  });
  await client.subscribeAsync([EVERYTHING, ECHO], { qos: 1 });
  const listener: Listener = {
    seen,
    get connected() {
      return !closed;
    },
    async publish(topic, payload, { retain = false } = {}) {
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
      await client.publishAsync(topic, text, { qos: 1, retain });
    },
    async settled() {
      // Twice: what a dead client left in its socket may be read by the broker after the first.
      for (let round = 0; round < 2 && !closed; round += 1) {
        const before = echoes;
        client.publish(ECHO, '', { qos: 1 });
        await until('an echo came back', () => closed || echoes > before);
      }
    },
    async close() {
      closed = true;
      await client.endAsync(true);
    },
  };
  return stage.keep(listener, (it) => it.close());
}

/** {@link listen}, tried until the broker is there. */
export const listenOnceUp = (
  stage: Stage,
  at: number | KnownBroker,
  onPacket?: (seen: Seen) => void,
): Promise<Listener> => until(`a broker listens on ${placeOf(at).port}`, () => listen(stage, at, onPacket));

function shown(folder: string) {
  const own = readFileSync(join(folder, IDENTITY_FILES.own));
  return { cert: own, key: own, ca: readFileSync(join(folder, IDENTITY_FILES.authorities)) };
}
