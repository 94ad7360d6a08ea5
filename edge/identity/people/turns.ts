/** Work of which one is done at a time, in the order in which it came. */
export class Turns {
  readonly #most: number;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** So many may wait. */
  constructor(most: number) {
    this.#most = most;
  }

  /** @throws what the work throws, and what `full` gives where too many wait */
  async take<T>(work: () => Promise<T>, full: () => Error): Promise<T> {
    if (this.#waiting >= this.#most) throw full();
    this.#waiting += 1;
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      this.#waiting -= 1;
    }
  }
}
