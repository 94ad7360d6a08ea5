import { between, HORIZONS, minutesAhead } from './horizons.ts';

/*
 * What comes later on a day, from what is now and what is usual now and then:
 *
 *   later = usualLater + deviates · (now − usualNow) + stays · (usualNow − usualLater)
 *
 * With (1, 0) the present goes the way of a usual day, with (1, 1) it stays as it is, with (0, 0) it is forgotten. Which of them
 * holds, and how far ahead, differs: an overloaded day drifts ever further off, a small queue is itself again within the hour. So
 * both weights are learned by least squares for each horizon.
 */

/** By horizon, sums over what was seen: d·d, d·s, s·s, d·y, s·y of what deviates, what stays and what came, beyond the usual. */
export type Blend = readonly (readonly [dd: number, ds: number, ss: number, dy: number, sy: number])[];

/** What is believed before anything was seen, and how much of what was seen weighs as much, in the sums' own unit. */
const PRIOR_HALF_LIFE = 120;
const PRIOR_WEIGHT = 20;
/** How much of the sums a day leaves: they remember about two months. */
const KEPT = 0.975;
const DEVIATES = { least: 0, most: 1.6 } as const;
const STAYS = { least: -0.5, most: 1 } as const;

const prior = HORIZONS.map((slots) => 2 ** (-minutesAhead(slots) / PRIOR_HALF_LIFE));
export const emptyBlend: Blend = prior.map((left) => [
  PRIOR_WEIGHT,
  0,
  PRIOR_WEIGHT,
  PRIOR_WEIGHT * left,
  PRIOR_WEIGHT * left,
]);

export interface Moment {
  readonly now: number;
  readonly usualNow: number;
  readonly usualLater: number;
}

/** What came a horizon after a moment. */
export interface Seen {
  /** Which of the horizons. */
  readonly horizon: number;
  readonly moment: Moment;
  readonly came: number;
}

/** Learns from a day that is over. */
export function learnBlend(blend: Blend, seen: readonly Seen[]): Blend {
  const sums = blend.map((each, i): [number, number, number, number, number] => {
    const left = prior[i] ?? 0;
    const [dd, ds, ss, dy, sy] = each;
    const refill = (1 - KEPT) * PRIOR_WEIGHT;
    return [dd * KEPT + refill, ds * KEPT, ss * KEPT + refill, dy * KEPT + refill * left, sy * KEPT + refill * left];
  });
  for (const { horizon, moment, came } of seen) {
    const sum = sums[horizon];
    if (sum === undefined) continue;
    const { now, usualNow, usualLater } = moment;
    const [d, s, y] = [now - usualNow, usualNow - usualLater, came - usualLater];
    // Large figures err by more: each counts by how exact it can be.
    const weight = 1 / (2 + now + usualLater);
    sum[0] += weight * d * d;
    sum[1] += weight * d * s;
    sum[2] += weight * s * s;
    sum[3] += weight * d * y;
    sum[4] += weight * s * y;
  }
  return sums;
}

/** What is to be expected so many minutes ahead; never below zero. */
export function blended(blend: Blend, { now, usualNow, usualLater }: Moment, minutes: number): number {
  const weights = (horizon: number) => weightsOf(blend[horizon] ?? [1, 0, 1, 0, 0]);
  const deviates = between(minutes, 1, (horizon) => weights(horizon).deviates);
  const stays = between(minutes, 1, (horizon) => weights(horizon).stays);
  return Math.max(0, usualLater + deviates * (now - usualNow) + stays * (usualNow - usualLater));
}

function weightsOf([dd, ds, ss, dy, sy]: Blend[number]): { readonly deviates: number; readonly stays: number } {
  const determinant = dd * ss - ds * ds;
  return {
    deviates: within(DEVIATES, (dy * ss - sy * ds) / determinant),
    stays: within(STAYS, (sy * dd - dy * ds) / determinant),
  };
}

const within = ({ least, most }: { readonly least: number; readonly most: number }, value: number): number =>
  Math.min(most, Math.max(least, value));
