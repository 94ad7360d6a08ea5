import { dayAt } from '../../../protocol/ground/calendar.ts';
import type { SectionFacts } from '../facts.ts';
import type { Lesson } from '../lesson.ts';
import { measuredLevel } from '../levels.ts';
import type { Outcome } from '../outcome.ts';
import { zoneOf } from '../zone.ts';
import { addTicket, type DayFigures, noFigures } from './day-figures.ts';
import { type Point, pointOf, readPoints, writePoints } from './points.ts';

export interface AccuracyDay {
  readonly day: string;
  readonly figures: DayFigures;
  /** Each `every`th ticket, so that no day has more than {@link POINTS}. */
  readonly points: readonly Point[];
  readonly every: number;
}

/** A day that is not written in: its tickets, which are hardly ever looked at, take a tenth of the room as text. */
export interface ClosedDay extends Omit<AccuracyDay, 'points'> {
  readonly points: string;
}

export interface AccuracyModel {
  /** The day that a promise was judged of last. */
  readonly open: AccuracyDay | null;
  /** The other days, in the order in which they were closed. */
  readonly closed: readonly ClosedDay[];
}

export const emptyAccuracy: AccuracyModel = { open: null, closed: [] };

/** How long promises are answered for, days. */
export const ACCURACY_DAYS = 28;
/** A few more are kept, for a clock that jumped makes up days that are never shown. */
const KEPT_DAYS = ACCURACY_DAYS + 4;
const POINTS = 60;

/** Judges each promise when its ticket is called, and none whose call nobody saw. However a log is cut into runs, it learns the same. */
export const learnAccuracy = (model: AccuracyModel, { facts, outcomes }: Lesson): AccuracyModel =>
  outcomes.reduce((days, outcome) => (outcome.reckoned === true ? days : takeOutcome(days, facts, outcome)), model);

function takeOutcome(model: AccuracyModel, facts: SectionFacts, outcome: Outcome): AccuracyModel {
  const day = dayAt(outcome.at, zoneOf(facts));
  const { open, closed } = model.open?.day === day ? { open: model.open, closed: model.closed } : opened(model, day);
  const { lowMinutes, medianMinutes, highMinutes } = outcome.estimate;
  const { actualMinutes } = outcome;
  const figures = addTicket(open.figures, {
    errorMinutes: Math.abs(actualMinutes - medianMinutes),
    covered: lowMinutes <= actualMinutes && actualMinutes <= highMinutes,
    levelRight: measuredLevel(actualMinutes, 'unknown', facts.thresholds) === outcome.level,
  });
  return { open: { day, figures, ...drawn(open, outcome) }, closed };
}

/** The model with that day open; the one that was is closed, and the one closed first is forgotten. */
function opened({ open, closed }: AccuracyModel, day: string): { open: AccuracyDay; closed: readonly ClosedDay[] } {
  const others = open === null ? closed : [...closed, { ...open, points: writePoints(open.points) }];
  const known = closed.find((each) => each.day === day);
  return {
    open:
      known === undefined
        ? { day, figures: noFigures, points: [], every: 1 }
        : { ...known, points: readPoints(known.points) },
    closed: others.filter((each) => each !== known).slice(1 - KEPT_DAYS),
  };
}

/** Thinned by halves as the day goes on, so that what is kept lies evenly in it. */
function drawn({ figures, points, every }: AccuracyDay, outcome: Outcome): Pick<AccuracyDay, 'points' | 'every'> {
  if (figures.tickets % every !== 0) return { points, every };
  const point = pointOf(outcome);
  if (points.length < POINTS) return { points: [...points, point], every };
  const thinned = points.filter((_, i) => i % 2 === 0);
  return figures.tickets % (2 * every) === 0
    ? { points: [...thinned, point], every: 2 * every }
    : { points: thinned, every: 2 * every };
}
