import type { CongestionLevel, Priority } from '../../../protocol/queue/events.ts';
import type { SectionFacts } from '../facts.ts';
import type { Arrivals } from './arrivals.ts';
import type { By } from './by.ts';
import { type Correction, emptyCorrection } from './correction.ts';
import { type CountModel, emptyCounts } from './count-model.ts';
import type { Outlook, PendingPromise } from './promise.ts';
import { emptyStaffing, type Staffing } from './staffing.ts';
import { grantedShape } from './visit-shape.ts';

/** A mean, and how many observations stand behind it, those that are only configured or taken for granted included. */
export interface Mean {
  readonly mean: number;
  readonly weight: number;
}

/**
 * Minutes of a visit, and the mean of their cube roots: of skewed times the cube root is nearly normal (Wilson and Hilferty).
 */
export interface VisitMinutes extends Mean {
  readonly root: number;
}

/**
 * A desk as it is today, and what is known of it from other days. A desk is a counter as the estimate sees it: what it was seen to
 * do and what it does usually, whatever it says of itself. Times are milliseconds.
 */
export interface Desk {
  readonly counter: number;
  /** The services that the desk was opened for; null where it never said. */
  readonly listed: readonly string[] | null;
  /** The desk's calls, by service; old calls fade. */
  readonly calls: By<number>;
  readonly serving: { readonly ticket: string; readonly service: string; readonly since: number } | null;
  /** Since when the desk has been idle at its place; null while it serves, is away, or wasn't seen today. */
  readonly idleSince: number | null;
  /** Since when the desk has been paused or closed, or away without a word; null while it is there. */
  readonly awaySince: number | null;
  /** When the desk last could have taken a break and didn't: it called somebody, or stood idle. */
  readonly stayedAt: number | null;
  /** The beginning of the desk's present stretch of work; what lies before it is learned already. */
  readonly workingSince: number | null;
  /** Whether the desk's long break of today (lunch) is over. */
  readonly rested: boolean;
  /** How likely the desk works on a day, 0 to 1. */
  readonly days: Mean;
  /** The minutes of the (UTC) day at which the desk first did something, on the last days on which it worked. */
  readonly firstMinutes: readonly number[];
  /** How long the desk's visits take beside the usual ones: the mean ratio of their cube roots; below 1 it is fast. */
  readonly pace: Mean;
}

/**
 * All that is known of how long people wait in a section: plain JSON, bounded by its services, desks and waiting people.
 * Minutes, unless a name says otherwise.
 */
export interface WaitModel {
  /** Minutes of a visit, by service. */
  readonly visits: By<VisitMinutes>;
  /** How unequal visits are: counts of visits by how many times their service's mean they took. */
  readonly shape: readonly number[];
  /** Minutes from the end of a visit to the next call, where somebody waits. */
  readonly handover: Mean;
  /** Share of the called who don't come, 0 to 1, and the minutes that one of them costs a desk. */
  readonly noShow: Mean;
  readonly noShowMinutes: Mean;
  /**
   * How many gave up waiting, and the minutes that people waited meanwhile: together the share of those who wait that gives up
   * each minute.
   */
  readonly leaving: { readonly left: number; readonly minutes: number };
  /** Calls that went before somebody though no priority explains it, and the minutes that people waited meanwhile. */
  readonly overtakes: { readonly count: number; readonly minutes: number };
  /** Today's visits, and the sum of the ratios of their cube roots to the usual ones: together today's speed. */
  readonly today: { readonly roots: number; readonly visits: number };
  /**
   * How unequal visits and days are: the variance of the ratio of a visit's cube root to the usual one, and of a day's mean of
   * those ratios.
   */
  readonly rootSpread: Mean;
  readonly daySpread: Mean;
  /** Minutes by which a ticket goes before those that were issued with it, by its priority. */
  readonly credits: Readonly<Record<Priority, number>>;
  /** Share of tickets with a priority, 0 to 1. */
  readonly priorityShare: Mean;
  readonly arrivals: Arrivals;
  readonly desks: By<Desk>;
  readonly staffing: Staffing;
  /**
   * Since when somebody has been waiting for a service without a pause, milliseconds; a service nobody waits for is not in it.
   */
  readonly waitingSince: By<number>;
  /** When somebody was last called, milliseconds. */
  readonly lastCallAt: number | null;
  /** What those were told who wait for their first call, in order of issue. */
  readonly promised: readonly PendingPromise[];
  readonly correction: Correction;
  readonly counts: CountModel;
  /**
   * The level last promised today, by service: the next promise's dead band goes on from it. It is not the level that boards showed
   * then, which hangs on when they were looked at: a log must teach the same however and whenever it comes.
   */
  readonly levels: By<CongestionLevel>;
}

export type { Outlook };

/** Observed visits that the configured minutes of a service are worth, when both are put into one mean. */
const CONFIGURED_VISITS = 5;
/** Minutes of a visit where nothing is configured and nothing seen; worth one visit. */
const UNKNOWN_MINUTES = 6;
const configuredVisits = ({ services }: SectionFacts): By<VisitMinutes> =>
  Object.fromEntries(
    services.map(({ id, expectedMinutes }) => [id, { ...usualVisit(expectedMinutes), weight: CONFIGURED_VISITS }]),
  );

/** What was learned, and of services that it knows nothing of what is configured: they may be new. */
export const withConfigured = (model: WaitModel, facts: SectionFacts): WaitModel => ({
  ...model,
  visits: { ...configuredVisits(facts), ...model.visits },
});

export function emptyModel(facts: SectionFacts): WaitModel {
  const { counters } = facts;
  return {
    visits: configuredVisits(facts),
    shape: grantedShape,
    handover: { mean: 0, weight: 5 },
    noShow: { mean: 0.02, weight: 50 },
    noShowMinutes: { mean: 0.5, weight: 5 },
    leaving: { left: 0, minutes: 300 },
    overtakes: { count: 0, minutes: 300 },
    today: NO_VISITS,
    rootSpread: { mean: 0.05, weight: 20 },
    daySpread: { mean: 0.001, weight: 5 },
    credits: { none: 0, priority: 15, appointment: 20 },
    priorityShare: { mean: 0, weight: 20 },
    arrivals: { gap: 5, at: null, lastMinutes: [] },
    desks: Object.fromEntries(counters.map(({ id, services }) => [id, { ...unseenDesk(id), listed: services }])),
    staffing: emptyStaffing,
    waitingSince: {},
    lastCallAt: null,
    promised: [],
    correction: emptyCorrection,
    counts: emptyCounts,
    levels: {},
  };
}

export const unseenDesk = (counter: number): Desk => ({
  counter,
  listed: null,
  calls: {},
  serving: null,
  idleSince: null,
  awaySince: null,
  stayedAt: null,
  workingSince: null,
  rested: false,
  days: { mean: 0.9, weight: 2 },
  firstMinutes: [],
  pace: { mean: 1, weight: 150 },
});

/** The mean with one more observation; it remembers at most `memory` of them, so that older ones fade. */
export function learnMean({ mean, weight }: Mean, value: number, memory: number): Mean {
  const next = Math.min(weight + 1, memory);
  return { mean: mean + (value - mean) / next, weight: next };
}

/**
 * A visit of so many minutes. The cube root of a mean is a little more than the mean of cube roots: about 5 % for usual visits.
 */
const usualVisit = (minutes: number): { mean: number; root: number } => ({
  mean: minutes,
  root: 0.95 * Math.cbrt(minutes),
});

export const NO_VISITS = { roots: 0, visits: 0 } as const;

/** What a visit for a service takes; of a service that was hardly seen, rather what the section's visits take. */
export function usualVisitOf(model: WaitModel, service: string): VisitMinutes {
  const known = model.visits[service];
  if (known !== undefined && known.weight >= CONFIGURED_VISITS) return known;
  const all = Object.values(model.visits);
  const weight = all.reduce((sum, each) => sum + each.weight, 0);
  const mean = (all.reduce((sum, each) => sum + each.mean * each.weight, 0) + UNKNOWN_MINUTES) / (weight + 1);
  const pooled = { ...usualVisit(mean), weight: 1 };
  if (known === undefined) return pooled;
  const trust = known.weight / CONFIGURED_VISITS;
  return {
    mean: trust * known.mean + (1 - trust) * pooled.mean,
    root: trust * known.root + (1 - trust) * pooled.root,
    weight: known.weight,
  };
}

export const visitMinutes = (model: WaitModel, service: string): number => usualVisitOf(model, service).mean;

/** Visits of today that the usual speed is worth: the fewer, the more days differ from each other, and the less visits do. */
const grantedVisits = ({ rootSpread, daySpread }: WaitModel): number =>
  rootSpread.mean / Math.max(1e-4, daySpread.mean);

/** How long today's visits take beside the usual ones: 1 is as ever, 2 twice as long. */
export function todaysSpeed(model: WaitModel): number {
  const granted = grantedVisits(model);
  const { roots, visits } = model.today;
  return Math.min(2, Math.max(0.5, ((granted + roots) / (granted + visits)) ** 3));
}

/** How far today's speed may be from what it is taken for: one standard deviation of its logarithm. */
export const speedDeviation = (model: WaitModel): number =>
  3 * Math.sqrt(model.rootSpread.mean / (grantedVisits(model) + model.today.visits));

/**
 * The variance of days' speeds with one more day, which is over: how far it was from the usual beyond what so many visits make
 * by chance.
 */
export function learnDaySpeed({ today: { roots, visits }, rootSpread, daySpread }: WaitModel): Mean {
  if (visits < 20) return daySpread;
  const off = (roots / visits - 1) ** 2 - rootSpread.mean / visits;
  return learnMean(daySpread, Math.min(0.01, off), 30);
}
