import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Event } from '../../protocol/queue/events.ts';
import { unknownSection } from '../core/facts.ts';
import { emptyProjection } from '../core/section-projection.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { connectLead, Opened, openTestHub, type TestHub, temporaryFolder } from '../testing/test-hub.ts';
import { loadSection } from './load-section.ts';

const MINUTE = 60_000;
let opened: Opened;
beforeEach(() => {
  opened = new Opened();
});
afterEach(() => opened.close());

/** Yesterday and today of a counter, at which somebody is served twelve minutes each; people wait now. */
function days(now: number): Event[] {
  const events: Event[] = [];
  for (const from of [now - 27 * 60 * MINUTE, now - 180 * MINUTE]) {
    events.push({ type: 'day-opened', at: from, day: new Date(from + 9 * 60 * MINUTE).toISOString().slice(0, 10) });
    events.push({ type: 'counter-opened', at: from, counter: 1, services: ['shomei'] });
    for (let n = 0; n < 20; n += 1) {
      const ticket = `${from}-${n}`;
      const number = `A${String(n + 1).padStart(3, '0')}`;
      const issued = { ticket, number, service: 'shomei', code: `code-${ticket}`, by: 'kiosk' } as const;
      events.push({ type: 'ticket-issued', at: from + n * 7 * MINUTE, ...issued });
      if (n >= 14) continue;
      events.push({ type: 'ticket-called', at: from + n * 12 * MINUTE + 1, ticket, counter: 1 });
      events.push({ type: 'service-finished', at: from + (n + 1) * 12 * MINUTE, ticket, counter: 1 });
    }
  }
  return events.sort((a, b) => a.at - b.at);
}

/** The same with visits of today that were ended a second after they were called, and brought back half a minute later. */
const withSlips = (events: readonly Event[], now: number): Event[] =>
  events.flatMap((event): Event[] => {
    if (event.type !== 'ticket-called' || event.at < now - 180 * MINUTE) return [event];
    const { at, ticket, counter } = event;
    return [
      event,
      { type: 'service-finished', at: at + 1_000, ticket, counter },
      { type: 'ticket-restored', at: at + 30_000, ticket, to: 'called', counter },
    ];
  });

/** A hub that took in a log up to each of these places, started again after each. */
async function hubAfter(events: readonly Event[], ends: readonly number[], now: number): Promise<TestHub> {
  const folder = await temporaryFolder(opened);
  const open = async (mine: Opened, end: number): Promise<TestHub> => {
    const hub = await openTestHub(mine, folder, { now: () => now });
    await (await connectLead(mine, hub.broker)).deliver([{ epoch: 1, events: events.slice(0, end) }]);
    return hub;
  };
  for (const end of ends.slice(0, -1)) {
    const before = new Opened();
    await open(before, end);
    await before.close();
  }
  return open(opened, ends.at(-1) ?? 0);
}

it('a hub that is started again between a slip and its end tells what it would have told had there been none', async () => {
  const now = Date.now();
  const events = days(now);
  const slipped = withSlips(events, now).sort((a, b) => a.at - b.at);
  const restored = slipped.findIndex(({ type }) => type === 'ticket-restored');
  const withoutSlips = await hubAfter(events, [events.length], now);
  const estimate = { medianMinutes: expect.any(Number) };
  await expect
    .poll(() => withoutSlips.section(), { timeout: 15_000 })
    .toMatchObject({ services: [{ waiting: 6, lastCalled: 'A014', estimate }] });
  for (const ends of [[slipped.length], [restored, restored + 20, slipped.length]]) {
    const hub = await hubAfter(slipped, ends, now);
    const usual = await withoutSlips.section();
    await expect.poll(() => hub.section(), { timeout: 15_000 }).toEqual(usual);
  }
});

it('a hub that folds a long day anew for a slip that is taken back gives every other section its turn meanwhile', async () => {
  const now = Date.now();
  const events = days(now);
  const folder = await temporaryFolder(opened);
  const store = opened.add(openSqliteStore(folder));
  const bodies = withSlips(events, now).map((event) => JSON.stringify(event));
  await store.commit({
    runs: [{ section: 'kyoto/ukyo/shimin', epoch: 1, first: 1, bodies, days: [] }],
    counts: new Map(),
  });
  let turns = 0;
  let loaded = false;
  const others = (): void => {
    turns += 1;
    if (!loaded) setImmediate(others);
  };
  setImmediate(others);
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const upTo = { epoch: 1, seq: bodies.length };
  const empty = emptyProjection(unknownSection('shimin'));
  const { projection } = await loadSection({ store, logger }, 'kyoto/ukyo/shimin', { empty, upTo });
  loaded = true;
  expect(projection.state.tickets.size).toBe(20);
  expect(turns).toBeGreaterThanOrEqual(5);
});
