import type { Cancel, Timers } from '../timers.ts';

interface Waiting {
  readonly atMs: number;
  readonly run: () => void;
}

/** A clock that a test drives by hand. */
export class ManualTimers implements Timers {
  #nowMs = 0;
  #waiting: Waiting[] = [];

  elapsedMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): Cancel {
    const one = { atMs: this.#nowMs + delayMs, run };
    this.#waiting.push(one);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== one);
    };
  }

  /** How many timers run: none should be left behind by a closed driver. */
  get running(): number {
    return this.#waiting.length;
  }

  /** Lets time pass, timer by timer in the order of their moments; promises settle in between. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settled();
    for (let steps = 0; steps < 100_000; steps += 1) {
      const next = this.#waiting.reduce<Waiting | null>(
        (best, one) => (best && best.atMs <= one.atMs ? best : one),
        null,
      );
      if (!next || next.atMs > untilMs) {
        this.#nowMs = untilMs;
        return;
      }
      this.#waiting = this.#waiting.filter((other) => other !== next);
      this.#nowMs = next.atMs;
      next.run();
      await settled();
    }
    throw new Error(`a timer runs away: more than 100,000 within ${ms} ms`);
  }
}

/** Resolves when all promises that are ready have settled. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
