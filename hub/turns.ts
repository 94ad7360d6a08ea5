import type { Closable, Logger } from '../protocol/ground/environment.ts';

/** Acts that are done one after another, each on a tick of its own, so that acknowledgements go out before them. */
export class Turns implements Closable {
  readonly #logger: Logger;
  #last: Promise<void> = Promise.resolve();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Does it after all that was given before. What it throws is logged, and stops nothing after it. */
  soon(act: () => void | Promise<void>): void {
    this.#last = this.#last
      .then(() => new Promise<void>((resolve) => setImmediate(resolve)))
      .then(act)
      .catch((error: unknown) => this.#logger.error({ err: error }, 'what was taken in could not be projected'));
  }

  /** Does it for all that was given since its last turn, of each name the last: however much comes, one turn of it waits. */
  gathered<T extends readonly unknown[]>(nameOf: (...of: T) => string, act: (...of: T) => void): (...of: T) => void {
    let latest = new Map<string, T>();
    return (...of) => {
      if (latest.size === 0)
        this.soon(() => {
          const all = latest;
          latest = new Map();
          for (const each of all.values()) act(...each);
        });
      latest.set(nameOf(...of), of);
    };
  }

  /** Resolves when all that was given is done. */
  close(): Promise<void> {
    return this.#last;
  }
}
