import type { Estimate } from '../../../protocol/congestion/views.ts';
import { between, HORIZONS } from './horizons.ts';
import { rootOf, squareOf } from './roots.ts';

/*
 * How far single waits lay from what was expected, as roots, for each horizon of the same day and for the days to come: adaptive
 * conformal ranges. A bound goes out after a day on which too many waits lay beyond it and in after one on which too few did, so
 * that in the long run as many lie within as are promised, whatever the waits are like. A day moves it once: its waits all err
 * together.
 */

/**
 * Shares of waits below the bounds of an 80 % range and its middle: a little further out than 0.1 and 0.9, for bounds come after the days
 * that move them, and a single present is less exact than that of a whole half hour.
 */
const SHARES = [0.095, 0.5, 0.905] as const;

interface Bounds {
  /** How many waits moved it, of the latest days. */
  readonly waits: number;
  /** Below each of them lies its share of errors, roots of minutes. */
  readonly roots: Triple;
}
type Triple = readonly [low: number, median: number, high: number];

/** By horizon; the last is of other days. */
export type Ranges = readonly Bounds[];
export const OTHER_DAYS = HORIZONS.length;
export const emptyRanges: Ranges = Array.from({ length: HORIZONS.length + 1 }, () => ({
  waits: 0,
  roots: [-0.8, 0, 1.1],
}));

/** How many waits of a day were judged for a horizon, and how many lay below each bound. */
export type Judged = readonly [n: number, low: number, median: number, high: number];

/** What a day leaves of the weight of those before it. */
const KEPT = 0.93;
/** By how many of the range's widths a bound moves for a share that is missed wholly: the outer ones, where few errors lie, further. */
const GAINS = [2.5, 0.8, 2.5] as const;
const NARROWEST = 0.1;

export function judge(
  before: Judged | null,
  ranges: Ranges,
  { horizon, expected, came }: { readonly horizon: number; readonly expected: number; readonly came: number },
): Judged {
  const off = rootOf(came) - rootOf(expected);
  const roots = boundsOf(ranges, horizon);
  const [n, low, median, high] = before ?? [0, 0, 0, 0];
  const below = (bound: number): number => Number(off < bound);
  return [n + 1, low + below(roots[0]), median + below(roots[1]), high + below(roots[2])];
}

/** Learns from a day that is over. */
export const learnRanges = (ranges: Ranges, judged: readonly (Judged | null)[]): Ranges =>
  ranges.map((bounds, i) => moved(bounds, judged[i] ?? null));

function moved(bounds: Bounds, judged: Judged | null): Bounds {
  if (judged === null) return bounds;
  const [n, ...below] = judged;
  const { roots } = bounds;
  const waits = bounds.waits * KEPT + n;
  const step = Math.max(NARROWEST, roots[2] - roots[0]) * (n / waits);
  const at = (i: 0 | 1 | 2): number => roots[i] + GAINS[i] * step * (SHARES[i] - (below[i] ?? 0) / n);
  const [low = 0, median = 0, high = 0] = [at(0), at(1), at(2)].sort((a, b) => a - b);
  return { waits, roots: [low, median, high] };
}

/** The range about what is expected on another day. */
export const rangeLater = (ranges: Ranges, expected: number): Estimate =>
  rangeAbout(expected, boundsOf(ranges, OTHER_DAYS));

/** The range about what is expected later on the same day: it begins as the one that holds for a ticket taken now. */
export function rangeAhead(
  ranges: Ranges,
  expected: number,
  ahead: { readonly minutes: number; readonly present: Estimate },
): Estimate {
  const { lowMinutes, medianMinutes, highMinutes } = ahead.present;
  const middle = rootOf(medianMinutes);
  const now: Triple = [rootOf(lowMinutes) - middle, 0, rootOf(highMinutes) - middle];
  const at = (i: 0 | 1 | 2): number => between(ahead.minutes, now[i], (horizon) => boundsOf(ranges, horizon)[i]);
  return rangeAbout(expected, [at(0), at(1), at(2)]);
}

const boundsOf = (ranges: Ranges, horizon: number): Triple => ranges[horizon]?.roots ?? [0, 0, 0];

function rangeAbout(expected: number, [low, median, high]: Triple): Estimate {
  const at = (root: number): number => Math.round(10 * squareOf(rootOf(expected) + root)) / 10;
  return { lowMinutes: at(low), medianMinutes: at(median), highMinutes: at(high) };
}
