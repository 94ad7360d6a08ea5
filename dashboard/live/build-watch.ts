import type { Clock } from './live-feed.ts';

/** Nobody is at a page that was not touched for so long. */
export const UNTOUCHED_MS = 30_000;
const ASK_AGAIN_MS = 5_000;
const RELOADED_FOR = 'matazu.reloaded-for';

export interface BuildWatchOptions {
  /** The build that the page is of; null where it does not say. */
  readonly own: string | null;
  readonly clock: Clock;
  /** Outlives a reload, not the tab; null where the browser keeps nothing. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null;
  readonly reload: () => void;
}

/**
 * Reloads a page whose server has become another build, once nobody is in the middle of something. For each build it does so
 * once a tab: a page that comes back as old as it was (from some cache, or from one of two servers) is left alone.
 */
export class BuildWatch {
  readonly #options: BuildWatchOptions;
  #heard: string | null = null;
  #waits = false;
  #busy = 0;
  #touchedMs = Number.NEGATIVE_INFINITY;

  constructor(options: BuildWatchOptions) {
    this.#options = options;
  }

  /** The server told the build that it is of. */
  heard(build: string): void {
    this.#heard = build;
    if (!this.#waits) this.#reloadIfFree();
  }

  /** Somebody pressed, typed or scrolled. */
  touched(): void {
    this.#touchedMs = this.#options.clock.nowMs();
  }

  /** Until the returned function is called, somebody is in the middle of something that a reload would take from them. */
  busy(): () => void {
    this.#busy += 1;
    let over = false;
    return () => {
      if (!over) this.#busy -= 1;
      over = true;
    };
  }

  #reloadIfFree(): void {
    const { own, clock, reload } = this.#options;
    const build = this.#heard;
    this.#waits = false;
    if (own === null || build === null || build === own || this.#reloadedFor().includes(build)) return;
    if (this.#busy > 0 || clock.nowMs() - this.#touchedMs < UNTOUCHED_MS) {
      this.#waits = true;
      clock.after(ASK_AGAIN_MS, () => this.#reloadIfFree());
    } else if (this.#remember(build)) reload();
  }

  #reloadedFor(): readonly string[] {
    try {
      return (this.#options.storage?.getItem(RELOADED_FOR) ?? '').split(' ');
    } catch {
      return [];
    }
  }

  /** Whether it will be known after the reload: what nobody remembers would be done again and again. */
  #remember(build: string): boolean {
    try {
      this.#options.storage?.setItem(RELOADED_FOR, [...this.#reloadedFor(), build].join(' '));
    } catch {
      return false;
    }
    return this.#reloadedFor().includes(build);
  }
}
