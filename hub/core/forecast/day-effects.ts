import type { PeakFactors } from '../../../protocol/congestion/defaults.ts';
import type { Peak } from '../../../protocol/congestion/views.ts';
import { laterDay, type OpeningHours, openingOn, type Weekday, weekdayOf } from '../../../protocol/ground/calendar.ts';

/** A day's traits: its weekday and the peaks that it falls into. */
type Trait = Weekday | Exclude<Peak, 'monday'>;
/** Learned log factors by trait: how many days taught it, and their mean. */
export type DayEffects = Readonly<Partial<Record<Trait, { readonly days: number; readonly mean: number }>>>;

/** How many days a configured factor is worth against what the days themselves say: two months of Mondays move it half way. */
const PRIOR_DAYS = 8;
/** The days of a trait that are remembered, and how far one day may lie from the others, as a log. */
const MEMORY_DAYS = 26;
const WIDEST = 1;
const WEEKEND: ReadonlySet<Weekday> = new Set(['sat', 'sun']);
/** The last open days of a month that count as its end. */
const MONTH_END_DAYS = 2;

/** The peaks that a day falls into. `hours` null: nothing is known of rests, so none is after one. */
export function peaksOf(day: string, hours: OpeningHours | null): Peak[] {
  const isOpen = (each: string): boolean => hours === null || 'open' in openingOn(hours, each);
  const date = day.slice(5);
  const peaks: Peak[] = [];
  if (weekdayOf(day) === 'mon') peaks.push('monday');
  // A weekend is no peak of its own: after it comes Monday.
  let before = laterDay(day, -1);
  while (WEEKEND.has(weekdayOf(before))) before = laterDay(before, -1);
  if (!isOpen(before)) peaks.push('after-rest');
  if (isMonthEnd(day, isOpen)) peaks.push('month-end');
  if (date >= '03-15' && date <= '04-15') peaks.push('moving');
  return peaks;
}

function isMonthEnd(day: string, isOpen: (day: string) => boolean): boolean {
  let openDays = 0;
  for (let i = 1; i <= 10; i++) {
    const next = laterDay(day, i);
    if (next.slice(0, 7) !== day.slice(0, 7)) return openDays < MONTH_END_DAYS;
    if (isOpen(next)) openDays += 1;
  }
  return false;
}

const traitsOf = (day: string, peaks: readonly Peak[]): Trait[] => [
  weekdayOf(day),
  ...peaks.filter((peak) => peak !== 'monday'),
];

const priorOf = (trait: Trait, factors: PeakFactors): number => {
  if (trait === 'mon') return Math.log(factors.monday);
  return trait === 'after-rest' || trait === 'month-end' || trait === 'moving' ? Math.log(factors[trait]) : 0;
};

const effectOf = (effects: DayEffects, trait: Trait, factors: PeakFactors): number => {
  const { days, mean } = effects[trait] ?? { days: 0, mean: 0 };
  return (PRIOR_DAYS * priorOf(trait, factors) + days * mean) / (PRIOR_DAYS + days);
};

export interface DayFacts {
  readonly day: string;
  readonly hours: OpeningHours | null;
  readonly factors: PeakFactors;
}

/** By how much a day's waiting is multiplied, as far as is known before it begins. */
export function dayFactor(effects: DayEffects, { day, hours, factors }: DayFacts): number {
  const traits = traitsOf(day, peaksOf(day, hours));
  return Math.exp(traits.reduce((sum, trait) => sum + effectOf(effects, trait, factors), 0));
}

/**
 * Learns from a day that is over: `ratio` is what waited on it to what waits on a day of no trait; null where nothing was known
 * to compare it with, and the day teaches only that there are such days.
 */
export function learnDay(effects: DayEffects, { day, hours, factors }: DayFacts, ratio: number | null): DayEffects {
  const traits = traitsOf(day, peaksOf(day, hours));
  const known = traits.map((trait) => effectOf(effects, trait, factors));
  const whole = known.reduce((sum, effect) => sum + effect, 0);
  const learned = traits.map((trait, i) => {
    const before = effects[trait] ?? { days: 0, mean: 0 };
    if (ratio === null) return [trait, before] as const;
    const logRatio = Math.min(WIDEST, Math.max(-WIDEST, Math.log(ratio)));
    const own = logRatio - (whole - (known[i] ?? 0));
    const days = Math.min(MEMORY_DAYS, before.days + 1);
    return [trait, { days, mean: before.mean + (own - before.mean) / days }] as const;
  });
  return { ...effects, ...Object.fromEntries(learned) };
}

/** Whether a section was ever seen open on that weekday. */
export const isWeekdayKnown = (effects: DayEffects, day: string): boolean => effects[weekdayOf(day)] !== undefined;
