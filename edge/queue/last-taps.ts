import type { Timers } from '../../hardware/timers.ts';

/** So long somebody may take to type their PIN after their card, and to find their card after the page asks for it, milliseconds. */
const STANDS_MS = 60_000;

/** The staff card that was put last on the reader of each counter, for whoever signs in with it: what stands for it, in memory alone. */
export class LastTaps {
  readonly #timers: Pick<Timers, 'elapsedMs'>;
  readonly #put = new Map<number, { readonly card: readonly string[]; readonly atMs: number }>();
  readonly #awaited = new Map<number, number>();

  constructor(timers: Pick<Timers, 'elapsedMs'>) {
    this.#timers = timers;
  }

  /** A card was put there; `card`: what stands for it, this month first. */
  put(counter: number, card: readonly string[]): void {
    this.#put.set(counter, { card, atMs: this.#timers.elapsedMs() });
  }

  /** The card of the last minute, once. */
  take(counter: number): readonly string[] | null {
    const last = this.#put.get(counter);
    this.#put.delete(counter);
    return last !== undefined && this.#stands(last.atMs) ? last.card : null;
  }

  /** Somebody is about to sign in there with their card. */
  expect(counter: number): void {
    this.#awaited.set(counter, this.#timers.elapsedMs());
  }

  isExpected(counter: number): boolean {
    const since = this.#awaited.get(counter);
    return since !== undefined && this.#stands(since);
  }

  #stands(sinceMs: number): boolean {
    return this.#timers.elapsedMs() - sinceMs < STANDS_MS;
  }
}
