import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Estimate } from '../../protocol/congestion/views.ts';
import type { Event } from '../../protocol/queue/events.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import { unknownSection } from '../core/facts.ts';
import type { Learned } from '../core/learned.ts';
import { emptyProjection, type SectionProjection, takeEvents, takeWaiting } from '../core/section-projection.ts';
import { estimatesOf } from '../core/wait/published.ts';
import { visitMinutes } from '../core/wait/wait-model.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { type Store, StoreFault } from '../store/store.ts';
import { connectLead, Opened, openTestHub, shimin, temporaryFolder } from '../testing/test-hub.ts';
import { loadSection } from './load-section.ts';
import { unseal } from './snapshot.ts';

const PATH = 'kyoto/ukyo/shimin';
const MINUTE = 60_000;
const DAY = 86_400_000;

let opened: Opened;
beforeEach(() => {
  opened = new Opened();
});
afterEach(() => opened.close());

/** Days of a counter that is slower than anybody would guess, the last of them today, with people who wait now. */
function days(): Event[] {
  const now = Date.now();
  const events: Event[] = [];
  for (let back = 3; back >= 0; back -= 1) {
    const from = now - back * DAY - 180 * MINUTE;
    events.push({ type: 'day-opened', at: from, day: new Date(from + 9 * 60 * MINUTE).toISOString().slice(0, 10) });
    events.push({ type: 'counter-opened', at: from, counter: 1, services: ['shomei'] });
    for (let n = 0; n < 20; n += 1) {
      const ticket = `d${back}-${n}`;
      const number = `A${String(n + 1).padStart(3, '0')}`;
      events.push({
        type: 'ticket-issued',
        at: from + n * 7 * MINUTE,
        ticket,
        number,
        service: 'shomei',
        code: `code-${ticket}`,
        by: 'kiosk',
      });
      if (n >= 15) continue;
      const calledAt = from + n * 12 * MINUTE;
      events.push({ type: 'ticket-called', at: calledAt, ticket, counter: 1 });
      events.push({ type: 'service-finished', at: calledAt + 12 * MINUTE - 1, ticket, counter: 1 });
    }
  }
  return events.sort((a, b) => a.at - b.at);
}

/** Opens a hub on a folder, gives it the log up to a place, asks what it tells those who come now, and closes it. */
async function runHub(folder: string, events: readonly Event[], store?: Store): Promise<Estimate> {
  const mine = new Opened();
  try {
    const hub = await openTestHub(mine, folder, store === undefined ? {} : { store });
    const lead = await connectLead(mine, hub.broker);
    await lead.deliver([{ epoch: 1, events }]);
    let told: Estimate | null = null;
    await expect
      .poll(
        async () => {
          const section = await hub.section();
          told = section?.freshness === 'live' ? (section.services[0]?.estimate ?? null) : null;
          return told;
        },
        { timeout: 15_000 },
      )
      .not.toBeNull();
    return told ?? expect.fail('no wait is told');
  } finally {
    await mine.close();
  }
}

/** The same, of a log that ends long ago: nothing is told of it. */
async function takeIn(folder: string, events: readonly Event[], store = openSqliteStore(folder)): Promise<void> {
  const mine = new Opened();
  try {
    const hub = await openTestHub(mine, folder, { store });
    await (await connectLead(mine, hub.broker)).deliver([{ epoch: 1, events }]);
  } finally {
    await mine.close();
  }
}

/** A store that forgets what it should keep, as one does whose hub was killed before. */
const forgetful = (folder: string): Store => ({
  ...openSqliteStore(folder),
  keep: async () => {
    throw new StoreFault('unwritable', folder);
  },
});

async function kept(folder: string): Promise<{ position: LogPosition; learned: Learned } | undefined> {
  const store = openSqliteStore(folder);
  try {
    const found = await store.kept(PATH);
    const snapshot = found === null ? undefined : unseal(found);
    if (typeof snapshot === 'string') return expect.fail(snapshot);
    return snapshot && { position: snapshot.position, learned: snapshot.learned };
  } finally {
    await store.close();
  }
}

/** What the next hub on a folder knows by so many events to have been taught. */
async function taught(folder: string, seq: number): Promise<Learned> {
  const store = openSqliteStore(folder);
  const logger = { info() {}, warn() {}, error() {} };
  const empty = emptyProjection(unknownSection(shimin.section));
  const { projection } = await loadSection({ store, logger }, PATH, { empty, upTo: { epoch: 1, seq } });
  await store.close();
  return projection.learned;
}

describe('a hub that is started again', () => {
  it('tells the same waits as one that ran through, whether what it learned was kept or only the events', async () => {
    const events = days();
    const half = events.slice(0, Math.floor(events.length / 2));
    const [through, restarted, killed] = [
      await temporaryFolder(opened),
      await temporaryFolder(opened),
      await temporaryFolder(opened),
    ];
    const told = [await runHub(through, events)];
    await takeIn(restarted, half);
    told.push(await runHub(restarted, events));
    await takeIn(killed, half, forgetful(killed));
    expect(await kept(killed)).toBeUndefined();
    told.push(await runHub(killed, events));

    const whole = takeEvents(emptyProjection(unknownSection(shimin.section)), events, 0).learned;
    // What its last day teaches may still be taken back, so what is kept is as of its beginning.
    const begins = { epoch: 1, seq: events.findLastIndex(({ type }) => type === 'day-opened') + 1 };
    for (const folder of [through, restarted, killed]) {
      expect((await kept(folder))?.position).toEqual(begins);
      expect(await taught(folder, events.length)).toEqual(whole);
    }
    // Twelve minutes a visit is nothing that a hub would guess: it was learned, and not forgotten.
    expect(whole.wait.visits.shomei?.mean).toBeGreaterThan(11);
    for (const estimate of told) {
      expect(Math.abs(estimate.medianMinutes - (told[0]?.medianMinutes ?? 0))).toBeLessThan(1);
      expect(estimate.medianMinutes).toBeGreaterThan(30);
    }
  });

  it('takes the minutes that are configured for a service that is new, and those it learned for the others', async () => {
    const folder = await temporaryFolder(opened);
    const events = days();
    await takeIn(folder, events);
    const service = (id: string) => ({ id, name: { ja: id, en: id }, letter: null, expectedMinutes: 45 });
    const facts = { ...unknownSection(shimin.section), services: [service('shomei'), service('koseki')] };
    const store = openSqliteStore(folder);
    const logger = { info() {}, warn() {}, error() {} };
    const upTo = { epoch: 1, seq: events.length };
    const { projection } = await loadSection({ store, logger }, PATH, { empty: emptyProjection(facts), upTo });
    const { learned } = projection;
    await store.close();
    expect(visitMinutes(learned.wait, 'koseki')).toBe(45);
    expect(visitMinutes(learned.wait, 'shomei')).toBeLessThan(13);
  });

  it.each([
    ['closed', openSqliteStore],
    ['killed before it kept anything', forgetful],
  ])(
    'and was %s, keeps the pace of a section that only counts, whose past nobody can tell it again',
    async (_, open) => {
      const folder = await temporaryFolder(opened);
      const from = Date.now() - 200 * MINUTE;
      const count = (i: number) => ({
        observedAt: from + i * 5 * MINUTE,
        services: [{ service: 'nenkin', waiting: 8, lastCalled: String(10 + i) }],
      });
      const first = new Opened();
      const hub = await openTestHub(first, folder, { store: open(folder) });
      const gateway = await connectLead(first, hub.broker);
      for (let i = 0; i <= 39; i += 1) {
        await gateway.waiting(count(i));
      }
      await expect.poll(async () => (await hub.section())?.services[0]?.lastCalled).toBe('49');
      const before = (await hub.section())?.services[0]?.estimate?.medianMinutes ?? Number.NaN;
      await first.close();
      const again = await openTestHub(opened, folder);
      const after = (await again.section())?.services[0]?.estimate?.medianMinutes ?? Number.NaN;
      expect(before).toBeGreaterThan(25);
      expect(after).toBe(before);
    },
  );

  it('learns each count once, whatever comes again, and nothing of what nobody saw', () => {
    const at = (minute: number, waiting: number, lastCalled: number) => ({
      observedAt: 1_000_000_000 + minute * MINUTE,
      services: [{ service: 'nenkin', waiting, lastCalled: String(lastCalled) }],
      counters: [],
    });
    const take = (before: SectionProjection, ...counts: WaitingMessage[]) =>
      counts.reduce((projection, count) => takeWaiting(projection, count, count.observedAt), before);
    const counts = Array.from({ length: 40 }, (_, i) => at(5 * i, 8, 10 + i));
    const known = take(emptyProjection(unknownSection('nenkin')), ...counts);
    expect(take(known, at(195, 8, 49), at(195, 8, 49)).learned).toBe(known.learned);
    // Thirty called, or none, while the hub was away: the pace stays what it was.
    const told = estimatesOf(known, ['nenkin'], 0)[0];
    for (const called of [30, 0])
      expect(estimatesOf(take(known, at(220, 8, 49 + called)), ['nenkin'], 0)[0]).toEqual(told);
    // A clock that was an hour ahead is set right: what is counted then counts.
    const set = take(known, at(135, 2, 51), at(140, 2, 52));
    expect(estimatesOf(set, ['nenkin'], 0)[0]?.medianMinutes).toBeLessThan((told?.medianMinutes ?? 0) / 2);
  });

  it.each([
    [
      'another version kept in a shape of its own',
      "UPDATE learned SET format = format - 1, body = '{}'",
      'another-version',
    ],
    ['is damaged', "UPDATE learned SET body = replace(body, '1', '2')", 'damaged'],
    ['is no JSON any more', 'UPDATE learned SET body = substr(body, 1, 700)', 'damaged'],
    ['claims to stand for another place', 'UPDATE learned SET seq = seq - 20', 'damaged'],
  ])('learns anew what %s, and says so', async (_, spoil, why) => {
    const folder = await temporaryFolder(opened);
    const events = days();
    const before = await runHub(folder, events);
    const db = new Database(join(folder, 'hub.sqlite'));
    db.exec(spoil);
    db.close();
    const store = openSqliteStore(folder);
    const hub = await openTestHub(opened, folder, { store });
    expect(hub.logged).toContainEqual(expect.objectContaining({ level: 'warn', fields: { section: PATH, why } }));
    await opened.close();
    const after = await runHub(folder, events);
    expect(Math.abs(after.medianMinutes - before.medianMinutes)).toBeLessThan(1);
  });
});
