import { describe, expect, it } from 'vitest';
import type { Event } from '../../protocol/queue/events.ts';
import { summarize } from '../../protocol/queue/summary.ts';
import { unknownSection } from '../core/facts.ts';
import { emptyProjection, takeEvents } from '../core/section-projection.ts';
import { sectionView } from '../core/views/section-view.ts';
import { startReplay } from './replay.ts';

const MINUTE = 60_000;
const section = 'kyoto/ukyo/shimin';

/** A morning of one counter: somebody comes every four minutes, and is called every five. */
function morning(): Event[] {
  const start = Date.parse('2026-11-24T08:30+09:00');
  const events: Event[] = [
    { type: 'day-opened', at: start, day: '2026-11-24' },
    { type: 'counter-opened', at: start, counter: 1, services: ['shomei'] },
  ];
  for (let i = 0; i < 30; i++) {
    events.push({
      type: 'ticket-issued',
      at: start + i * 4 * MINUTE,
      ticket: `t${i}`,
      number: `A0${10 + i}`,
      service: 'shomei',
      code: `code-of-${i}`,
      by: 'kiosk',
    });
  }
  for (let i = 0; i < 20; i++) {
    const at = start + (2 + i * 5) * MINUTE;
    if (i > 0) events.push({ type: 'service-finished', at, ticket: `t${i - 1}`, counter: 1 });
    events.push({ type: 'ticket-called', at, ticket: `t${i}`, counter: 1 });
  }
  return events.sort((a, b) => a.at - b.at);
}

describe('a replay', () => {
  it("of a section's log gives at each ticket what the hub had published for the next one", () => {
    const events = morning();
    const replay = startReplay([]);
    let hub = emptyProjection(unknownSection('shimin'));
    let compared = 0;
    for (const event of events) {
      const published = sectionView(hub, event.at).services[0]?.estimate;
      const [own] = replay({ section, event });
      hub = takeEvents(hub, [event], event.at);
      if (own === undefined || published === undefined || published === null) continue;
      const { lowMinutes, medianMinutes, highMinutes } = own;
      expect({ lowMinutes, medianMinutes, highMinutes }).toEqual(published);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(20);
  });

  it('is the same however the hub took the log in', () => {
    const events = morning();
    const whole = takeEvents(emptyProjection(unknownSection('shimin')), events, 0);
    let pieces = emptyProjection(unknownSection('shimin'));
    for (let i = 0; i < events.length; i += 7) pieces = takeEvents(pieces, events.slice(i, i + 7), 0);
    expect(pieces.learned).toEqual(whole.learned);
    expect(pieces.state).toEqual(whole.state);
  });

  it('of counts alone gives an estimate for each service', () => {
    const replay = startReplay([]);
    const waiting = summarize(emptyProjection(unknownSection('x')).state, ['nenkin'], 1);
    expect(replay({ section, waiting })).toMatchObject([{ at: 1, section, service: 'nenkin', waiting: 0 }]);
  });
});
