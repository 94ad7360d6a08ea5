import { type ChannelName, decode, isFault, type Message, type Packet } from '../../protocol/wire/topics.ts';
import { openBroker } from '../../protocol/wire/transport/broker.ts';
import { freePort } from '../testing/ports.ts';
import type { Stage } from '../testing/stage.ts';
import type { Recorded } from './recorded.ts';

/** A broker that stands for a lead's or a hub's of another version: it says what a test says, and keeps what it hears. */
export interface TestBroker {
  readonly port: number;
  publish(packet: Packet): void;
  /** Says again what was recorded. */
  repeat(packet: Recorded): void;
  readonly heard: readonly { readonly topic: string; readonly payload: string }[];
  /** What was heard on a channel, as today's program reads it. */
  heardOn<C extends ChannelName>(channel: C): Message<C>[];
}

export async function openTestBroker(stage: Stage): Promise<TestBroker> {
  const heard: { readonly topic: string; readonly payload: string }[] = [];
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const port = await freePort();
  const broker = await openBroker(
    { host: '127.0.0.1', port, logger },
    {
      onConnected: () => undefined,
      onPacket: (topic, payload) => heard.push({ topic, payload: new TextDecoder().decode(payload) }),
    },
  );
  stage.keep(broker, (it) => it.close());
  return {
    port,
    heard,
    publish: (packet) => broker.publish(packet),
    repeat: ({ topic, retain, payload }) => broker.publish({ topic, retain, payload: JSON.stringify(payload) }),
    heardOn: <C extends ChannelName>(channel: C) =>
      heard.flatMap(({ topic, payload }) => {
        const read = decode(topic, payload);
        return !isFault(read) && read.channel === channel ? [read.message as Message<C>] : [];
      }),
  };
}
