import type { HeardCount } from '../core/committed.ts';
import type { NumberedCount } from '../store/store.ts';

interface Counted {
  /** The place of the last count that was stored; 0 where none was. */
  readonly n: number;
  /** When the last count that was heard was made, milliseconds. */
  readonly observedAt: number;
}

/** How far the counts of each section go that says itself who waits. No I/O. */
export class Counting {
  readonly #last: Map<string, Counted>;

  constructor(last: Iterable<readonly [section: string, counted: Counted]>) {
    this.#last = new Map(last);
  }

  /** Whether a count tells anything new: what a broker had kept doesn't where it is heard already, and a restored one may even be older. */
  hear(section: string, { message: { observedAt }, retained }: HeardCount): boolean {
    const last = this.#of(section);
    if (retained && observedAt <= last.observedAt) return false;
    this.#last.set(section, { ...last, observedAt });
    return true;
  }

  /** The count with its place after those that were stored. */
  number(section: string, { message }: HeardCount): NumberedCount {
    return { n: this.#of(section).n + 1, message };
  }

  /** The count of this place is stored. */
  commit(section: string, n: number): void {
    this.#last.set(section, { ...this.#of(section), n });
  }

  #of(section: string): Counted {
    return this.#last.get(section) ?? { n: 0, observedAt: 0 };
  }
}
