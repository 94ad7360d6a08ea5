import type { HardwareFault } from '../../fault.ts';
import type { Timers } from '../../timers.ts';
import { Blinker } from './blinker.ts';
import type { Signal } from './gpio-lines.ts';
import type { GpiodDialect, LampQuestion } from './gpiod-dialect.ts';
import { type RunningTool, start } from './gpiod-tool.ts';

export interface GpiodLampOptions {
  readonly question: Omit<LampQuestion, 'signal'>;
  readonly dialect: GpiodDialect;
  readonly timers: Timers;
  /** Its tool ended by itself. */
  readonly failed: (fault: HardwareFault) => void;
}

/**
 * One lamp, held by one `gpioset` at a time: a line belongs to one program, and neither version's `gpioset` (as Debian builds it)
 * takes another value while it runs. Version 2 blinks by itself; for version 1 a timer starts the next.
 */
export class GpiodLamp {
  readonly #options: GpiodLampOptions;
  readonly #blinker: Blinker;
  #wanted: Signal = 'off';
  /** What is held; null: nothing yet, and a line that nobody holds is dark. */
  #held: Signal | null = null;
  #tool: RunningTool | null = null;
  #turning: Promise<void> | null = null;
  #closed = false;

  constructor(options: GpiodLampOptions) {
    this.#options = options;
    this.#blinker = new Blinker({ timers: options.timers, set: (lit) => this.#want(lit ? 'on' : 'off') });
  }

  show(signal: Signal): void {
    if (this.#options.dialect.blinks) this.#want(signal);
    else this.#blinker.show(signal);
  }

  async close(): Promise<void> {
    if (!this.#closed) {
      this.#blinker.close();
      this.#closed = true;
    }
    await this.#turning;
    await this.#tool?.stop();
  }

  #want(signal: Signal): void {
    if (this.#closed) return;
    this.#wanted = signal;
    this.#turning ??= this.#turn().finally(() => {
      this.#turning = null;
    });
  }

  async #turn(): Promise<void> {
    while (!this.#closed && !same(this.#held, this.#wanted)) {
      const { dialect, question, failed } = this.#options;
      const signal = this.#wanted;
      const before = this.#tool;
      this.#tool = null;
      await before?.stop();
      if (this.#closed) return;
      const tool = start('gpioset', dialect.lamp({ ...question, signal }));
      this.#tool = tool;
      this.#held = signal;
      void tool.exited.then((fault) => {
        if (this.#tool === tool && !this.#closed) failed(fault);
      });
    }
  }
}

const same = (a: Signal | null, b: Signal): boolean =>
  a === b || (a !== null && typeof a !== 'string' && typeof b !== 'string' && a.halfPeriodMs === b.halfPeriodMs);
