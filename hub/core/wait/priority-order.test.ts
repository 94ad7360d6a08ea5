import { expect, it } from 'vitest';
import type { Event } from '../../../protocol/queue/events.ts';
import { unknownSection } from '../facts.ts';
import { emptyProjection, takeEvents } from '../section-projection.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NINE = Date.parse('2026-11-09T09:00:00+09:00');
const VISIT = 5;
/** Nobody comes after so many minutes. */
const CLOSES = 480;

interface Waiter {
  readonly ticket: string;
  readonly at: number;
  readonly priority: boolean;
}

/** A day of one counter that calls whoever has a priority before all others; somebody comes every four and a half minutes, every fourth has one. */
function day(n: number): { events: Event[]; waits: Map<string, number> } {
  const from = NINE + n * DAY;
  const events: Event[] = [
    { type: 'day-opened', at: from, day: new Date(from).toISOString().slice(0, 10) },
    { type: 'counter-opened', at: from, counter: 1, services: ['shomei'] },
  ];
  const come = Array.from(
    { length: Math.floor(CLOSES / 4.5) },
    (_, i): Waiter => ({
      ticket: `${n}-${i}`,
      at: from + Math.round(4.5 * i * MINUTE),
      priority: (i * 7 + n) % 4 === 0,
    }),
  );
  for (const { ticket, at, priority } of come)
    events.push({
      type: 'ticket-issued',
      at,
      ticket,
      number: 'A001',
      service: 'shomei',
      code: 'code-of-it',
      by: 'kiosk',
      ...(priority ? { priority: 'priority' } : {}),
    });
  const waits = new Map<string, number>();
  let free = from;
  const left = [...come];
  while (left.length > 0) {
    const there = left.filter(({ at }) => at <= free);
    const next = there.find(({ priority }) => priority) ?? there[0] ?? left[0];
    if (next === undefined) break;
    left.splice(left.indexOf(next), 1);
    const at = Math.max(free, next.at);
    free = at + VISIT * MINUTE;
    waits.set(next.ticket, (at - next.at) / MINUTE);
    events.push({ type: 'ticket-called', at, ticket: next.ticket, counter: 1 });
    events.push({ type: 'service-finished', at: free, ticket: next.ticket, counter: 1 });
  }
  return { events: events.sort((a, b) => a.at - b.at), waits };
}

it('whoever has a priority is counted before all others where calls show so, and nobody after the hour at which people stop coming', () => {
  let projection = emptyProjection(unknownSection('shimin'));
  const late: { told: number; was: number }[] = [];
  for (let n = 0; n < 20; n += 1) {
    const { events, waits } = day(n);
    for (const event of events) {
      projection = takeEvents(projection, [event], event.at);
      if (n < 10 || event.type !== 'ticket-issued' || event.priority !== undefined) continue;
      if ((event.at - NINE - n * DAY) / MINUTE < CLOSES - 60) continue;
      const told = projection.learned.wait.promised.at(-1)?.outlook.minutes ?? Number.NaN;
      late.push({ told, was: waits.get(event.ticket) ?? Number.NaN });
    }
  }
  const sum = (of: (row: (typeof late)[number]) => number): number => late.reduce((all, row) => all + of(row), 0);
  const wait = sum(({ was }) => was);
  expect(wait / late.length).toBeGreaterThan(30);
  expect(Math.abs(sum(({ told }) => told) / wait - 1)).toBeLessThan(0.08);
});
