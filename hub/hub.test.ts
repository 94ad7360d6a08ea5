import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Event } from '../protocol/queue/events.ts';
import { encode, topicOf } from '../protocol/wire/topics.ts';
import { HUB_PACE } from './pace.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import { StoreFault } from './store/store.ts';
import { connectLead, dayOf, Opened, openTestHub, shimin, temporaryFolder, waitingIn } from './testing/test-hub.ts';
import {
  day,
  eventually,
  logOf,
  MINUTE,
  nenkin,
  openWardWithLead,
  seen,
  TEN,
  UKYO,
  views,
} from './testing/test-ward.ts';

const HOUR = 60 * MINUTE;
const opened = new Opened();
afterEach(() => opened.close());

describe('what a hub publishes of a section', () => {
  it('grows old in silence: live, delayed, lost; what is lost is unknown, never a number', async () => {
    const { hub, lead, at } = await openWardWithLead(opened);
    await lead.deliver(logOf(...day(6, 2)));
    await seen(hub, {
      freshness: 'live',
      source: 'tickets',
      reception: 'open',
      services: [{ waiting: 2 }, { waiting: 2 }],
    });
    at(TEN + 2 * MINUTE);
    await seen(hub, { freshness: 'delayed', observedAt: TEN, services: [{ waiting: 2 }, { waiting: 2 }] });
    at(TEN + 6 * MINUTE);
    const unknown = { waiting: null, lastCalled: null, level: 'unknown', estimate: null };
    await seen(hub, { freshness: 'lost', level: 'unknown', services: [unknown, unknown], counters: [], calls: [] });
    expect((await hub.offices())[0]).toMatchObject({ level: 'unknown', waiting: 0 });
    await lead.announce();
    await seen(hub, { freshness: 'live', services: [{ waiting: 2 }, { waiting: 2 }] });
  });

  it('is delayed when its unit breaks off, by the last will, and live again when it returns', async () => {
    const { hub, lead } = await openWardWithLead(opened);
    await lead.announce();
    await lead.deliver(logOf(...day(3, 0)));
    await seen(hub, { freshness: 'live' });
    lead.vanish();
    await seen(hub, { freshness: 'delayed' });
    const back = await connectLead(opened, hub.broker);
    await back.announce();
    await seen(hub, { freshness: 'live' });
  });

  it('is not live while what it sends of its log cannot be taken, though its unit says that it is there', async () => {
    const { hub, lead } = await openWardWithLead(opened);
    await lead.announce();
    await lead.deliver(logOf(...day(3, 0)));
    await seen(hub, { freshness: 'live' });
    await lead.publish(topicOf('events', shimin), '{"unit":"u","epoch":9007199254740991,"first":1,"events":[]}');
    await lead.announce();
    await seen(hub, { freshness: 'delayed' });
    await lead.deliver(logOf(...day(5, 0)));
    await seen(hub, { freshness: 'live' });
  });

  it('is what it counts itself, where it has no tickets of ours', async () => {
    const { hub } = await openWardWithLead(opened);
    const gateway = await connectLead(opened, hub.broker, nenkin);
    await gateway.waiting({ observedAt: TEN, services: [{ service: 'nenkin', waiting: 5, lastCalled: 117 }] });
    await seen(
      hub,
      { source: 'counts', freshness: 'live', services: [{ service: 'nenkin', waiting: 5, lastCalled: '117' }] },
      nenkin,
    );
    expect(waitingIn(await hub.section(nenkin))).toBe(5);
  });

  it('is the level that staff declared, until it is too old to stand on', async () => {
    const { hub, lead, at } = await openWardWithLead(opened);
    const declared = { type: 'level-declared', at: TEN, level: 'packed' };
    await lead.deliver(logOf(...day(0, 0), declared));
    await seen(hub, { source: 'declared', level: 'packed' });
    at(TEN + 61 * MINUTE);
    await lead.announce();
    await seen(hub, { source: 'declared', freshness: 'live', level: 'unknown' });
  });

  it('is closed when reception closes, with those who still wait, and open when the day is opened again', async () => {
    const { hub, lead } = await openWardWithLead(opened);
    const [opening] = day(0, 0);
    const closed = [...day(3, 0), { type: 'reception-closed', at: TEN }];
    await lead.deliver(logOf(...closed));
    await seen(hub, {
      reception: 'closed',
      level: 'closed',
      services: [{ waiting: 2, level: 'closed', estimate: null }, {}],
    });
    await lead.deliver(logOf(...closed, opening as Event));
    await seen(hub, { reception: 'open', services: [{ waiting: 2 }, { waiting: 1 }] });
  });

  it('is closed outside its hours, known to be so all night, and open while somebody still waits', async () => {
    const { hub, lead, at } = await openWardWithLead(opened);
    await lead.deliver(logOf(...day(1, 0)));
    at(Date.parse('2026-11-24T17:01:00+09:00'));
    await lead.announce();
    await seen(hub, { freshness: 'live', reception: 'open' });
    at(Date.parse('2026-11-25T03:00:00+09:00'));
    await seen(hub, { freshness: 'lost', reception: 'closed', level: 'closed' });
    at(Date.parse('2026-11-25T09:00:00+09:00'));
    await seen(hub, { freshness: 'lost', level: 'unknown' });
  });

  it('of a clock that runs an hour ahead is not live when its unit has long been silent', async () => {
    const { hub, lead, at, folder, clock } = await openWardWithLead(opened);
    await lead.deliver(logOf(...dayOf(3, 0, { from: TEN + 60 * MINUTE })));
    await seen(hub, { freshness: 'live' });
    await lead.close();
    await hub.close();
    const again = await openTestHub(opened, folder, { now: clock, offices: [UKYO] });
    at(TEN + 6 * MINUTE);
    await seen(again, { freshness: 'lost' });
  });

  it("is not taken for live because the hub's clock was set back, but as soon as it is heard again", async () => {
    const { hub, lead, at } = await openWardWithLead(opened);
    at(TEN + 60 * MINUTE);
    await lead.deliver(logOf(...day(1, 0)));
    await seen(hub, { freshness: 'live' });
    at(TEN);
    await seen(hub, { freshness: 'lost', services: [{ waiting: null }, {}] });
    await lead.announce();
    await seen(hub, { freshness: 'live', observedAt: TEN, services: [{ waiting: 1 }, {}] });
    at(TEN + 6 * MINUTE);
    await seen(hub, { freshness: 'lost' });
  });
});

describe('an office', () => {
  it('is as congested as its worst section that is known, and counts all who wait', async () => {
    const { hub, lead } = await openWardWithLead(opened);
    const gateway = await connectLead(opened, hub.broker, nenkin);
    await lead.deliver(logOf(...day(1, 1)));
    await gateway.waiting({ observedAt: TEN, services: [{ service: 'nenkin', waiting: 40 }] });
    await seen(hub, { level: 'packed' }, nenkin);
    await seen(hub, { level: 'quiet' });
    const [office] = await hub.offices();
    expect(office).toMatchObject({ city: 'kyoto', office: 'ukyo', name: UKYO.name, level: 'packed', waiting: 40 });
    await eventually(() => expect(views(lead).at(-1)).toMatchObject({ level: 'packed', waiting: 40 }));
    await eventually(() => {
      const city = lead.heard.findLast(({ topic }) => topic === topicOf('city', { city: 'kyoto' }));
      expect(JSON.parse(city?.payload ?? '{}')).toMatchObject({
        city: 'kyoto',
        offices: [{ office: 'ukyo', level: 'packed', waiting: 40 }],
      });
    });
  });

  async function setup(publishEveryMs: number) {
    const { lead } = await openWardWithLead(opened, {
      pace: { ...HUB_PACE, publishEveryMs, lookEveryMs: publishEveryMs },
    });
    const log = logOf(
      ...day(400, 0),
      ...[1, 2, 3].map((n) => ({ type: 'ticket-called', at: TEN, ticket: `t-${n}`, counter: n })),
    );
    let sent = 0;
    const send = async (count: number): Promise<void> => {
      await lead.send(log, { epoch: 1, first: sent + 1, count });
      sent += count;
      await eventually(() => expect(lead.acks.at(-1)?.seq).toBe(sent));
    };
    await eventually(() => expect(views(lead).length).toBeGreaterThan(0));
    return { send, told: () => views(lead) };
  }

  it('is told of what changes at most once in its time, which is half a second where none is given', async () => {
    expect(HUB_PACE.publishEveryMs).toBe(500);
    const everyMs = 300;
    const { send, told } = await setup(everyMs);
    await send(2);
    const before = told().length;
    const from = performance.now();
    let sent = 0;
    for (; performance.now() - from < 2.5 * everyMs && sent < 350; sent += 1) await send(1);
    const times = (performance.now() - from) / everyMs;
    expect(sent).toBeGreaterThan(2);
    expect(told().length - before).toBeLessThanOrEqual(Math.ceil(times) + 1);
  });

  it('is told of each call at once, whatever else waits for its time', async () => {
    const { send, told } = await setup(HOUR);
    const before = told().length;
    await send(402);
    for (const calls of [1, 2, 3]) {
      await send(1);
      await eventually(() => expect(told().at(-1)?.sections[0]?.calls).toHaveLength(calls));
    }
    expect(told().length - before).toBe(3);
  });
});

describe('a section whose disk was restored while the store could not be read', () => {
  it('has its own counts as soon as the store can be read, and nobody else waits for that', async () => {
    const folder = await temporaryFolder(opened);
    const store = openSqliteStore(folder);
    let unreadable = false;
    const hub = await openTestHub(opened, folder, {
      store: {
        ...store,
        async readAfter(...args) {
          if (unreadable) throw new StoreFault('unwritable', folder);
          return store.readAfter(...args);
        },
      },
    });
    const lead = await connectLead(opened, hub.broker);
    const gateway = await connectLead(opened, hub.broker, nenkin);
    const events = dayOf(9, 0);
    await lead.deliver(logOf(...events));
    unreadable = true;
    const restored = [
      { epoch: 1, events: events.slice(0, 5) },
      { epoch: 2, events: dayOf(4, 0, { tag: 'new' }).slice(2) },
    ];
    await lead.send(restored, { epoch: 2, first: 1, count: 3 });
    await eventually(() => expect(lead.acks.at(-1)).toEqual({ epoch: 2, seq: 3 }));
    await gateway.waiting({ observedAt: Date.now(), services: [{ service: 'nenkin', waiting: 5 }] });
    await eventually(async () => expect(waitingIn(await hub.section(nenkin))).toBe(5));
    expect(hub.logged.some(({ message }) => message.includes('could not be projected'))).toBe(true);
    unreadable = false;
    await lead.send(restored, { epoch: 2, first: 4, count: 1 });
    await eventually(async () => expect(waitingIn(await hub.section())).toBe(3 + 4));
  });
});

describe('no personal data', () => {
  it('that somebody puts into a message of ours is in any file, topic, answer or log line', async () => {
    const name = '山田太郎';
    const { folder, hub, lead } = await openWardWithLead(opened);
    const planted = day(4, 1).map((event) => ({ ...event, residentName: name, resident: { name } }));
    await lead.deliver(logOf(...planted));
    const { topic, payload } = encode('waiting', nenkin, {
      observedAt: TEN,
      services: [{ service: 'nenkin', waiting: 2 }],
    });
    await lead.publish(topic, JSON.stringify({ ...JSON.parse(payload), name }), true);
    const unit = { state: 'online', at: TEN, version: '1', devices: [], staff: name };
    await lead.publish(topicOf('unit', { ...shimin, unit: 'other' }), JSON.stringify(unit), true);
    await lead.publish(topic, JSON.stringify({ observedAt: name, services: name }));
    await seen(hub, { services: [{ waiting: 2 }, { waiting: 1 }] });
    await seen(hub, { services: [{ waiting: 2 }] }, nenkin);
    const answers = await Promise.all(
      ['/api/v1/congestion', '/api/v1/tickets/code--000002', '/open-data/congestion.csv', '/metrics'].map(
        async (path) => (await hub.get(path)).text(),
      ),
    );
    expect(answers[1]).toContain('A002');
    await hub.close();
    const files = readdirSync(folder).map((file) => readFileSync(join(folder, file)).toString('utf8'));
    expect(files.join('')).toContain('code--000002');
    const heard = lead.heard.map((message) => JSON.stringify(message));
    const logged = hub.logged.map((line) => JSON.stringify(line));
    expect(logged.join('')).toContain('could not be used');
    for (const text of [...answers, ...files, ...heard, ...logged]) expect(text).not.toContain(name);
  });
});
