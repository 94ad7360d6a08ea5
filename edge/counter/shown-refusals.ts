import type { Cancel, Timers } from '../../hardware/timers.ts';
import type { Closable, Now } from '../../protocol/ground/environment.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { Refusal } from '../../protocol/queue/commands.ts';

/** What staff read at a counter: why nothing came of what a device there asked for, and when that was. */
export interface ShownRefusal {
  readonly message: LocalText;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface ShownRefusalsOptions {
  readonly timers: Timers;
  readonly now: Now;
  readonly onChange: () => void;
}

/** How long a refusal stands at its counter, milliseconds of a watch. */
const STANDS_MS = 10_000;

/** The refusals that stand at the counters of a section: the newest of each, for ten seconds. */
export class ShownRefusals implements Closable {
  readonly #options: ShownRefusalsOptions;
  readonly #shown = new Map<number, { readonly refusal: ShownRefusal; readonly cancel: Cancel }>();

  constructor(options: ShownRefusalsOptions) {
    this.#options = options;
  }

  show(counter: number, { message }: Refusal): void {
    const { timers, now, onChange } = this.#options;
    this.#shown.get(counter)?.cancel();
    const cancel = timers.after(STANDS_MS, () => {
      this.#shown.delete(counter);
      onChange();
    });
    this.#shown.set(counter, { refusal: { message, at: now() }, cancel });
    onChange();
  }

  /** Something was done at the counter: what was refused before is no news any more. */
  clear(counter: number): void {
    const shown = this.#shown.get(counter);
    if (shown === undefined) return;
    shown.cancel();
    this.#shown.delete(counter);
    this.#options.onChange();
  }

  /** By counter. */
  current(): ReadonlyMap<number, ShownRefusal> {
    return new Map([...this.#shown].map(([counter, { refusal }]) => [counter, refusal]));
  }

  async close(): Promise<void> {
    for (const { cancel } of this.#shown.values()) cancel();
    this.#shown.clear();
  }
}
