import type { Cancel, Timers } from '../../timers.ts';
import type { Signal } from './gpio-lines.ts';

export interface BlinkerOptions {
  readonly timers: Timers;
  /** Lights the lamp or not. Must not throw. */
  readonly set: (lit: boolean) => void;
}

/** Blinks a lamp by timer. It sets only what changes; closed, it leaves the lamp dark. */
export class Blinker {
  readonly #options: BlinkerOptions;
  #lit = false;
  #halfPeriodMs: number | null = null;
  #cancel: Cancel = () => {};
  #closed = false;

  constructor(options: BlinkerOptions) {
    this.#options = options;
  }

  show(signal: Signal): void {
    if (this.#closed) return;
    const halfPeriodMs = typeof signal === 'string' ? null : signal.halfPeriodMs;
    if (halfPeriodMs !== null && halfPeriodMs === this.#halfPeriodMs) return;
    this.#cancel();
    this.#halfPeriodMs = halfPeriodMs;
    this.#set(signal !== 'off');
    if (halfPeriodMs !== null) this.#turnAfter(halfPeriodMs);
  }

  close(): void {
    if (this.#closed) return;
    this.show('off');
    this.#closed = true;
  }

  #turnAfter(halfPeriodMs: number): void {
    this.#cancel = this.#options.timers.after(halfPeriodMs, () => {
      this.#set(!this.#lit);
      this.#turnAfter(halfPeriodMs);
    });
  }

  #set(lit: boolean): void {
    if (lit === this.#lit) return;
    this.#lit = lit;
    this.#options.set(lit);
  }
}
