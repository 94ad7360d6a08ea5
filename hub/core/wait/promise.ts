import type { Promised } from '../outcome.ts';

/** What the queue rules alone foresee for somebody: the ground that the learned correction stands on. */
export interface Outlook {
  /** The median, minutes. */
  readonly minutes: number;
  /** One standard deviation of the logarithm of (wait + softening). */
  readonly deviation: number;
  /** Minutes that are added before a logarithm is taken, so that short waits don't weigh too much. */
  readonly softening: number;
  /** A desk stands ready, for everybody or for who has a priority: nothing to foresee but how often it isn't so. */
  readonly ready: 'no' | 'all' | 'priority';
  /** How many are called before. */
  readonly ahead: number;
}

/** A promise that isn't fulfilled yet. */
export interface PendingPromise extends Promised {
  readonly ticket: string;
  readonly outlook: Outlook;
  /** How many who came later were called before, though no priority explains it. */
  readonly overtaken: number;
}
