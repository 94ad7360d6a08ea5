import { startReplay } from '../../../hub/replay.ts';
import type { StoredEvent } from '../../../protocol/events.ts';
import { MINUTE } from './lines.ts';

const SECTIONS = 1_000;
const TICKETS = 200;
const DAYS = 4;
const COUNTERS = 3;
const START = Date.parse('2026-01-05T08:30:00+09:00');

/** A thousand sections with two hundred tickets a day each, line by line in time order: time per event and memory, day by day. */
export function measureScale(tell: (text: string) => void): string {
  const replay = startReplay([]);
  const rows: string[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    const events = dayOf(day);
    const began = performance.now();
    for (const event of events)
      for (let i = 0; i < SECTIONS; i += 1) replay({ section: `scale/office-${i % 50}/section-${i}`, event });
    const micros = ((performance.now() - began) * 1_000) / (events.length * SECTIONS);
    globalThis.gc?.();
    const megabytes = process.memoryUsage().heapUsed / 1e6;
    const row = `day ${day + 1}: ${micros.toFixed(1)} µs an event, ${megabytes.toFixed(0)} MB on the heap`;
    tell(row);
    rows.push(row);
  }
  return `\n${SECTIONS} sections, ${TICKETS} tickets a day each: ${rows.join('; ')}\n`;
}

function dayOf(day: number): StoredEvent[] {
  const from = START + day * 86_400_000;
  const events: StoredEvent[] = [{ type: 'day-opened', at: from, day: new Date(from).toISOString().slice(0, 10) }];
  for (let counter = 1; counter <= COUNTERS; counter += 1)
    events.push({ type: 'counter-opened', at: from, counter, services: ['shomei', 'ido'] });
  for (let n = 0; n < TICKETS; n += 1) {
    const ticket = `d${day}t${n}`;
    const number = `A${String(n + 1).padStart(3, '0')}`;
    const service = n % 3 === 0 ? 'ido' : 'shomei';
    const counter = 1 + (n % COUNTERS);
    const issuedAt = from + n * 2 * MINUTE;
    const calledAt = from + n * 2.4 * MINUTE + 1;
    events.push(
      { type: 'ticket-issued', at: issuedAt, ticket, number, service, code: `code-${ticket}`, by: 'kiosk' },
      { type: 'ticket-called', at: calledAt, ticket, counter },
      { type: 'service-finished', at: calledAt + 7 * MINUTE, ticket, counter },
    );
  }
  return events.sort((a, b) => a.at - b.at);
}
