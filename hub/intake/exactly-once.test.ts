import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Event } from '../../protocol/queue/events.ts';
import {
  connectLead,
  dayOf,
  type LogEpoch,
  Opened,
  openTestHub,
  shimin,
  temporaryFolder,
  waitingIn,
} from '../testing/test-hub.ts';
import { eventually } from '../testing/test-ward.ts';

const opened = new Opened();
afterEach(() => opened.close());

async function setup() {
  const folder = await temporaryFolder(opened);
  const hub = await openTestHub(opened, folder);
  const lead = await connectLead(opened, hub.broker);
  return { folder, hub, lead };
}

/** What a hub that was closed has on disk of a section, in the order of its log. */
function stored(folder: string, section = 'kyoto/ukyo/shimin'): { epoch: number; seq: number; event: Event }[] {
  const db = new Database(join(folder, 'hub.sqlite'), { readonly: true });
  const rows = db
    .prepare<[string], { epoch: number; seq: number; body: string }>(
      'SELECT epoch, seq, body FROM events WHERE section = (SELECT id FROM sections WHERE path = ?) ORDER BY epoch, seq',
    )
    .all(section);
  db.close();
  return rows.map(({ epoch, seq, body }) => ({ epoch, seq, event: JSON.parse(body) as Event }));
}

const split = (events: readonly Event[], cuts: readonly number[]): LogEpoch[] => {
  const places = [...new Set(cuts.map((cut) => 1 + (cut % (events.length - 1))))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => ({ epoch: 100 * (i + 1), events: events.slice(from, places[i]) }));
};

describe('a section’s log reaches the hub exactly once', () => {
  it('whatever is repeated, lost, cut or swapped on the way', async () => {
    const { folder, hub } = await setup();
    let section = 0;
    const expected = new Map<string, LogEpoch[]>();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.nat(), { maxLength: 3 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 20 })), { maxLength: 30 }),
        async (issued, cuts, deliveries) => {
          const at = { ...shimin, section: `s${++section}` };
          const log = split(dayOf(issued, Math.floor(issued / 3), { tag: at.section }), cuts);
          expected.set(`kyoto/ukyo/${at.section}`, log);
          const lead = await connectLead(opened, hub.broker, at);
          for (const [which, from, count] of deliveries) {
            const { epoch, events } = log[which % log.length] ?? { epoch: 0, events: [] };
            await lead.send(log, { epoch, first: 1 + (from % events.length), count });
          }
          await lead.deliver(log);
          const seqs = lead.acks.map(({ epoch, seq }) => epoch * 1e6 + seq);
          expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
          const waiting = issued - Math.floor(issued / 3);
          await eventually(async () => expect(waitingIn(await hub.section(at))).toBe(waiting));
          await lead.close();
        },
      ),
      { numRuns: 12 },
    );
    await hub.close();
    for (const [path, log] of expected) {
      const places = log.flatMap(({ epoch, events }) => events.map((event, i) => ({ epoch, seq: i + 1, event })));
      expect(stored(folder, path)).toEqual(places);
    }
  });

  it('counts each event once however often it is sent', async () => {
    const { hub, lead } = await setup();
    const log = [{ epoch: 1, events: dayOf(10, 2) }];
    for (let i = 0; i < 5; i++) await lead.send(log, { epoch: 1, first: 1, count: 99 });
    await lead.deliver(log);
    expect(await hub.metric('matazu_ingest_events_total')).toBe(log[0]?.events.length);
    expect(await hub.metric('matazu_ingest_duplicates_total')).toBeGreaterThan(0);
  });

  it('is asked for what is missing before a gap', async () => {
    const { hub, lead } = await setup();
    const log = [{ epoch: 1, events: dayOf(10, 2) }];
    await lead.send(log, { epoch: 1, first: 1, count: 3 });
    await eventually(() => expect(lead.acks.at(-1)).toMatchObject({ epoch: 1, seq: 3 }));
    const before = lead.acks.length;
    await lead.send(log, { epoch: 1, first: 6, count: 3 });
    await eventually(() => expect(lead.acks.length).toBeGreaterThan(before));
    expect(lead.acks.at(-1)).toMatchObject({ epoch: 1, seq: 3 });
    expect(await hub.metric('matazu_ingest_gaps_total')).toBe(1);
  });

  it('asks for the whole log when it has nothing', async () => {
    const { lead } = await setup();
    await lead.announce();
    await eventually(() => expect(lead.acks.at(-1)).toEqual({ epoch: 0, seq: 0 }));
  });
});

describe('after a restart', () => {
  it('the counts, the place in the log and the day’s numbers are those from before', async () => {
    // Both hubs look at one instant: an estimate is one of its time, too.
    const instant = Date.now();
    const now = () => instant;
    const folder = await temporaryFolder(opened);
    const hub = await openTestHub(opened, folder, { now });
    const lead = await connectLead(opened, hub.broker);
    const log = [{ epoch: 1, events: dayOf(30, 7) }];
    await lead.deliver(log);
    await eventually(async () => expect(waitingIn(await hub.section())).toBe(23));
    const before = await hub.section();
    await hub.close();
    const again = await openTestHub(opened, folder, { now });
    const { services, counters, calls } = (await again.section()) ?? {};
    expect({ services, counters, calls }).toEqual({
      services: before?.services,
      counters: before?.counters,
      calls: before?.calls,
    });
    const returned = await connectLead(opened, again.broker);
    await returned.announce();
    await eventually(() =>
      expect(returned.acks.at(-1)).toEqual({
        epoch: 1,
        seq: log[0]?.events.length,
        numbers: { day: '2026-11-24', last: { A: 29, B: 30 } },
      }),
    );
  });

  it('with its data deleted, the sections send their logs anew and the counts are theirs', async () => {
    const { folder, hub, lead } = await setup();
    const log = split(dayOf(30, 7), [11, 40]);
    await lead.deliver(log);
    await hub.close();
    await rm(folder, { recursive: true });
    const again = await openTestHub(opened, folder);
    expect(await again.offices()).toEqual([]);
    const returned = await connectLead(opened, again.broker);
    await returned.deliver(log);
    expect(returned.acks[0]).toEqual({ epoch: 0, seq: 0 });
    await eventually(async () => expect(waitingIn(await again.section())).toBe(23));
    await again.close();
    expect(stored(folder)).toHaveLength(30 + 2 + 14);
  });
});

describe('a lead whose log lost its end', () => {
  it('is believed: the counts are those of the log that it has, and what was lost stays on disk', async () => {
    const { folder, hub, lead } = await setup();
    const events = dayOf(30, 7);
    await lead.deliver([{ epoch: 1, events }]);
    const restored = [
      { epoch: 1, events: events.slice(0, 12) },
      { epoch: 2, events: dayOf(5, 0, { tag: 'new' }).slice(2) },
    ];
    await lead.send(restored, { epoch: 2, first: 1, count: 99 });
    await eventually(async () => expect(waitingIn(await hub.section())).toBe(15));
    const again = await restart(hub, folder);
    expect(waitingIn(await again.section())).toBe(15);
    await again.close();
    expect(stored(folder)).toHaveLength(events.length + 5);
  });

  async function restart(hub: { close(): Promise<void> }, folder: string) {
    await hub.close();
    return openTestHub(opened, folder);
  }
});
