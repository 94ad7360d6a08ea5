import { wallClock } from '../../../protocol/section/calendar.ts';
import type { Lesson } from '../learned.ts';
import type { Outcome } from '../outcome.ts';
import type { SectionFacts } from '../section-projection.ts';
import { zoneOf } from '../zone.ts';
import { type DayEffects, type DayFacts, dayFactor, learnDay } from './day-effects.ts';
import { type ErrorSpread, emptySpread, learnError } from './error-spread.ts';
import { emptyProfile, expectedOf, learnSlots, SLOT_MINUTES, SLOTS, type SlotProfile } from './slot-profile.ts';

/*
 * What a section's days teach for the days to come. A day's profile by half hours, and by how much days of a kind lie above or
 * below it. A day is taken in whole when the next one begins, so that while it lasts every forecast of it is one that was
 * made before it.
 */

export interface ServiceForecast {
  /** People who wait, and minutes that who comes then waits. */
  readonly people: SlotProfile;
  readonly minutes: SlotProfile;
  /** How the waits of single people lay about what was expected of their half hour. */
  readonly errors: ErrorSpread;
}

/** What a day has brought so far, by slot. */
interface ServiceTally {
  /** Sums and numbers of what was counted; or minutes that people waited in the slot. */
  readonly people: readonly (readonly [sum: number, n: number] | null)[];
  readonly waits: readonly (readonly [sum: number, n: number] | null)[];
}

interface Today {
  readonly day: string;
  /** By how much this day was expected to lie above a usual one. */
  readonly factor: number;
  /** Whether people were counted by the section itself; otherwise their waits say how many waited. */
  readonly counted: boolean;
  /** How many of an earlier day came since the last of this one. */
  readonly late: number;
  /** The slots in which something happened. */
  readonly from: number;
  readonly to: number;
  readonly services: Readonly<Record<string, ServiceTally>>;
}

export interface ForecastModel {
  readonly today: Today | null;
  /** Days that were taken in; more than the profiles remember are not counted. */
  readonly days: number;
  readonly effects: DayEffects;
  readonly services: Readonly<Record<string, ServiceForecast>>;
}

export const emptyForecast: ForecastModel = { today: null, days: 0, effects: {}, services: {} };

const MINUTE = 60_000;
const COUNTED_DAYS = 999;
/** So many in a row of an earlier day show that a clock had jumped ahead. */
const MADE_UP = 20;
/** Waits beyond this are tickets that somebody forgot, minutes. */
const LONGEST_MINUTES = 480;
const emptyTally: ServiceTally = { people: [], waits: [] };
const unknownService: ServiceForecast = { people: emptyProfile, minutes: emptyProfile, errors: emptySpread };

/** The day and the half hour of an instant. */
export function slotAt(at: number, zone: string): { day: string; slot: number } {
  const { day, minute } = wallClock(at, zone);
  return { day, slot: Math.floor(minute / SLOT_MINUTES) };
}

/** Learns from what came in. However a log is cut into runs, it learns the same. */
export function learnForecast(model: ForecastModel, lesson: Lesson): ForecastModel {
  let next = model;
  for (const outcome of lesson.outcomes) next = learnWait(next, lesson.facts, outcome);
  if (lesson.source === 'events') return next;
  const { observedAt, services } = lesson.message;
  const { day, slot } = slotAt(observedAt, zoneOf(lesson.facts));
  const entered = enterDay(next, lesson.facts, day);
  if (!entered.on) return entered.model;
  let tallied: Today = { ...seen(entered.today, slot), counted: true };
  for (const { service, waiting } of services)
    tallied = tally(tallied, service, { kind: 'people', slot, sum: waiting, n: 1 });
  return { ...entered.model, today: tallied };
}

function learnWait(model: ForecastModel, facts: SectionFacts, outcome: Outcome): ForecastModel {
  const { service, at, calledAt, actualMinutes } = outcome;
  if (actualMinutes > LONGEST_MINUTES) return model;
  const zone = zoneOf(facts);
  const issued = slotAt(at, zone);
  const entered = enterDay(model, facts, issued.day);
  if (!entered.on) return entered.model;
  let today = seen(entered.today, issued.slot);
  today = tally(today, service, { kind: 'waits', slot: issued.slot, sum: actualMinutes, n: 1 });
  if (!today.counted) {
    // Whoever waited from one time to another was one of those who waited in each slot between (Little's law).
    const startAt = at - (at % (SLOT_MINUTES * MINUTE));
    for (let slotStart = startAt; slotStart < calledAt; slotStart += SLOT_MINUTES * MINUTE) {
      const slot = issued.slot + Math.round((slotStart - startAt) / (SLOT_MINUTES * MINUTE));
      const overlap = Math.min(calledAt, slotStart + SLOT_MINUTES * MINUTE) - Math.max(at, slotStart);
      if (overlap <= 0) continue;
      if (slot < SLOTS)
        today = tally(seen(today, slot), service, {
          kind: 'people',
          slot,
          sum: overlap / (SLOT_MINUTES * MINUTE),
          n: 0,
        });
    }
  }
  const known = entered.model.services[service] ?? unknownService;
  const expected = expectedOf(known.minutes, issued.slot);
  const services =
    expected === null
      ? entered.model.services
      : {
          ...entered.model.services,
          [service]: { ...known, errors: learnError(known.errors, expected * today.factor, actualMinutes) },
        };
  return { ...entered.model, services, today };
}

type Entered =
  | { readonly on: true; readonly model: ForecastModel; readonly today: Today }
  /** What came belongs to a day that is over. */
  | { readonly on: false; readonly model: ForecastModel };

/**
 * The day that something belongs to; the day before it is over then. What is of an earlier day teaches nothing, until so much of
 * it has come in a row that it was the later day that a clock made up.
 */
function enterDay(model: ForecastModel, facts: SectionFacts, day: string): Entered {
  const { today } = model;
  if (today !== null && day === today.day) return { on: true, model, today: { ...today, late: 0 } };
  if (today !== null && day < today.day && today.late < MADE_UP)
    return { on: false, model: { ...model, today: { ...today, late: today.late + 1 } } };
  const closed = settled(model, facts, day);
  const factor = dayFactor(closed.effects, dayFacts(facts, day));
  const begun: Today = { day, factor, counted: false, late: 0, from: SLOTS, to: 0, services: {} };
  return { on: true, model: closed, today: begun };
}

/** The model as it stands on the morning of a day: the days before it are taken in. */
export const settled = (model: ForecastModel, facts: SectionFacts, day: string): ForecastModel =>
  model.today !== null && model.today.day < day ? takeDay(model, model.today, facts) : model;

export const dayFacts = ({ hours, peaks }: SectionFacts, day: string): DayFacts => ({ day, hours, factors: peaks });

const seen = (today: Today, slot: number): Today => ({
  ...today,
  from: Math.min(today.from, slot),
  to: Math.max(today.to, slot),
});

interface Figure {
  readonly kind: 'people' | 'waits';
  readonly slot: number;
  readonly sum: number;
  readonly n: number;
}

function tally(today: Today, service: string, { kind, slot, sum, n }: Figure): Today {
  const before = today.services[service] ?? emptyTally;
  const [had, times] = before[kind][slot] ?? [0, 0];
  const figures = Array.from({ length: Math.max(before[kind].length, slot + 1) }, (_, i) =>
    i === slot ? ([had + sum, times + n] as const) : (before[kind][i] ?? null),
  );
  return { ...today, services: { ...today.services, [service]: { ...before, [kind]: figures } } };
}

/** A day that is over: first its kind is judged by the profile that stood before it, then the profile takes it in. */
function takeDay(model: ForecastModel, today: Today, facts: SectionFacts): ForecastModel {
  const days = Object.entries(today.services).map(([service, tallied]) => {
    const people = peopleOf(today, tallied);
    const minutes = tallied.waits.map((each) => (each === null ? null : each[0] / each[1]));
    return { service, people, minutes, before: model.services[service] ?? unknownService };
  });
  let came = 0;
  let expected = 0;
  for (const { people, before } of days) {
    for (const [slot, figure] of people.entries()) {
      const usual = expectedOf(before.people, slot);
      if (figure === null || usual === null) continue;
      came += figure;
      expected += usual;
    }
  }
  // A little on both sides, so that a quiet morning is no hundredfold.
  const ratio = expected === 0 ? null : (came + 2) / (expected + 2);
  const effects = learnDay(model.effects, dayFacts(facts, today.day), ratio);
  const scale = dayFactor(effects, dayFacts(facts, today.day));
  const usual = (figure: number | null): number | null => (figure === null ? null : figure / scale);
  const services = days.map(({ service, people, minutes, before }) => [
    service,
    {
      ...before,
      people: learnSlots(before.people, people.map(usual)),
      minutes: learnSlots(before.minutes, minutes.map(usual)),
    },
  ]);
  return {
    ...model,
    today: null,
    days: Math.min(COUNTED_DAYS, model.days + 1),
    effects,
    services: { ...model.services, ...Object.fromEntries(services) },
  };
}

/** People who waited, by slot: nobody where the section was there and nobody was seen. */
function peopleOf({ counted, from, to }: Today, { people }: ServiceTally): (number | null)[] {
  return Array.from({ length: to + 1 }, (_, slot) => {
    if (slot < from) return null;
    const [sum, n] = people[slot] ?? [0, 0];
    if (!counted) return sum;
    return n === 0 ? null : sum / n;
  });
}
