import { wallClock } from '../../../protocol/ground/calendar.ts';
import type { SectionFacts } from '../facts.ts';
import type { Lesson } from '../lesson.ts';
import type { Outcome } from '../outcome.ts';
import { zoneOf } from '../zone.ts';
import { type Blend, blended, emptyBlend, learnBlend, type Seen } from './blend.ts';
import { type DayEffects, type DayFacts, dayFactor, learnDay } from './day-effects.ts';
import { HORIZONS, minutesAhead } from './horizons.ts';
import { emptyRanges, judge, learnRanges, type Ranges } from './ranges.ts';
import { emptyProfile, expectedOf, learnSlots, SLOT_MINUTES, SLOTS, type SlotProfile } from './slot-profile.ts';
import { addPeople, addWait, beginDay, minutesOf, peopleOf, type Today, toldIn, toldOf } from './today.ts';

/*
 * What a section's days teach for the days to come. A day's profile by half hours, by how much days of a kind lie above or
 * below it, what is left of the present later on a day, and how far from all that single waits lie. A day is taken in whole when the
 * next one begins, so that while it lasts every forecast of it is one that was made before it.
 */

export interface ServiceForecast {
  /** People who wait, and minutes that who comes then waits. */
  readonly people: SlotProfile;
  readonly minutes: SlotProfile;
}

export interface ForecastModel {
  readonly today: Today | null;
  /** Days that were taken in; more than the profiles remember are not counted. */
  readonly days: number;
  readonly effects: DayEffects;
  readonly services: Readonly<Record<string, ServiceForecast>>;
  readonly blends: { readonly people: Blend; readonly minutes: Blend };
  readonly ranges: Ranges;
}

export const emptyForecast: ForecastModel = {
  today: null,
  days: 0,
  effects: {},
  services: {},
  blends: { people: emptyBlend, minutes: emptyBlend },
  ranges: emptyRanges,
};

const MINUTE = 60_000;
const SLOT = SLOT_MINUTES * MINUTE;
const COUNTED_DAYS = 999;
/** So many in a row of an earlier day show that a clock had jumped ahead. */
const MADE_UP = 20;
/** Waits beyond this are tickets that somebody forgot, minutes. */
const LONGEST_MINUTES = 480;
const unknownService: ServiceForecast = { people: emptyProfile, minutes: emptyProfile };

/** The day and the half hour of an instant. */
function slotAt(at: number, zone: string): { day: string; slot: number } {
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
  let today: Today = { ...entered.today, counted: true };
  for (const { service, waiting } of services) today = addPeople(today, { service, slot }, { sum: waiting, n: 1 });
  return { ...entered.model, today };
}

function learnWait(model: ForecastModel, facts: SectionFacts, outcome: Outcome): ForecastModel {
  const { service, at, calledAt, actualMinutes: came, estimate } = outcome;
  if (came > LONGEST_MINUTES) return model;
  const { day, slot } = slotAt(at, zoneOf(facts));
  const entered = enterDay(model, facts, day);
  if (!entered.on) return entered.model;
  let today = judged(entered.model, entered.today, { service, slot, came });
  today = addWait(today, { service, slot }, { came, told: estimate.medianMinutes });
  if (!today.counted) {
    // Whoever waited from one time to another was one of those who waited in each slot between (Little's law).
    const startAt = at - (at % SLOT);
    for (let slotStart = startAt; slotStart < calledAt; slotStart += SLOT) {
      const later = slot + Math.round((slotStart - startAt) / SLOT);
      const overlap = Math.min(calledAt, slotStart + SLOT) - Math.max(at, slotStart);
      if (overlap > 0 && later < SLOTS)
        today = addPeople(today, { service, slot: later }, { sum: overlap / SLOT, n: 0 });
    }
  }
  return { ...entered.model, today };
}

/** Judges what was foretold of a wait: earlier on its day from what was told then, and before its day. */
function judged(model: ForecastModel, today: Today, wait: { service: string; slot: number; came: number }): Today {
  const { service, slot, came } = wait;
  const known = model.services[service] ?? unknownService;
  const usual = usualOn(known.minutes, today.factor);
  const other = usual(slot);
  if (other === null) return today;
  const waits = today.services[service]?.waits;
  const expected = HORIZONS.map((slots) => {
    const moment = momentOf(toldIn(waits?.[slot - slots]), { usual, slot, slots });
    return moment === null ? null : blended(model.blends.minutes, moment, minutesAhead(slots));
  });
  const judgements = [...expected, other].map((each, horizon) => {
    const before = today.judged[horizon] ?? null;
    return each === null ? before : judge(before, model.ranges, { horizon, expected: each, came });
  });
  return { ...today, judged: judgements };
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
  return { on: true, model: closed, today: beginDay(day, dayFactor(closed.effects, dayFacts(facts, day))) };
}

/** The model as it stands on the morning of a day: the days before it are taken in. */
export const settled = (model: ForecastModel, facts: SectionFacts, day: string): ForecastModel =>
  model.today !== null && model.today.day < day ? takeDay(model, model.today, facts) : model;

export const dayFacts = ({ hours, peaks }: SectionFacts, day: string): DayFacts => ({ day, hours, factors: peaks });

type Usual = (slot: number) => number | null;

/** What is usual in the slots of a day of a factor. */
const usualOn =
  (profile: SlotProfile, factor: number): Usual =>
  (slot) => {
    const expected = expectedOf(profile, slot);
    return expected === null ? null : expected * factor;
  };

interface Later {
  readonly usual: Usual;
  readonly slot: number;
  /** How many slots before it the moment was. */
  readonly slots: number;
}

/** The moment so long before a slot, where all of it is known. */
function momentOf(now: number | null, { usual, slot, slots }: Later): Seen['moment'] | null {
  const [usualNow, usualLater] = [usual(slot - slots), usual(slot)];
  return now === null || usualNow === null || usualLater === null ? null : { now, usualNow, usualLater };
}

/** A day that is over: first all that was foretold is judged by what stood before it, then the profile takes it in. */
function takeDay(model: ForecastModel, today: Today, facts: SectionFacts): ForecastModel {
  const days = Object.entries(today.services).map(([service, tally]) => ({
    service,
    people: peopleOf(today, tally),
    minutes: minutesOf(tally),
    told: toldOf(tally),
    before: model.services[service] ?? unknownService,
  }));
  const effects = learnDay(model.effects, dayFacts(facts, today.day), ratioOf(days));
  const scale = dayFactor(effects, dayFacts(facts, today.day));
  const usual = (figure: number | null): number | null => (figure === null ? null : figure / scale);
  const services = days.map(({ service, people, minutes, before }) => [
    service,
    {
      people: learnSlots(before.people, people.map(usual)),
      minutes: learnSlots(before.minutes, minutes.map(usual)),
    },
  ]);
  const { blends } = model;
  return {
    today: null,
    days: Math.min(COUNTED_DAYS, model.days + 1),
    effects,
    services: { ...model.services, ...Object.fromEntries(services) },
    blends: {
      people: learnBlend(
        blends.people,
        days.flatMap(({ before, people }) => passages(usualOn(before.people, today.factor), people, people)),
      ),
      minutes: learnBlend(
        blends.minutes,
        days.flatMap(({ before, told, minutes }) => passages(usualOn(before.minutes, today.factor), told, minutes)),
      ),
    },
    ranges: learnRanges(model.ranges, today.judged),
  };
}

/** By what a day lay above a usual one: null where nothing was known to compare it with. */
function ratioOf(
  days: readonly { readonly people: readonly (number | null)[]; readonly before: ServiceForecast }[],
): number | null {
  let [came, expected] = [0, 0];
  for (const { people, before } of days) {
    for (const [slot, figure] of people.entries()) {
      const usual = expectedOf(before.people, slot);
      if (figure === null || usual === null) continue;
      came += figure;
      expected += usual;
    }
  }
  // A little on both sides, so that a quiet morning is no hundredfold.
  return expected === 0 ? null : (came + 1) / (expected + 1);
}

/** From each slot of a day to those that lie a horizon later. */
function passages(usual: Usual, now: readonly (number | null)[], came: readonly (number | null)[]): Seen[] {
  return HORIZONS.flatMap((slots, horizon) =>
    came.flatMap((figure, slot) => {
      const moment = momentOf(now[slot - slots] ?? null, { usual, slot, slots });
      return figure === null || moment === null ? [] : [{ horizon, moment, came: figure }];
    }),
  );
}
