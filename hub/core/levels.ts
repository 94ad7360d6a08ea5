import type { LevelThresholds } from '../../protocol/congestion/defaults.ts';
import type { CongestionLevel } from '../../protocol/queue/events.ts';

/** The levels that an estimate can have, from least to most. */
const STEPS = ['quiet', 'moderate', 'busy', 'packed'] as const;
export type MeasuredLevel = (typeof STEPS)[number];

/** A level is left only when the median is this far beyond the threshold, minutes, so that it doesn't flicker. */
const DEAD_BAND_MINUTES = 2;

/** The level of a median, in minutes, given the level before: it stays while the median is within the dead band of it. */
export function measuredLevel(
  medianMinutes: number,
  before: CongestionLevel,
  thresholds: LevelThresholds,
): MeasuredLevel {
  const begins = [0, thresholds.moderate, thresholds.busy, thresholds.packed];
  const stepAt = (minutes: number): number => begins.findLastIndex((from) => minutes >= from);
  const plain = Math.max(0, stepAt(medianMinutes));
  const was = (STEPS as readonly CongestionLevel[]).indexOf(before);
  if (was === -1) return STEPS[plain] ?? 'quiet';
  if (plain > was) return STEPS[Math.max(was, stepAt(medianMinutes - DEAD_BAND_MINUTES))] ?? 'quiet';
  if (plain < was) return STEPS[Math.min(was, stepAt(medianMinutes + DEAD_BAND_MINUTES))] ?? 'quiet';
  return STEPS[was] ?? 'quiet';
}

const WORST: readonly CongestionLevel[] = ['packed', 'busy', 'moderate', 'quiet', 'unknown', 'closed'];

/** The level of several together: the worst that is known; `unknown` before `closed`, so that silence never looks like rest. */
export function worstLevel(levels: Iterable<CongestionLevel>): CongestionLevel {
  const present = new Set(levels);
  return WORST.find((level) => present.has(level)) ?? 'unknown';
}
