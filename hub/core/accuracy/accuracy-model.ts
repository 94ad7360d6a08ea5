import { dayAt } from '../../../protocol/section/calendar.ts';
import type { Lesson } from '../learned.ts';
import { measuredLevel } from '../levels.ts';
import type { Outcome } from '../outcome.ts';
import type { SectionFacts } from '../section-projection.ts';
import { zoneOf } from '../zone.ts';
import { addTicket, type DayFigures, noFigures } from './day-figures.ts';

/** A promise and what came of it, as it is drawn: when it was made, its range and median, and the wait; minutes. */
export type Point = readonly [at: number, service: string, low: number, median: number, high: number, actual: number];

export interface AccuracyDay {
  readonly day: string;
  readonly figures: DayFigures;
  /** Each `every`th ticket, so that no day has more than {@link POINTS}. */
  readonly points: readonly Point[];
  readonly every: number;
}

/** In the order of their days. */
export type AccuracyModel = readonly AccuracyDay[];

export const emptyAccuracy: AccuracyModel = [];

/** How long promises are answered for, days. */
export const ACCURACY_DAYS = 28;
/** A few more are kept, for a clock that jumped ahead makes up days that are never shown. */
const KEPT_DAYS = ACCURACY_DAYS + 4;
const POINTS = 60;

/** Judges each promise when its ticket is called. However a log is cut into runs, it learns the same. */
export const learnAccuracy = (model: AccuracyModel, { facts, outcomes }: Lesson): AccuracyModel =>
  outcomes.reduce((days, outcome) => takeOutcome(days, facts, outcome), model);

function takeOutcome(days: AccuracyModel, facts: SectionFacts, outcome: Outcome): AccuracyModel {
  const day = dayAt(outcome.at, zoneOf(facts));
  const today = days.find((each) => each.day === day) ?? { day, figures: noFigures, points: [], every: 1 };
  const { lowMinutes, medianMinutes, highMinutes } = outcome.estimate;
  const { actualMinutes } = outcome;
  const figures = addTicket(today.figures, {
    errorMinutes: Math.abs(actualMinutes - medianMinutes),
    covered: lowMinutes <= actualMinutes && actualMinutes <= highMinutes,
    levelRight: measuredLevel(actualMinutes, 'unknown', facts.thresholds) === outcome.level,
  });
  const judged: AccuracyDay = { day, figures, ...drawn(today, outcome) };
  return [...days.filter((each) => each.day < day), judged, ...days.filter((each) => each.day > day)].slice(-KEPT_DAYS);
}

/** Thinned by halves as the day goes on, so that what is kept lies evenly in it. */
function drawn({ figures, points, every }: AccuracyDay, outcome: Outcome): Pick<AccuracyDay, 'points' | 'every'> {
  if (figures.tickets % every !== 0) return { points, every };
  const { at, service, estimate, actualMinutes } = outcome;
  const { lowMinutes, medianMinutes, highMinutes } = estimate;
  const point: Point = [at, service, lowMinutes, medianMinutes, highMinutes, Math.round(10 * actualMinutes) / 10];
  if (points.length < POINTS) return { points: [...points, point], every };
  const thinned = points.filter((_, i) => i % 2 === 0);
  return figures.tickets % (2 * every) === 0
    ? { points: [...thinned, point], every: 2 * every }
    : { points: thinned, every: 2 * every };
}
