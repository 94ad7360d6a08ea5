import { wardDay } from '../../../cli/demo/ward-day.ts';
import { forecastView } from '../../../hub/core/forecast/forecast-view.ts';
import {
  emptyProjection,
  type SectionFacts,
  takeEvents,
  unknownSection,
} from '../../../hub/core/section-projection.ts';
import { sectionView } from '../../../hub/core/section-view.ts';
import type { Event } from '../../../protocol/events.ts';
import { instantOn, laterDay, openingOn } from '../../../protocol/section/calendar.ts';
import type { ForecastView } from '../../../protocol/views.ts';
import { Scores } from './score.ts';

const MINUTE = 60_000;
const SERVICES = [
  { service: 'shomei', share: 60, minutes: 5 },
  { service: 'ido', share: 40, minutes: 14 },
];
const SEEDS = [11, 12];
const DESKS = [3, 5];
/** Open days of a section; the first teach, the others are reported. */
const DAYS = 40;
const REPORT_FROM = 10;
const AHEAD_MINUTES = [30, 60, 120, 240];

interface Came {
  readonly at: number;
  readonly service: string;
  /** Half hours after the opening. */
  readonly slot: number;
  readonly minutes: number;
}

/** Waits of single people on simulated ward days: what was foretold the morning before, and through the day. */
export function measureWaits(): string {
  const scores = new Scores();
  for (const seed of SEEDS) for (const desks of DESKS) liveThrough({ seed, desks, scores });
  return scores.table('\nSimulated ward days, 3 and 5 desks: the wait of who comes later', 'min');
}

function liveThrough({ seed, desks, scores }: { seed: number; desks: number; scores: Scores }): void {
  const counters = Array.from({ length: desks }, (_, i) => ({ id: i + 1, services: ['shomei', 'ido'] }));
  const hours = { opens: '08:45', closes: '17:15', timezone: 'Asia/Tokyo' };
  const named = (id: string) => ({ id, name: { ja: id, en: id }, letter: null });
  const services = SERVICES.map(({ service, minutes }) => ({ ...named(service), expectedMinutes: minutes }));
  const facts: SectionFacts = { ...unknownSection('ward'), hours, services, counters };
  let projection = emptyProjection(facts);
  let yesterday: readonly Came[] = [];
  const everybody: number[] = [];
  const forecastAt = (now: number): ForecastView =>
    forecastView({
      city: 'city',
      office: 'office',
      facts,
      model: projection.learned.forecast,
      present: sectionView(projection, now),
      now,
    });
  let opened = 0;
  for (let day = '2026-01-05'; opened < DAYS; day = laterDay(day, 1)) {
    if ('closed' in openingOn(hours, day)) continue;
    opened += 1;
    const reported = opened > REPORT_FROM;
    const opensAt = instantOn(day, hours.opens, hours.timezone);
    const closesAt = instantOn(day, hours.closes, hours.timezone);
    const { events, came } = oneDay({ seed, day, counters, opensAt, closesAt });
    const morning = forecastAt(opensAt - 60 * MINUTE);
    for (const person of reported ? came : []) {
      const slot = slotOf(morning, person);
      const before = yesterday.filter(({ service, slot }) => service === person.service && slot === person.slot);
      if (slot === undefined || before.length === 0) continue;
      scores.add('the day before, ours', person.minutes, slot.medianMinutes, rangeOf(slot));
      scores.add('the same half hour of yesterday', person.minutes, meanOf(before.map(({ minutes }) => minutes)));
      scores.add('the mean of all waits', person.minutes, meanOf(everybody));
    }
    let taken = 0;
    for (let at = opensAt + 60 * MINUTE; at < closesAt; at += 30 * MINUTE) {
      const until = events.findIndex((event, i) => i >= taken && event.at > at);
      const run = events.slice(taken, until === -1 ? events.length : until);
      taken += run.length;
      projection = takeEvents(projection, run, at);
      if (!reported) continue;
      const forecast = forecastAt(at);
      const now = new Map(sectionView(projection, at).services.map(({ service, estimate }) => [service, estimate]));
      for (const ahead of AHEAD_MINUTES) {
        const from = at + ahead * MINUTE;
        for (const person of came.filter((each) => each.at >= from && each.at < from + 30 * MINUTE)) {
          const slot = slotOf(forecast, person);
          const told = now.get(person.service);
          if (slot === undefined || told == null) continue;
          scores.add(`${ahead} min ahead, ours`, person.minutes, slot.medianMinutes, rangeOf(slot));
          scores.add(`${ahead} min ahead, as long as now`, person.minutes, told.medianMinutes);
        }
      }
    }
    projection = takeEvents(projection, events.slice(taken), closesAt);
    yesterday = came;
    everybody.push(...came.map(({ minutes }) => minutes));
  }
}

const rangeOf = ({ lowMinutes, highMinutes }: { lowMinutes: number; highMinutes: number }) => ({
  low: lowMinutes,
  high: highMinutes,
});
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const slotOf = (forecast: ForecastView, { at, service }: Came) =>
  forecast.services.find((each) => each.service === service)?.slots.findLast(({ from }) => from <= at)?.estimate ??
  undefined;

interface DayOptions {
  readonly seed: number;
  readonly day: string;
  readonly counters: readonly { readonly id: number; readonly services: string[] }[];
  readonly opensAt: number;
  readonly closesAt: number;
}

/** First come, first served, at whichever desk is free; a rest begins when the visit before it ends. */
function oneDay({ seed, day, counters, opensAt, closesAt }: DayOptions): { events: Event[]; came: Came[] } {
  const ids = counters.map(({ id }) => id);
  const section = `bench/${counters.length}`;
  const load = { load: 0.87, atDoors: 0 };
  const drawn = wardDay({ seed, day, section, opensAt, closesAt, services: SERVICES, counters: ids, ...load });
  const events: Event[] = [{ type: 'day-opened', at: opensAt - 5 * MINUTE, day }];
  for (const { id, services } of counters) events.push({ type: 'counter-opened', at: opensAt, counter: id, services });
  const desks = drawn.desks
    .filter(({ absent }) => !absent)
    .map(({ counter, rests }) => ({ counter, rests: [...rests], freeAt: opensAt }));
  const came: Came[] = [];
  for (const [i, { at, visits }] of drawn.residents.entries()) {
    const [{ service, minutes }] = visits;
    const ticket = `${day}-${i}`;
    for (const desk of desks) {
      for (let [rest] = desk.rests; rest !== undefined && Math.max(desk.freeAt, at) >= rest.from; [rest] = desk.rests) {
        desk.freeAt = Math.max(desk.freeAt, rest.until);
        desk.rests.shift();
      }
    }
    desks.sort((a, b) => a.freeAt - b.freeAt);
    const [desk] = desks;
    if (desk === undefined) continue;
    const calledAt = Math.round(Math.max(desk.freeAt, at));
    desk.freeAt = calledAt + Math.round(minutes * MINUTE) + MINUTE / 3;
    events.push({ type: 'ticket-issued', at, ticket, number: 'A001', service, code: `code-${ticket}`, by: 'kiosk' });
    events.push({ type: 'ticket-called', at: calledAt, ticket, counter: desk.counter });
    events.push({ type: 'service-finished', at: desk.freeAt, ticket, counter: desk.counter });
    const slot = Math.floor((at - opensAt) / (30 * MINUTE));
    came.push({ at, service, slot, minutes: (calledAt - at) / MINUTE });
  }
  return { events: events.sort((a, b) => a.at - b.at), came };
}
