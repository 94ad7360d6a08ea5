import type { ServerResponse } from 'node:http';
import type { Closable, Now } from '../../ground/environment.ts';

/** How long a reader may leave a frame unread before it is dropped, milliseconds. It holds that one frame and no more. */
const UNREAD_MS = 10_000;
/** A page that hears nothing for 5 s knows that its connection is dead. */
const ALIVE_EVERY_MS = 2_000;
/** Of so long a turn the readers are sent to at once; then whatever else waits has its turn, milliseconds. */
const TURN_MS = 1;

export interface EventStreamOptions {
  /** The name of the events, as in `event: congestion`. */
  readonly event: string;
  readonly now: Now;
}

/**
 * Server-sent events that each carry the whole present value of a topic. A reader gets the value at once, and then each
 * newer one; a slow reader misses what is no longer the present, and one that stops reading is dropped, so that no number of
 * readers can make this process grow.
 */
export interface EventStream extends Closable {
  readonly readers: number;
  /** How many readers were dropped since the start because they stopped reading. */
  readonly dropped: number;
  /** A newer value of a topic. It is serialised once for all its readers; where they are many, they are sent it over several turns. */
  publish(topic: string, value: object): void;
  /** Hands a response over to this stream for good. */
  attach(topic: string, response: ServerResponse): void;
}

interface Reader {
  readonly response: ServerResponse;
  /** The newest frame that it has not been sent. */
  next: Buffer | undefined;
  stalledSince: number | undefined;
}

interface Topic {
  frame: Buffer | undefined;
  readonly readers: Set<Reader>;
}

export function createEventStream({ event, now }: EventStreamOptions): EventStream {
  const topics = new Map<string, Topic>();
  /** Readers whose newest frame waits for a turn. */
  const due = new Set<Reader>();
  let turn: NodeJS.Immediate | undefined;
  let dropped = 0;
  let closed = false;

  const topicOf = (name: string): Topic => {
    const topic = topics.get(name) ?? { frame: undefined, readers: new Set() };
    topics.set(name, topic);
    return topic;
  };
  const drop = (reader: Reader): void => {
    dropped += 1;
    reader.response.destroy();
  };
  const send = (reader: Reader, frame: Buffer): void => {
    const { response } = reader;
    if (response.writableNeedDrain) {
      reader.next = frame;
      return;
    }
    reader.next = undefined;
    if (!response.write(frame)) reader.stalledSince ??= performance.now();
  };

  const fanOut = (): void => {
    turn = undefined;
    const untilMs = performance.now() + TURN_MS;
    for (const reader of due) {
      due.delete(reader);
      if (reader.next !== undefined) send(reader, reader.next);
      if (performance.now() > untilMs) break;
    }
    if (due.size > 0) turn = setImmediate(fanOut);
  };

  const alive = setInterval(() => {
    const frame = `event: alive\ndata: {"at":${Math.round(now())}}\n\n`;
    for (const { readers } of topics.values()) {
      for (const reader of readers) {
        if (reader.stalledSince === undefined) reader.response.write(frame);
        else if (performance.now() - reader.stalledSince > UNREAD_MS) drop(reader);
      }
    }
  }, ALIVE_EVERY_MS);
  alive.unref();

  return {
    get readers() {
      let count = 0;
      for (const topic of topics.values()) count += topic.readers.size;
      return count;
    },
    get dropped() {
      return dropped;
    },
    publish(name, value) {
      if (closed) return;
      const topic = topicOf(name);
      topic.frame = Buffer.from(`event: ${event}\ndata: ${JSON.stringify(value)}\n\n`);
      for (const reader of topic.readers) {
        reader.next = topic.frame;
        due.add(reader);
      }
      if (turn === undefined) fanOut();
    },
    attach(name, response) {
      const topic = topicOf(name);
      const reader: Reader = { response, next: undefined, stalledSince: undefined };
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      response.on('drain', () => {
        reader.stalledSince = undefined;
        if (reader.next !== undefined) send(reader, reader.next);
      });
      response.on('error', () => undefined);
      response.once('close', () => {
        topic.readers.delete(reader);
        due.delete(reader);
        if (topic.readers.size === 0 && topic.frame === undefined) topics.delete(name);
      });
      topic.readers.add(reader);
      // A browser waits this long before it comes back by itself, milliseconds.
      response.write('retry: 2000\n\n');
      if (topic.frame !== undefined) send(reader, topic.frame);
      if (closed) response.end();
    },
    async close() {
      closed = true;
      clearInterval(alive);
      clearImmediate(turn);
      for (const { readers } of topics.values()) for (const { response } of readers) response.end();
    },
  };
}
