import { constants, openSync, writeSync } from 'node:fs';

/** What may wait for whoever reads the log, bytes: some 1,500 lines. */
const HELD_BYTES = 256 * 1024;
/** Between two tries to write to a reader that stands still, milliseconds. */
const RETRY_MS = 100;
/** How long the last lines may take when the process ends, milliseconds. */
const LAST_MS = 1_000;

/**
 * stderr for whom nobody waits. A line is written at once; while the reader stands still, lines are held, and dropped beyond a
 * bound. `onGoesOn` is told how many were, when the reader has read all that was held. What is held keeps no process alive; at
 * its end the reader has a second for it.
 *
 * Not pino's own destination: when the process ends, its `flushSync` tries for ever to write to a reader that is gone.
 */
export class LogSink {
  readonly #fd = descriptor();
  readonly #onGoesOn: (dropped: number) => void;
  readonly #held: Buffer[] = [];
  #heldBytes = 0;
  #dropped = 0;
  #retry: NodeJS.Timeout | undefined;

  constructor(onGoesOn: (dropped: number) => void) {
    this.#onGoesOn = onGoesOn;
    process.once('exit', () => this.#writeLast());
  }

  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#heldBytes + bytes.length > HELD_BYTES) {
      this.#dropped++;
      return;
    }
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#retry === undefined) this.#writeHeld();
  }

  #writeHeld(): void {
    if (!this.#take()) {
      this.#retry = setTimeout(() => {
        this.#retry = undefined;
        this.#writeHeld();
      }, RETRY_MS).unref();
      return;
    }
    if (this.#dropped === 0) return;
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.#onGoesOn(dropped);
  }

  /** Whether the reader took all that was held. */
  #take(): boolean {
    try {
      for (let line = this.#held[0]; line !== undefined; line = this.#held[0]) {
        const written = writeSync(this.#fd, line);
        this.#heldBytes -= written;
        if (written < line.length) this.#held[0] = line.subarray(written);
        else this.#held.shift();
      }
      return true;
    } catch {
      // EAGAIN of a reader that stands still; a reader that is gone or a disk that is full is tried again likewise.
      return false;
    }
  }

  #writeLast(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    const until = performance.now() + LAST_MS;
    const asleep = new Int32Array(new SharedArrayBuffer(4));
    while (!this.#take() && performance.now() < until) Atomics.wait(asleep, 0, 0, RETRY_MS / 4);
    if (this.#dropped > 0 && this.#heldBytes === 0) this.#onGoesOn(this.#dropped);
  }
}

/** stderr, where a write doesn't wait: Node.js makes a pipe or a socket so when it is looked at, a terminal is opened anew. */
function descriptor(): number {
  const { fd, isTTY } = process.stderr;
  if (!isTTY) return fd;
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
  } catch {
    // A terminal of another user, or no Linux: whoever holds it up holds up the program.
    return fd;
  }
}
