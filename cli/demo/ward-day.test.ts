import { describe, expect, it } from 'vitest';
import { arrivalProfile, dayFactor, meanMinutes, type WardDay, type WardDayOptions, wardDay } from './ward-day.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const opensAt = Date.parse('2026-11-25T08:45+09:00');
const services = [
  { service: 'shomei', share: 60, minutes: 5 },
  { service: 'ido', share: 40, minutes: 14, goesOn: { service: 'shomei', chance: 0.1 } },
];

function options(changes: Partial<WardDayOptions> = {}): WardDayOptions {
  return {
    seed: 1,
    day: '2026-11-25',
    section: 'kyoto/ukyo/shimin',
    opensAt,
    closesAt: opensAt + 8.5 * HOUR,
    services,
    counters: [1, 2, 3],
    load: 0.87,
    atDoors: 0,
    ...changes,
  };
}

/** Many days at once, for what only shows on average. */
function days(count: number, changes: Partial<WardDayOptions> = {}): WardDay[] {
  return Array.from({ length: count }, (_, seed) => wardDay(options({ ...changes, seed })));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const share = <T>(values: readonly T[], is: (value: T) => boolean): number => values.filter(is).length / values.length;

const expectNear = (value: number, expected: number, tolerance: number): void =>
  expect(Math.abs(value - expected), `${value} is not ${expected} ± ${tolerance}`).toBeLessThanOrEqual(tolerance);

describe('a ward day', () => {
  it('is the same for the same seed, and another for another seed, day or section', () => {
    const day = wardDay(options());
    expect(wardDay(options())).toEqual(day);
    expect(wardDay(options({ seed: 2 }))).not.toEqual(day);
    expect(wardDay(options({ day: '2026-11-26' }))).not.toEqual(day);
    expect(wardDay(options({ section: 'kyoto/ukyo/hoken' }))).not.toEqual(day);
  });

  it('brings residents in order and within the hours only', () => {
    for (const { residents } of days(50, { atDoors: 8 })) {
      const times = residents.map(({ at }) => at);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times.every((at) => at >= opensAt && at < opensAt + 8.5 * HOUR)).toBe(true);
    }
  });

  it('loads the desks as asked, hour by hour as residents really come', () => {
    const many = days(400);
    const all = many.flatMap(({ residents }) => residents);
    const perHour = (0.87 * 0.88 * 3 * 60) / meanMinutes(services);
    for (const [hour, factor] of arrivalProfile.entries()) {
      const hours = hour === 8 ? 0.5 : 1;
      const came = all.filter(({ at }) => Math.floor((at - opensAt) / HOUR) === hour).length / many.length / hours;
      expectNear(came / perHour / factor, 1, 0.06);
    }
  });

  it('lets as many stand at the door as asked', () => {
    const early = days(200, { atDoors: 10, load: 1e-9 }).map(({ residents }) => residents.length);
    expectNear(mean(early), 10, 0.6);
  });

  it('serves for log-normal times with the mean of the service and a variation of 0.7', () => {
    const all = days(400).flatMap(({ residents }) => residents);
    for (const { service, minutes } of services) {
      const times = all.map(({ visits: [first] }) => first).filter((visit) => visit.service === service);
      const average = mean(times.map((visit) => visit.minutes));
      const deviation = Math.sqrt(mean(times.map((visit) => (visit.minutes - average) ** 2)));
      expectNear(average / minutes, 1, 0.03);
      // The day's own pace (10 %) comes on top.
      expectNear(deviation / average, 0.71, 0.04);
    }
    expectNear(
      share(all, ({ visits }) => visits[0].service === 'shomei'),
      0.6,
      0.01,
    );
  });

  it('has the usual share of no-shows, priority, papers and transfers', () => {
    const all = days(400).flatMap(({ residents }) => residents);
    expectNear(
      share(all, ({ absent }) => absent !== null),
      0.03,
      0.003,
    );
    expectNear(
      share(all, ({ priority }) => priority === 'priority'),
      0.15,
      0.006,
    );
    expectNear(
      share(all, ({ visits }) => visits[0].papersMinutes !== null),
      0.05,
      0.004,
    );
    const movers = all.filter(({ visits }) => visits[0].service === 'ido');
    expectNear(
      share(movers, ({ visits }) => visits.length > 1),
      0.1,
      0.01,
    );
    expect(share(all, ({ visits }) => visits[0].service === 'shomei' && visits.length > 1)).toBe(0);
  });

  it('gives four desks of five an hour for lunch, each two breaks, and leaves few empty', () => {
    const desks = days(400).flatMap((day) => day.desks);
    const lunch = ({ rests }: (typeof desks)[number]) => rests.find(({ from, until }) => until - from === HOUR);
    expectNear(
      share(desks, (desk) => lunch(desk) !== undefined),
      0.8,
      0.03,
    );
    const begins = new Set(desks.flatMap((desk) => lunch(desk)?.from ?? []));
    expect([...begins].sort()).toEqual([Date.parse('2026-11-25T11:30+09:00'), Date.parse('2026-11-25T12:30+09:00')]);
    for (const { rests } of desks) {
      expect(rests.filter(({ from, until }) => until - from === 10 * MINUTE)).toHaveLength(2);
      expect(rests.map(({ from }) => from)).toEqual(rests.map(({ from }) => from).sort((a, b) => a - b));
    }
    expectNear(
      share(desks, ({ absent }) => absent),
      0.04,
      0.015,
    );
    expect(days(400).every((day) => day.desks[0]?.absent === false)).toBe(true);
  });

  it.each([
    ['2026-11-25', 1],
    ['2026-11-30', 1.2],
    ['2026-03-18', 1.25],
    ['2026-04-13', 1.5],
    ['2026-04-15', 1],
  ])('knows that %s brings %f times the usual number', (day, factor) => {
    expect(dayFactor(day)).toBeCloseTo(factor, 6);
  });
});
