import type { ServerResponse } from 'node:http';
import type { Closable, Now } from '../../ground/environment.ts';
import { StreamFrame } from './stream-frame.ts';

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
  /** Names the build of this program and its pages. Told first of all, so that a page of another build knows that it is old. */
  readonly build: string;
}

/** What a reader is told before any event. Nothing on the way may keep, or gather, what it is sent. */
export const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
} as const;

/** What a stream begins with: of which build it is, and how long a browser waits before it comes back by itself, milliseconds. */
export const hello = (build: string): string => `retry: 2000\nevent: build\ndata: ${JSON.stringify({ build })}\n\n`;

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
  /** Hands a response over to this stream for good. `zips`: its headers say that it is compressed with gzip. */
  attach(topic: string, response: ServerResponse, zips?: boolean): void;
}

interface Reader {
  readonly response: ServerResponse;
  readonly zips: boolean;
  /** The newest frame that it has not been sent. */
  next: StreamFrame | undefined;
  stalledSince: number | undefined;
}

interface Topic {
  value: object | undefined;
  /** The value as it is sent; made when the first reader wants it. */
  frame: StreamFrame | undefined;
  readonly readers: Set<Reader>;
}

export function createEventStream(options: EventStreamOptions): EventStream {
  const stream = new PresentValues(options);
  stream.open();
  return stream;
}

class PresentValues implements EventStream {
  readonly #event: string;
  readonly #now: Now;
  readonly #hello: StreamFrame;
  readonly #topics = new Map<string, Topic>();
  /** Readers whose newest frame waits for a turn. */
  readonly #due = new Set<Reader>();
  #turn: NodeJS.Immediate | undefined;
  #alive: NodeJS.Timeout | undefined;
  #dropped = 0;
  #closed = false;

  constructor({ event, now, build }: EventStreamOptions) {
    this.#event = event;
    this.#now = now;
    this.#hello = new StreamFrame(hello(build));
  }

  open(): void {
    this.#alive = setInterval(() => this.#tellAlive(), ALIVE_EVERY_MS);
    this.#alive.unref();
  }

  get readers(): number {
    let count = 0;
    for (const { readers } of this.#topics.values()) count += readers.size;
    return count;
  }

  get dropped(): number {
    return this.#dropped;
  }

  publish(name: string, value: object): void {
    if (this.#closed) return;
    const topic = this.#topicOf(name);
    topic.value = value;
    topic.frame = undefined;
    for (const reader of topic.readers) {
      reader.next = this.#frameOf(topic);
      this.#due.add(reader);
    }
    if (this.#turn === undefined) this.#fanOut();
  }

  attach(name: string, response: ServerResponse, zips = false): void {
    const topic = this.#topicOf(name);
    const reader: Reader = { response, zips, next: undefined, stalledSince: undefined };
    response.writeHead(200, STREAM_HEADERS);
    response.on('drain', () => {
      reader.stalledSince = undefined;
      if (reader.next !== undefined) send(reader, reader.next);
    });
    response.on('error', () => undefined);
    response.once('close', () => {
      topic.readers.delete(reader);
      this.#due.delete(reader);
      if (topic.readers.size === 0 && topic.value === undefined) this.#topics.delete(name);
    });
    topic.readers.add(reader);
    response.write(this.#hello.first(zips));
    const frame = this.#frameOf(topic);
    if (frame !== undefined) send(reader, frame);
    if (this.#closed) response.end();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#alive);
    clearImmediate(this.#turn);
    for (const { readers } of this.#topics.values()) for (const { response } of readers) response.end();
  }

  #frameOf(topic: Topic): StreamFrame | undefined {
    if (topic.value === undefined) return undefined;
    topic.frame ??= new StreamFrame(`event: ${this.#event}\ndata: ${JSON.stringify(topic.value)}\n\n`);
    return topic.frame;
  }

  #topicOf(name: string): Topic {
    const topic = this.#topics.get(name) ?? { value: undefined, frame: undefined, readers: new Set() };
    this.#topics.set(name, topic);
    return topic;
  }

  #fanOut(): void {
    this.#turn = undefined;
    const untilMs = performance.now() + TURN_MS;
    for (const reader of this.#due) {
      this.#due.delete(reader);
      if (reader.next !== undefined) send(reader, reader.next);
      if (performance.now() > untilMs) break;
    }
    if (this.#due.size > 0) this.#turn = setImmediate(() => this.#fanOut());
  }

  #tellAlive(): void {
    const frame = new StreamFrame(`event: alive\ndata: {"at":${Math.round(this.#now())}}\n\n`);
    for (const { readers } of this.#topics.values()) {
      for (const reader of readers) {
        if (reader.stalledSince === undefined) reader.response.write(frame.for(reader.zips));
        else if (performance.now() - reader.stalledSince > UNREAD_MS) {
          this.#dropped += 1;
          reader.response.destroy();
        }
      }
    }
  }
}

/** A reader that has not read its last frame is sent this one once it has, or a newer one. */
function send(reader: Reader, frame: StreamFrame): void {
  const { response, zips } = reader;
  if (response.writableNeedDrain) {
    reader.next = frame;
    return;
  }
  reader.next = undefined;
  if (!response.write(frame.for(zips))) reader.stalledSince ??= performance.now();
}
