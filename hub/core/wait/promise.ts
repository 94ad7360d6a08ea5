import type { Promised } from '../outcome.ts';

/** What the queue rules alone foresee for somebody: the ground that the learned correction stands on. */
export interface Outlook {
  /** The median wait, minutes. */
  readonly minutes: number;
  /** One standard deviation of the logarithm of (wait + softening). */
  readonly deviation: number;
  /** Minutes that are added before a logarithm is taken, so that short waits don't weigh too much. */
  readonly softening: number;
  /**
   * For whom a desk stands ready: for everybody, only for who has a priority, or for nobody. Where one does, no wait is
   * foreseen.
   */
  readonly ready: 'no' | 'all' | 'priority';
  /** How many people are called before. */
  readonly ahead: number;
}

/** What somebody was told who waits for their first call. */
export interface PendingPromise extends Promised {
  readonly ticket: string;
  readonly outlook: Outlook;
  /** How many people who came later were called before, though no priority explains it. */
  readonly overtaken: number;
}
