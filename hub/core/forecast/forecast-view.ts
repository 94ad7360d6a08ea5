import type { ForecastSlot, ForecastView, SectionView, ServiceView } from '../../../protocol/congestion/views.ts';
import {
  type DayHours,
  dayAt,
  instantOn,
  laterDay,
  minuteOf,
  openingOn,
  wallClock,
} from '../../../protocol/ground/calendar.ts';
import { beforeClosing } from '../before-closing.ts';
import type { SectionFacts } from '../facts.ts';
import { measuredLevel, worstLevel } from '../levels.ts';
import { zoneOf } from '../zone.ts';
import { blended, type Moment } from './blend.ts';
import { dayFactor, isWeekdayKnown, peaksOf } from './day-effects.ts';
import { dayFacts, type ForecastModel, settled } from './forecast-model.ts';
import { rangeAhead, rangeLater } from './ranges.ts';
import { expectedAt, expectedOf, SLOT_MINUTES, SLOTS } from './slot-profile.ts';

export interface ForecastContext {
  readonly city: string;
  readonly office: string;
  readonly facts: SectionFacts;
  readonly model: ForecastModel;
  /** What is published of the section now: today's forecast begins there. */
  readonly present: SectionView;
  /** The day whose reception the section itself has closed: nobody can come any more, whatever its hours say. */
  readonly closedDay?: string | null;
  readonly now: number;
}

/** Days that are foretold beside today. */
const DAYS = 14;
const BEST = 3;
const MINUTE = 60_000;
const ALL_DAY: DayHours = { opens: '00:00', closes: '24:00' };

interface Slot {
  readonly day: string;
  /** By how much its day lies above a usual one. */
  readonly factor: number;
  readonly slot: number;
  readonly from: number;
  readonly closesAt: number;
}

/** What is foretold of a section at an instant: the rest of today and the next fourteen days, by half hours. Pure. */
export function forecastView(context: ForecastContext): ForecastView {
  const { city, office, facts, present, now } = context;
  const zone = zoneOf(facts);
  const today = dayAt(now, zone);
  const model = settled(context.model, facts, today);
  const days = Array.from({ length: DAYS + 1 }, (_, i) => forecastDay(laterDay(today, i), facts));
  const slots = days.flatMap(({ day, hours, closed }) => {
    // Without configured hours a day has the slots that were seen; a weekday on which nothing was ever seen has none.
    const known = facts.hours !== null || isWeekdayKnown(model.effects, day);
    if (closed !== null || !known || day === context.closedDay) return [];
    const factor = dayFactor(model.effects, dayFacts(facts, day));
    return slotsOf(hours ?? ALL_DAY, { day, factor, noon: instantOn(day, '12:00', zone) });
  });
  const ahead = slots.filter(({ from }) => from + SLOT_MINUTES * MINUTE > now);
  const isPresent = present.reception === 'open' && present.freshness !== 'lost';
  const current = isPresent ? (ahead.find(({ from }) => from <= now) ?? null) : null;
  const services = present.services.map((service) => {
    const forecasts = ahead.map((slot) => forecastSlot({ model, facts, service, current, now }, slot));
    const wanted = facts.hours === null ? forecasts.filter(({ waiting }) => waiting !== null) : forecasts;
    return { service: service.service, name: service.name, letter: service.letter, forecasts: wanted };
  });
  const whole = together(services.map(({ forecasts }) => forecasts));
  const best = (forecasts: readonly ForecastSlot[]): ForecastSlot[] => bestOf(forecasts, slots, now);
  return {
    city,
    office,
    section: facts.section,
    name: facts.name,
    observedAt: now,
    learnedDays: model.days,
    days,
    whole: { slots: whole, best: best(whole) },
    services: services.map(({ forecasts, ...service }) => ({ ...service, slots: forecasts, best: best(forecasts) })),
  };
}

function forecastDay(day: string, { hours }: SectionFacts): ForecastView['days'][number] {
  const opening = hours === null ? null : openingOn(hours, day);
  const peaks = peaksOf(day, hours);
  if (opening === null) return { day, hours: null, closed: null, peaks };
  return 'open' in opening
    ? { day, hours: opening.open, closed: null, peaks }
    : { day, hours: null, closed: opening.closed, peaks: [] };
}

function slotsOf(
  { opens, closes }: DayHours,
  { noon, ...day }: { readonly day: string; readonly factor: number; readonly noon: number },
): Slot[] {
  const [first, last] = [minuteOf(opens), minuteOf(closes)];
  // Clocks are put forward and back at night: an office's hours are as far from noon as ever.
  const instantOf = (minute: number): number => noon + (minute - 12 * 60) * MINUTE;
  return Array.from({ length: SLOTS }, (_, slot) => slot * SLOT_MINUTES)
    .filter((minute) => minute + SLOT_MINUTES > first && minute < last)
    .map((minute) => ({
      ...day,
      slot: minute / SLOT_MINUTES,
      from: instantOf(Math.max(minute, first)),
      closesAt: instantOf(last),
    }));
}

interface SlotContext {
  readonly model: ForecastModel;
  readonly facts: SectionFacts;
  readonly service: ServiceView;
  /** The half hour that is passing, where what is published of it is the present. */
  readonly current: Slot | null;
  readonly now: number;
}

function forecastSlot({ model, facts, service, current, now }: SlotContext, slot: Slot): ForecastSlot {
  const known = model.services[service.service];
  const unknown: ForecastSlot = { from: slot.from, level: 'unknown', waiting: null, estimate: null };
  if (known === undefined) return unknown;
  const ahead = current?.day === slot.day ? aheadOf(slot, { facts, now, isCurrent: current === slot }) : null;
  const { estimate: present } = service;
  // Somebody waits, and the hub doesn't know for how long: nor does it here.
  if (slot === current && present === null && service.waiting !== null && service.waiting > 0)
    return { ...unknown, waiting: service.waiting };
  const momentOf = (of: 'people' | 'minutes', value: number | null | undefined): Moment | null => {
    const usualLater = expectedOf(known[of], slot.slot);
    const usualNow = ahead === null ? null : expectedAt(known[of], ahead.nowMinute);
    if (usualLater === null || usualNow === null || value == null) return null;
    return { now: value, usualNow: usualNow * slot.factor, usualLater: usualLater * slot.factor };
  };
  const expect = (of: 'people' | 'minutes', moment: Moment | null): number | null => {
    const usual = expectedOf(known[of], slot.slot);
    if (ahead !== null && moment !== null) return blended(model.blends[of], moment, ahead.minutes);
    return usual === null ? null : usual * slot.factor;
  };
  const people = expect('people', momentOf('people', service.waiting));
  const waiting = people === null ? null : round(people);
  const moment = momentOf('minutes', present?.medianMinutes);
  const expected = expect('minutes', moment);
  if (expected === null) return { ...unknown, waiting };
  const estimate =
    ahead === null || present === null || moment === null
      ? rangeLater(model.ranges, expected)
      : rangeAhead(model.ranges, expected, { minutes: ahead.minutes, present });
  return {
    from: slot.from,
    level: measuredLevel(estimate.medianMinutes, 'unknown', facts.thresholds),
    waiting,
    estimate: beforeClosing(facts, estimate, Math.max(now, slot.from)),
  };
}

interface AheadContext {
  readonly facts: SectionFacts;
  readonly now: number;
  readonly isCurrent: boolean;
}

/** How far ahead of the present the middle of a slot lies, minutes; the slot that is passing is the present. */
const aheadOf = ({ from }: Slot, { facts, now, isCurrent }: AheadContext) => ({
  minutes: isCurrent ? 0 : (from - now) / MINUTE + SLOT_MINUTES / 2,
  nowMinute: wallClock(now, zoneOf(facts)).minute,
});

/** All services of a section together, those that nothing is known of left out: the longest wait, and everybody. */
function together(services: readonly (readonly ForecastSlot[])[]): ForecastSlot[] {
  const bySlot = new Map<number, ForecastSlot[]>();
  for (const slot of services.flat()) bySlot.set(slot.from, [...(bySlot.get(slot.from) ?? []), slot]);
  return [...bySlot]
    .sort(([a], [b]) => a - b)
    .map(([from, slots]) => {
      const estimates = slots.flatMap(({ estimate }) => estimate ?? []);
      const longest = estimates.sort((a, b) => b.medianMinutes - a.medianMinutes)[0] ?? null;
      const counts = slots.flatMap(({ waiting }) => waiting ?? []);
      return {
        from,
        level: worstLevel(slots.map(({ level }) => level)),
        waiting: counts.length === 0 ? null : round(counts.reduce((sum, count) => sum + count, 0)),
        estimate: longest,
      };
    });
}

/** The least wait of each day that is sure to end before the section closes, the best days first. */
function bestOf(forecasts: readonly ForecastSlot[], slots: readonly Slot[], now: number): ForecastSlot[] {
  const places = new Map(slots.map((slot) => [slot.from, slot]));
  const byDay = new Map<string, ForecastSlot>();
  for (const forecast of forecasts) {
    const place = places.get(forecast.from);
    if (place === undefined || forecast.estimate === null || forecast.from < now) continue;
    if (forecast.from + forecast.estimate.highMinutes * MINUTE > place.closesAt) continue;
    const best = byDay.get(place.day);
    if (best === undefined || compare(forecast, best) < 0) byDay.set(place.day, forecast);
  }
  return [...byDay.values()].sort(compare).slice(0, BEST);
}

/** Shorter waits first, then fewer people, then sooner. */
function compare(a: ForecastSlot, b: ForecastSlot): number {
  const [one, other] = [a.estimate, b.estimate];
  return (
    (one?.medianMinutes ?? 0) - (other?.medianMinutes ?? 0) ||
    (one?.highMinutes ?? 0) - (other?.highMinutes ?? 0) ||
    (a.waiting ?? 0) - (b.waiting ?? 0) ||
    a.from - b.from
  );
}

const round = (value: number): number => Math.round(value * 10) / 10;
