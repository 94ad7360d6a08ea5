import { randomBytes, randomUUID } from 'node:crypto';
import type { Event } from '../../protocol/queue/events.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 0, 5);

/** `count` events of one business day: residents come, are called and go. A later index is a later day. */
export function dayOfEvents(index: number, count: number): Event[] {
  const at = FIRST_DAY + index * DAY_MS;
  const events: Event[] = [
    { type: 'day-opened', at, day: new Date(at).toISOString().slice(0, 10) },
    { type: 'counter-opened', at, counter: 1, services: ['shomei'] },
  ];
  for (let visit = 1; events.length < count; visit += 1) {
    const ticket = randomUUID();
    const number = `A${String(visit % 1000).padStart(3, '0')}`;
    events.push(
      {
        type: 'ticket-issued',
        at,
        ticket,
        number,
        service: 'shomei',
        code: randomBytes(15).toString('base64url'),
        by: 'kiosk',
      },
      { type: 'ticket-called', at, ticket, counter: 1 },
      { type: 'service-finished', at, ticket, counter: 1 },
    );
  }
  return events.slice(0, count);
}
