import { exponential, FUTURES } from './futures.ts';
import { once } from './once.ts';

/*
 * How unequal visits are: how often a visit takes so many times its service's mean, in bins of the logarithm.
 */

/** Bins by which visits are counted. */
const BINS = 32;
/** Where the first bin begins and how wide each is, in doublings of the mean: from a thirty-second of it to eight times it. */
const FROM = -5;
const WIDTH = 0.25;
/** Visits that the shape remembers. */
const REMEMBERED = 1_500;
/** Visits that are taken for granted before any was seen: of a coefficient of variation of 0.7. */
const GRANTED = 40;

const doublings = (bin: number): number => FROM + WIDTH * (bin + 0.5);

export const grantedShape: readonly number[] = (() => {
  const sigma = 0.63 / Math.LN2;
  const density = Array.from({ length: BINS }, (_, bin) =>
    Math.exp(-(((doublings(bin) + (sigma * sigma * Math.LN2) / 2) / sigma) ** 2) / 2),
  );
  const all = density.reduce((sum, each) => sum + each, 0);
  return density.map((each) => (each / all) * GRANTED);
})();

export function learnShape(shape: readonly number[], means: number): number[] {
  const bin = Math.min(BINS - 1, Math.max(0, Math.floor((Math.log2(Math.max(1e-3, means)) - FROM) / WIDTH)));
  let all = 1;
  for (const count of shape) all += count;
  const kept = all > REMEMBERED ? REMEMBERED / all : 1;
  return shape.map((count, i) => (count + (i === bin ? 1 : 0)) * kept);
}

/** As many equally likely visits as there are futures, shortest first, in multiples of their mean. */
export const unitVisits = once((shape: readonly number[]): Float64Array => {
  const visits = new Float64Array(FUTURES);
  let all = 0;
  for (const count of shape) all += count;
  let bin = 0;
  let before = 0;
  let sum = 0;
  for (let i = 0; i < FUTURES; i += 1) {
    const share = ((i + 0.5) / FUTURES) * all;
    while (bin < BINS - 1 && before + (shape[bin] ?? 0) < share) {
      before += shape[bin] ?? 0;
      bin += 1;
    }
    const within = Math.min(1, (share - before) / Math.max(1e-9, shape[bin] ?? 0));
    const visit = 2 ** (FROM + WIDTH * (bin + within));
    visits[i] = visit;
    sum += visit;
  }
  for (let i = 0; i < FUTURES; i += 1) visits[i] = ((visits[i] ?? 0) * FUTURES) / sum;
  return visits;
});

/**
 * What is left of a visit that has lasted so long, in multiples of the mean: the one of equally likely values at the place
 * `value`.
 */
export function leftOf(units: Float64Array, lasted: number, value: number): number {
  let first = 0;
  let last = FUTURES;
  while (first < last) {
    const middle = (first + last) >> 1;
    if ((units[middle] ?? 0) > lasted) last = middle;
    else first = middle + 1;
  }
  // The longer a visit has lasted that is among the longest, the longer it may last: so many means more.
  const tail = 0.3 * lasted * (exponential[value] ?? 0);
  const longer = FUTURES - first;
  if (longer === 0) return tail;
  const place = first + ((value + 0.5) / FUTURES) * longer - 0.5;
  const low = Math.min(FUTURES - 1, Math.max(first, Math.floor(place)));
  const high = Math.min(FUTURES - 1, low + 1);
  const between = Math.max(0, place - low);
  const seen = Math.max(0.01, (units[low] ?? 0) * (1 - between) + (units[high] ?? 0) * between - lasted);
  const trust = Math.min(1, longer / TAIL);
  return trust * seen + (1 - trust) * tail;
}

/** Visits longer than the present one that it takes to go by them alone: what fewer tell is blended with a guess. */
const TAIL = 8;
