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

  /** Resolves when all that was given is done. */
  close(): Promise<void> {
    return this.#last;
  }
}
