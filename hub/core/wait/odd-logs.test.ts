import { expect, it } from 'vitest';
import type { Event } from '../../../protocol/queue/events.ts';
import { unknownSection } from '../facts.ts';
import { emptyProjection, type SectionProjection, takeEvents } from '../section-projection.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const YEAR = 365 * DAY;
const EIGHT = Date.parse('2026-11-09T08:00:00+09:00');
const fold = (from: SectionProjection, events: readonly Event[]): SectionProjection =>
  events.reduce((so, event) => takeEvents(so, [event], event.at), from);

/** A day of one counter: somebody comes every eight minutes, waits for twenty and is served for seven. */
function day(n: number): Event[] {
  const from = EIGHT + n * DAY;
  const visits = Array.from({ length: 50 }, (_, i): Event[] => {
    const [ticket, at] = [`${n}-${i}`, from + (40 + 8 * i) * MINUTE];
    return [
      { type: 'ticket-issued', at, ticket, number: 'A001', service: 'shomei', code: 'code-of-it', by: 'kiosk' },
      { type: 'ticket-called', at: at + 20 * MINUTE, ticket, counter: 1 },
      { type: 'service-finished', at: at + 27 * MINUTE, ticket, counter: 1 },
    ];
  });
  return [
    { type: 'day-opened', at: from, day: new Date(from).toISOString().slice(0, 10) },
    { type: 'counter-opened', at: from, counter: 1, services: ['shomei'] },
    ...visits.flat().sort((a, b) => a.at - b.at),
  ];
}
const days = (from: number, to: number): Event[] => Array.from({ length: to - from }, (_, i) => day(from + i)).flat();

it.each([
  ['a day', DAY],
  ['five years', 5 * YEAR],
])('a clock that is ahead by %s for three events spoils no estimate after them', (_, ahead) => {
  let projection = fold(emptyProjection(unknownSection('shimin')), days(0, 6));
  const isJumped = (i: number): boolean => i >= 40 && i < 43;
  const jumped = day(6).map((event, i) => (isJumped(i) ? { ...event, at: event.at + ahead } : event));
  for (const events of [jumped, day(7)])
    for (const [i, event] of events.entries()) {
      projection = fold(projection, [event]);
      if (event.type !== 'ticket-issued' || (events === jumped && isJumped(i))) continue;
      const { medianMinutes = Number.NaN } = projection.learned.wait.promised.at(-1)?.estimate ?? {};
      expect(medianMinutes).toBeLessThan(30);
      if (i >= 20) expect(medianMinutes).toBeGreaterThan(10);
    }
});

it('those who miss their call are counted among all who are called, where no visit is said to be over', () => {
  const events = days(0, 12).filter(({ type }) => type !== 'service-finished');
  // One in twenty-five doesn't come.
  const absent = events.flatMap((event, i): Event[] =>
    event.type === 'ticket-called' && i % 25 === 0
      ? [event, { type: 'ticket-absent', at: event.at + MINUTE / 2, ticket: event.ticket, counter: 1 }]
      : [event],
  );
  const called = absent.filter(({ type }) => type === 'ticket-called').length;
  const missed = absent.filter(({ type }) => type === 'ticket-absent').length;
  const { noShow } = fold(emptyProjection(unknownSection('shimin')), absent).learned.wait;
  expect(missed).toBeGreaterThan(10);
  expect(noShow.mean).toBeLessThan((1.5 * missed) / called);
});

it('a visit during which its counter is paused is learned as others are, and the break begins when it is over', () => {
  const isPaused = ({ ticket }: { ticket: string }): boolean => Number(ticket.split('-')[1]) % 2 === 1;
  const events = days(0, 8).flatMap((event): Event[] => {
    if (event.type === 'service-finished' && isPaused(event)) return [{ ...event, at: event.at + MINUTE / 2 }];
    if (event.type !== 'ticket-called' || !isPaused(event)) return [event];
    return [event, { type: 'counter-paused', at: event.at + MINUTE, counter: 1 }];
  });
  const { visits, staffing } = fold(emptyProjection(unknownSection('shimin')), events).learned.wait;
  expect(visits.shomei?.mean).toBeGreaterThan(7.2);
  // The next one is called half a minute later: nobody took a break.
  expect(Math.max(...staffing.shortLengths)).toBe(0);
});
