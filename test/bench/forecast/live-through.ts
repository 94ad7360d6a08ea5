import type { SectionFacts } from '../../../hub/core/facts.ts';
import { forecastView } from '../../../hub/core/forecast/forecast-view.ts';
import {
  emptyProjection,
  type SectionProjection,
  takeEvents,
  takeWaiting,
} from '../../../hub/core/section-projection.ts';
import { sectionView } from '../../../hub/core/views/section-view.ts';
import type { ReplayLine } from '../../../hub/sections/replay.ts';
import type { ForecastSlot, ForecastView, SectionView } from '../../../protocol/congestion/views.ts';
import { dayAt } from '../../../protocol/ground/calendar.ts';
import { readEvent } from '../../../protocol/queue/events.ts';
import { BestTimes, halfHourOf } from './best-times.ts';
import { Scores } from './score.ts';

const MINUTE = 60_000;
const AHEAD_MINUTES = [30, 60, 120, 240] as const;
const FIRST_LOOK_BEFORE = 60 * MINUTE;

/** Something that came: a wait of somebody, or people counted. */
export interface Came {
  readonly at: number;
  readonly service: string;
  readonly figure: number;
}

export interface Figures {
  readonly minutes: Scores;
  readonly people: Scores;
  readonly bestBefore: BestTimes;
  readonly bestToday: BestTimes;
}
export const noFigures = (): Figures => ({
  minutes: new Scores(),
  people: new Scores(),
  bestBefore: new BestTimes(),
  bestToday: new BestTimes(),
});

export interface Section {
  /** In the order of time. */
  readonly lines: readonly ReplayLine[];
  readonly facts: SectionFacts;
  readonly timezone: string;
  readonly waits: readonly Came[];
  /** Days that teach only. */
  readonly learnDays: number;
}

/** What was foretold before each day and in the middle of each of its half hours, against what came. */
export function liveThrough({ lines, facts, timezone, waits, learnDays }: Section, figures: Figures): void {
  const dayOf = byHalfHour((at) => dayAt(at, timezone));
  const counted = lines.flatMap(countsOf);
  const byDay = { minutes: group(waits, ({ at }) => dayOf(at)), people: group(counted, ({ at }) => dayOf(at)) };
  const bySlot = new Map(
    [...group(waits, ({ service }) => service)].map(([service, came]) => [
      service,
      new Map([...group(came, ({ at }) => halfHourOf(at))].map(([at, each]) => [at, each.map(({ figure }) => figure)])),
    ]),
  );
  const days = [...group(lines, (line) => dayOf(timeOf(line)))];
  let projection = emptyProjection(facts);
  for (const [i, [day, ofDay]] of days.entries()) {
    const [first] = ofDay;
    if (first === undefined) continue;
    const reported = i >= learnDays;
    const minutes = byDay.minutes.get(day) ?? [];
    const people = byDay.people.get(day) ?? [];
    const dawn = forecastAt(projection, timeOf(first) - FIRST_LOOK_BEFORE);
    const before = slotsOf(dawn.view);
    if (reported) {
      for (const { at, service, figure } of minutes)
        addRow(figures.minutes, 'another day, ours', before(service, at), figure);
      for (const { at, service, figure } of people)
        addCount(figures.people, 'another day, ours', before(service, at), figure);
      for (const { service, best } of dawn.view.services)
        for (const slot of best) figures.bestBefore.judge(slot, bySlot.get(service) ?? new Map(), dayOf);
    }
    let look = halfHourOf(timeOf(first)) + 15 * MINUTE;
    for (const line of ofDay) {
      for (; reported && look <= timeOf(line); look += 30 * MINUTE) {
        const { view, present } = forecastAt(projection, look);
        const context = { now: look, slots: slotsOf(view), before, present };
        rowsAhead({ ...context, scores: figures.minutes, came: minutes, add: addRow, of: 'minutes' });
        rowsAhead({ ...context, scores: figures.people, came: people, add: addCount, of: 'people' });
        for (const { service, slots } of view.services) {
          const rest = slots.filter(({ from, estimate }) => from > look && dayOf(from) === day && estimate !== null);
          const [best] = rest.sort((a, b) => (a.estimate?.medianMinutes ?? 0) - (b.estimate?.medianMinutes ?? 0));
          const ahead = [...(bySlot.get(service) ?? [])].filter(([at]) => at > look);
          if (best !== undefined) figures.bestToday.judge(best, new Map(ahead), dayOf);
        }
      }
      projection = take(projection, line);
    }
  }
}

/** Asks the calendar once for each half hour. */
function byHalfHour(dayOf: (at: number) => string): (at: number) => string {
  const known = new Map<number, string>();
  return (at) => {
    const start = halfHourOf(at);
    const day = known.get(start) ?? dayOf(start);
    known.set(start, day);
    return day;
  };
}

interface Ahead {
  readonly now: number;
  readonly slots: (service: string, at: number) => ForecastSlot | undefined;
  readonly before: (service: string, at: number) => ForecastSlot | undefined;
  readonly present: SectionView;
  readonly scores: Scores;
  readonly came: readonly Came[];
  readonly add: typeof addRow;
  readonly of: 'minutes' | 'people';
}

/** One row where all three can be told: ours, the present as it is, and what was foretold before the day. */
function rowsAhead({ now, slots, before, present, scores, came, add, of }: Ahead): void {
  for (const ahead of AHEAD_MINUTES) {
    const from = now + ahead * MINUTE;
    for (const { at, service, figure } of came) {
      if (at < from || at >= from + 30 * MINUTE) continue;
      const [ours, usual] = [slots(service, at), before(service, at)];
      const shown = present.services.find((each) => each.service === service);
      const told = of === 'people' ? shown?.waiting : shown?.estimate?.medianMinutes;
      const foretold = of === 'people' ? usual?.waiting : usual?.estimate?.medianMinutes;
      if (told == null || foretold == null) continue;
      if (!add(scores, `${ahead} min ahead, ours`, ours, figure)) continue;
      scores.add(`${ahead} min ahead, as it is now`, figure, told);
      scores.add(`${ahead} min ahead, as usual`, figure, foretold);
    }
  }
}

function addRow(scores: Scores, name: string, slot: ForecastSlot | undefined, came: number): boolean {
  if (slot?.estimate == null) return false;
  const { lowMinutes, medianMinutes, highMinutes } = slot.estimate;
  scores.add(name, came, medianMinutes, { low: lowMinutes, high: highMinutes });
  return true;
}

function addCount(scores: Scores, name: string, slot: ForecastSlot | undefined, came: number): boolean {
  if (slot?.waiting == null) return false;
  scores.add(name, came, slot.waiting);
  return true;
}

function forecastAt(projection: SectionProjection, now: number): { view: ForecastView; present: SectionView } {
  const { facts, learned } = projection;
  // A lead tells its state every ten seconds, whatever happens.
  const present = sectionView({ ...projection, heardAt: projection.heardAt && now }, now);
  const view = forecastView({ city: 'city', office: 'office', facts, model: learned.forecast, present, now });
  return { view, present };
}

function slotsOf({ services }: ForecastView): (service: string, at: number) => ForecastSlot | undefined {
  const byService = new Map(
    services.map(({ service, slots }) => [service, new Map(slots.map((slot) => [halfHourOf(slot.from), slot]))]),
  );
  return (service, at) => byService.get(service)?.get(halfHourOf(at));
}

function take(projection: SectionProjection, line: ReplayLine): SectionProjection {
  if ('waiting' in line) return takeWaiting(projection, line.waiting, line.waiting.observedAt);
  const event = readEvent(line.event);
  return event === undefined ? projection : takeEvents(projection, [event], event.at);
}

const timeOf = (line: ReplayLine): number => ('event' in line ? line.event.at : line.waiting.observedAt);

const countsOf = (line: ReplayLine): Came[] =>
  'waiting' in line
    ? line.waiting.services.map(({ service, waiting }) => ({ at: line.waiting.observedAt, service, figure: waiting }))
    : [];

export function group<K, T>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const of = groups.get(key) ?? [];
    groups.set(key, of);
    of.push(value);
  }
  return groups;
}
