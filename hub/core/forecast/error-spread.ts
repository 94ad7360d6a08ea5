/**
 * How far what came lay from what was expected, as log((came + 2) / (expected + 2)): a histogram that begins as a wide normal
 * and forgets, so that its size never grows. The 2 minutes keep short waits from counting as large errors.
 */
export type ErrorSpread = readonly number[];

const OFFSET_MINUTES = 2;
const BIN = 0.15;
/** The middle bin is no error. */
const BINS = 41;
const MIDDLE = (BINS - 1) / 2;
const PRIOR_SIGMA = 0.8;
const PRIOR_WEIGHT = 20;
const MEMORY = 1_500;

const normal = (bin: number): number => Math.exp(-0.5 * (((bin - MIDDLE) * BIN) / PRIOR_SIGMA) ** 2);
const priorSum = Array.from({ length: BINS }, (_, bin) => normal(bin)).reduce((sum, each) => sum + each, 0);
export const emptySpread: ErrorSpread = Array.from(
  { length: BINS },
  (_, bin) => (PRIOR_WEIGHT * normal(bin)) / priorSum,
);

export function learnError(spread: ErrorSpread, expectedMinutes: number, cameMinutes: number): ErrorSpread {
  const error = Math.log((cameMinutes + OFFSET_MINUTES) / (expectedMinutes + OFFSET_MINUTES));
  const hit = Math.min(BINS - 1, Math.max(0, Math.round(error / BIN) + MIDDLE));
  const total = spread.reduce((sum, weight) => sum + weight, 0);
  const keep = total >= MEMORY ? (MEMORY - 1) / total : 1;
  return spread.map((weight, bin) => weight * keep + (bin === hit ? 1 : 0));
}

/** The log error that a share of what came stayed below, between bins evenly. */
export function errorAt(spread: ErrorSpread, share: number): number {
  const wanted = share * spread.reduce((sum, weight) => sum + weight, 0);
  let below = 0;
  for (const [bin, weight] of spread.entries()) {
    if (weight > 0 && below + weight >= wanted) return (bin - MIDDLE - 0.5 + (wanted - below) / weight) * BIN;
    below += weight;
  }
  return (BINS - 1 - MIDDLE + 0.5) * BIN;
}

/** Minutes that lie a log error beyond what is expected; never below zero. */
export const minutesAt = (expectedMinutes: number, logError: number): number =>
  Math.max(0, (expectedMinutes + OFFSET_MINUTES) * Math.exp(logError) - OFFSET_MINUTES);

/** The log error of minutes against what is expected. */
export const logErrorOf = (expectedMinutes: number, minutes: number): number =>
  Math.log((minutes + OFFSET_MINUTES) / (expectedMinutes + OFFSET_MINUTES));
