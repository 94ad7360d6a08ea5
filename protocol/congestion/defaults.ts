import type { Peak } from './views.ts';

/** Minutes of the median wait at which each level begins. */
export interface LevelThresholds {
  readonly moderate: number;
  readonly busy: number;
  readonly packed: number;
}

/** What Nagoya and Kusatsu use, and an hour. */
export const defaultThresholds: LevelThresholds = { moderate: 15, busy: 30, packed: 60 };

/** How many times as many people wait on such days as on others, until a section has taught its own. */
export type PeakFactors = Readonly<Record<Peak, number>>;

/** What cities publish as their peaks, in the modest size that holds for most. */
export const defaultPeaks: PeakFactors = { monday: 1.15, 'after-rest': 1.15, 'month-end': 1.1, moving: 1.2 };
