import { describe, expect, it } from 'vitest';
import type { Event } from '../../../protocol/queue/events.ts';
import { unknownSection } from '../facts.ts';
import { emptyProjection, type SectionProjection, takeEvents } from '../section-projection.ts';
import { estimatesOf } from './published.ts';

const MINUTE = 60_000;
const DAYS = ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20', '2026-11-24'];
const TODAY = '2026-11-25';
const at = (day: string, time: string): number => Date.parse(`${day}T${time}:00+09:00`);
const start = emptyProjection(unknownSection('shimin'));
const fold = (from: SectionProjection, events: readonly Event[]): SectionProjection =>
  [...events].sort((a, b) => a.at - b.at).reduce((so, event) => takeEvents(so, [event], event.at), from);

const issued = (ticket: string, when: number): Event => ({
  type: 'ticket-issued',
  at: when,
  ticket,
  number: 'A001',
  service: 'shomei',
  code: 'code-of-it',
  by: 'kiosk',
});
const begins = (day: string): Event => ({ type: 'day-opened', at: at(day, '08:00'), day });
const opened: Event = { type: 'counter-opened', at: at(TODAY, '08:31'), counter: 1, services: ['shomei'] };
/** A visit of six minutes, of somebody who came long before or just now. */
const visit = (day: string, { came, called }: { came: string; called: string }): Event[] => {
  const [ticket, from] = [`${day} ${called}`, at(day, called)];
  return [
    issued(ticket, at(day, came)),
    { type: 'ticket-called', at: from, ticket, counter: 1 },
    { type: 'service-finished', at: from + 6 * MINUTE, ticket, counter: 1 },
  ];
};
const minutesAt = (projection: SectionProjection, time: string, service = 'shomei'): number =>
  estimatesOf(projection, [service], at(TODAY, time))[0]?.medianMinutes ?? Number.NaN;

describe('a counter that says nothing of itself', () => {
  /** In Tokyo the UTC day begins at nine. */
  it.each([
    ['08:50', '08:50', 10],
    ['09:10', '09:10', 30],
    ['08:50', '09:10', 20],
  ])('is expected when it usually begins, on days at %s and at %s', (odd, even, minutes) => {
    const days = DAYS.flatMap((day, i) => [begins(day), ...visit(day, { came: '08:30', called: i % 2 ? odd : even })]);
    const morning = fold(start, [...days, begins(TODAY)]);
    expect(Math.abs(minutesAt(morning, '08:40') - minutes)).toBeLessThan(10);
    // It is late, and whoever comes will be called by somebody.
    expect(minutesAt(morning, '09:40')).toBeLessThan(10);
  });

  it('is at hand after hours in which nobody came', () => {
    const quiet = (day: string) => [
      begins(day),
      ...['09:00', '11:00', '15:30'].flatMap((time) => visit(day, { came: time, called: time })),
    ];
    const days = fold(start, DAYS.flatMap(quiet));
    for (const { medianMinutes } of days.learned.wait.promised.map(({ estimate }) => estimate))
      expect(medianMinutes).toBeLessThan(5);
    const today = fold(days, [begins(TODAY), ...visit(TODAY, { came: '09:00', called: '09:00' })]);
    for (const time of ['11:00', '13:00', '16:30']) expect(minutesAt(today, time)).toBeLessThan(5);
  });
});

it('the only counter, away for longer than ever, comes back as from a short break', () => {
  const away = fold(start, [begins(TODAY), opened, { type: 'counter-closed', at: at(TODAY, '10:00'), counter: 1 }]);
  for (const time of ['10:05', '11:00', '11:30', '12:30', '16:00']) expect(minutesAt(away, time)).toBeLessThan(30);
  expect(minutesAt(away, '12:30')).toBeGreaterThan(3);
});

describe('a service that no counter serves', () => {
  const projection = fold(start, [begins(TODAY), opened]);
  it('is served by any, as the section itself does', () => {
    const waiting = fold(projection, [issued('one', at(TODAY, '09:00'))]);
    expect(minutesAt(waiting, '09:00', 'ido')).toBeLessThan(10);
  });

  it('has the same wait whether it is asked for alone, as a ticket is told, or with others, as the page shows', () => {
    const now = at(TODAY, '09:00');
    expect(estimatesOf(projection, ['shomei', 'ido'], now)[1]).toEqual(estimatesOf(projection, ['ido'], now)[0]);
  });
});
