import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Event } from '../../protocol/queue/events.ts';
import { encode, topicOf } from '../../protocol/wire/topics.ts';
import { Names } from '../core/names.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { type Store, StoreFault, type StoreFaultCode } from '../store/store.ts';
import {
  connectLead,
  dayOf,
  MARKS,
  Opened,
  openTestHub,
  shimin,
  temporaryFolder,
  waitingIn,
} from '../testing/test-hub.ts';
import { eventually } from '../testing/test-ward.ts';
import { Ingest } from './ingest.ts';

const opened = new Opened();
afterEach(() => opened.close());

const nenkin = { ...shimin, section: 'nenkin' };
const counted = (waiting: number) => ({
  observedAt: Date.now(),
  services: [{ service: 'nenkin', waiting, lastCalled: '17' }],
});

/** A store on a real disk whose commits can be held up, or fail as on a full one. */
function openTroubledStore(folder: string) {
  const store = openSqliteStore(folder);
  let gate: Promise<void> = Promise.resolve();
  const trouble: { refuses: StoreFaultCode | null; commits: number } = { refuses: null, commits: 0 };
  const troubled: Store = {
    ...store,
    async commit(batch) {
      trouble.commits += 1;
      await gate;
      if (trouble.refuses !== null) throw new StoreFault(trouble.refuses, folder);
      return store.commit(batch);
    },
  };
  /** Commits wait until what this returns is called. */
  const hold = (): (() => void) => {
    let release = (): void => undefined;
    gate = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  };
  return { store: troubled, trouble, hold };
}

async function setup() {
  const folder = await temporaryFolder(opened);
  const { store, trouble, hold } = openTroubledStore(folder);
  const hub = await openTestHub(opened, folder, { store });
  const lead = await connectLead(opened, hub.broker);
  /** Resolves when whatever the broker has for the lead so far has arrived. */
  const settled = async (): Promise<void> => {
    const mark = `mark ${Math.random()}`;
    await lead.publish(MARKS, mark);
    await eventually(() => expect(lead.heard.some(({ payload }) => payload === mark)).toBe(true));
  };
  const faults = () => hub.logged.filter(({ message }) => message.includes('was dropped'));
  return { folder, hub, lead, trouble, hold, settled, faults };
}

describe('an acknowledgement', () => {
  it('is told together to a unit that announces itself without end, and holds up nothing that comes after', async () => {
    const { hub, lead } = await setup();
    await Promise.all(Array.from({ length: 2_000 }, () => lead.announce()));
    await lead.send([{ epoch: 1, events: dayOf(5, 0) }], { epoch: 1, first: 1, count: 7 });
    await eventually(async () => expect(waitingIn(await hub.section())).toBe(5));
    expect(lead.acks.length).toBeLessThan(500);
  });

  it('follows the commit, never before', async () => {
    const { lead, trouble, hold, settled } = await setup();
    const log = [{ epoch: 1, events: dayOf(5, 1) }];
    const release = hold();
    await lead.send(log, { epoch: 1, first: 1, count: 4 });
    await eventually(() => expect(trouble.commits).toBe(1));
    await settled();
    expect(lead.acks).toEqual([]);
    // Repeating and asking are answered with what is durable, which is nothing yet.
    await lead.announce();
    await eventually(() => expect(lead.acks).toEqual([{ epoch: 0, seq: 0 }]));
    release();
    await eventually(() => expect(lead.acks.at(-1)).toEqual({ epoch: 1, seq: 4 }));
  });

  it('covers all that arrived during the commit before, in one', async () => {
    const { lead, hub, trouble, hold, settled } = await setup();
    const log = [{ epoch: 1, events: dayOf(20, 0) }];
    const release = hold();
    await lead.send(log, { epoch: 1, first: 1, count: 1 });
    await eventually(() => expect(trouble.commits).toBe(1));
    for (let first = 2; first <= 22; first++) await lead.send(log, { epoch: 1, first, count: 1 });
    await settled();
    release();
    await eventually(() => expect(lead.acks.at(-1)).toEqual({ epoch: 1, seq: 22 }));
    expect(trouble.commits).toBe(2);
    expect(await hub.metric('matazu_ingest_events_total')).toBe(22);
  });

  it('does not come from a store that is full; what was sent is sent again and counted once', async () => {
    const { lead, hub, trouble, settled } = await setup();
    const log = [{ epoch: 1, events: dayOf(9, 2) }];
    trouble.refuses = 'full';
    await lead.send(log, { epoch: 1, first: 1, count: 5 });
    await eventually(() => expect(hub.logged.some(({ level }) => level === 'error')).toBe(true));
    await lead.send(log, { epoch: 1, first: 6, count: 5 });
    await settled();
    expect(lead.acks).toEqual([]);
    expect((await hub.get('/healthz')).status).toBe(503);
    // A new start makes no room.
    expect(hub.wedged()).toBe(false);
    trouble.refuses = null;
    await lead.deliver(log);
    expect(lead.acks.at(-1)).toMatchObject({ epoch: 1, seq: 15 });
    await eventually(async () => expect(waitingIn(await hub.section())).toBe(7));
    expect(await hub.metric('matazu_ingest_events_total')).toBe(15);
    expect(await hub.metric('matazu_ingest_failures_total')).toBeGreaterThan(0);
    expect((await hub.get('/healthz')).status).toBe(200);
  });

  it('does not come from a disk that refuses what is written: only a new start may help, until a commit succeeds', async () => {
    const { lead, hub, trouble } = await setup();
    const log = [{ epoch: 1, events: dayOf(2, 0) }];
    trouble.refuses = 'unwritable';
    await lead.send(log, { epoch: 1, first: 1, count: 2 });
    await eventually(() => expect(hub.wedged()).toBe(true));
    trouble.refuses = null;
    await lead.deliver(log);
    expect(hub.wedged()).toBe(false);
  });

  it('that somebody else wrote goes to nobody', async () => {
    const { lead, hub, settled } = await setup();
    const stranger = await connectLead(opened, hub.broker, nenkin);
    const log = [{ epoch: 1, events: dayOf(4, 0) }];
    await stranger.publish(topicOf('acked', shimin), '{"epoch":99,"seq":99}', true);
    await settled();
    expect(lead.acks).toEqual([]);
    await lead.deliver(log);
    expect(lead.acks.at(-1)).toMatchObject({ epoch: 1, seq: 6 });
  });
});

describe('counts of a section without tickets', () => {
  it('outlive a store that was full, without being sent again', async () => {
    const { hub, folder, trouble } = await setup();
    const gateway = await connectLead(opened, hub.broker, nenkin);
    trouble.refuses = 'full';
    await gateway.waiting(counted(4));
    await eventually(() => expect(hub.logged.some(({ level }) => level === 'error')).toBe(true));
    trouble.refuses = null;
    await eventually(async () => expect(waitingIn(await hub.section(nenkin))).toBe(4));
    await hub.close();
    expect(waitingIn(await (await openTestHub(opened, folder)).section(nenkin))).toBe(4);
  });

  it('are the latest after each restart', async () => {
    const folder = await temporaryFolder(opened);
    for (const waiting of [4, 7, 2]) {
      const hub = await openTestHub(opened, folder);
      const gateway = await connectLead(opened, hub.broker, nenkin);
      await gateway.waiting(counted(waiting));
      await eventually(async () => expect(waitingIn(await hub.section(nenkin))).toBe(waiting));
      await gateway.close();
      await hub.close();
    }
    expect(waitingIn(await (await openTestHub(opened, folder)).section(nenkin))).toBe(2);
  });
});

describe('events that this version cannot read', () => {
  it('of a type that it does not know are stored and skipped', async () => {
    const { folder, lead, hub, faults } = await setup();
    const levitated = { type: 'ticket-levitated', at: 1, height: { metres: 3 } };
    const [day, counter, ...rest] = dayOf(3, 0);
    await lead.deliver([{ epoch: 1, events: [day as Event, counter as Event, levitated, ...rest] }]);
    await eventually(async () => expect(waitingIn(await hub.section())).toBe(3));
    expect(await hub.metric('matazu_ingest_unreadable_total')).toBe(0);
    expect(faults()).toEqual([]);
    await hub.close();
    const [stored] = await openSqliteStoreAnd(folder, async (store) => store.sections());
    expect(stored?.position).toEqual({ epoch: 1, seq: 6 });
  });

  it('of a known type without its fields are stored, skipped, counted each time and told once', async () => {
    const { lead, hub, faults } = await setup();
    const broken = { type: 'ticket-called', at: 1, counter: 'one' };
    await lead.deliver([{ epoch: 1, events: [...dayOf(3, 0), broken, broken] }]);
    expect(lead.acks.at(-1)).toMatchObject({ epoch: 1, seq: 7 });
    await eventually(async () => expect(waitingIn(await hub.section())).toBe(3));
    expect(await hub.metric('matazu_ingest_unreadable_total')).toBe(2);
    expect(faults()).toHaveLength(1);
    expect(faults()[0]?.fields).toMatchObject({ topic: 'kyoto/ukyo/shimin' });
  });
});

const openSqliteStoreAnd = async <T>(folder: string, act: (store: Store) => Promise<T>): Promise<T> =>
  act(opened.add(openSqliteStore(folder)));

it('events of an instant of which no calendar has a day are skipped, and the section goes on, after a restart too', async () => {
  const { folder, lead, hub } = await setup();
  const at = Number.MAX_SAFE_INTEGER;
  const [day, counter, issued, ...rest] = dayOf(3, 0);
  const far = { ...issued, at, ticket: 'far' };
  const called = { type: 'ticket-called', at, ticket: 'far', counter: 1 };
  const events = [day, counter, far, called, issued, ...rest].flatMap((event) => event ?? []);
  await lead.deliver([{ epoch: 1, events }]);
  await eventually(async () => expect(waitingIn(await hub.section())).toBe(3));
  await hub.close();
  const again = await openTestHub(opened, folder);
  await eventually(async () => expect(waitingIn(await again.section())).toBe(3));
});

describe('a message that nobody can use', () => {
  const events = topicOf('events', shimin);
  const waiting = topicOf('waiting', shimin);
  const nested = (levels: number): string =>
    `{"unit":"u","epoch":1,"first":1,"events":[{"type":"zzz","at":1,"x":${'['.repeat(levels)}${']'.repeat(levels)}}]}`;
  const tooMany = Array.from({ length: 513 }, () => ({ type: 'ticket-levitated', at: 1 }));

  it.each<[what: string, topic: string, payload: string | Buffer, named?: string]>([
    ['is not JSON', events, '{"unit":'],
    ['is not UTF-8', events, Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ['is empty', events, ''],
    ['is of a topic that nobody named', 'matazu/v1/kyoto/ukyo/shimin/others', '{}', '(outside the contract)'],
    ['is of a city that no city can be called', 'matazu/v1/Kyoto/ukyo/shimin/events', '{}', '(outside the contract)'],
    ['lacks its fields', events, '{}'],
    ['counts people below nothing', waiting, '{"observedAt":1,"services":[{"service":"a","waiting":-1}]}'],
    ['is of the year one hundred thousand, in words', waiting, '{"observedAt":"+100000-01-01","services":[]}'],
    ['is of an instant of which no calendar has a day', waiting, '{"observedAt":9007199254740991,"services":[]}'],
    ['holds more events than a run may', events, JSON.stringify({ unit: 'u', epoch: 1, first: 1, events: tooMany })],
    ['is an array a thousand deep', waiting, '['.repeat(1_000) + ']'.repeat(1_000)],
    ['holds an event nested 5,000 deep', events, nested(5_000)],
    ['is of an epoch from the future', events, JSON.stringify({ unit: 'u', epoch: 2 ** 53 - 1, first: 1, events: [] })],
  ])(
    'because it %s, is counted, told once and dropped, and all else goes on',
    async (_, topic, payload, named = topic) => {
      const { lead, hub, faults } = await setup();
      for (let i = 0; i < 3; i++) await lead.publish(topic, payload);
      await lead.deliver([{ epoch: 1, events: dayOf(3, 0) }]);
      expect(lead.acks.at(-1)).toMatchObject({ epoch: 1, seq: 5 });
      expect(await hub.metric('matazu_ingest_faults_total')).toBe(3);
      expect(faults()).toHaveLength(1);
      expect(faults()[0]?.fields).toMatchObject({ topic: named });
      await eventually(async () => expect(waitingIn(await hub.section())).toBe(3));
    },
  );

  it('is none of its business, or none at all, where it is of other topics or clears what a broker kept', async () => {
    const { lead, hub, settled } = await setup();
    await lead.publish('somebody/else', 'x');
    await lead.publish(waiting, '', true);
    await lead.publish(topicOf('unit', { ...shimin, unit: 'u' }), '', true);
    await settled();
    // The mark itself is one of a topic outside the contract.
    expect(await hub.metric('matazu_ingest_faults_total')).toBe(1);
  });

  it('because it is longer than any may be, costs its sender the connection and nobody else anything', async () => {
    const { lead, hub } = await setup();
    const flood = await connectLead(opened, hub.broker, nenkin);
    const sent = flood.publish(events, 'x'.repeat(3 * 1024 * 1024)).catch(() => undefined);
    await eventually(() =>
      expect(hub.logged.some(({ message }) => message.includes('than a packet may hold'))).toBe(true),
    );
    await lead.deliver([{ epoch: 1, events: dayOf(3, 0) }]);
    expect(lead.acks.at(-1)).toMatchObject({ epoch: 1, seq: 5 });
    await flood.close();
    await sent;
  });
});

describe('whoever may publish', () => {
  async function setupAlone() {
    const count = vi.fn();
    const warn = vi.fn();
    const heard: string[] = [];
    const ingest = new Ingest({
      store: opened.add(openSqliteStore(await temporaryFolder(opened))),
      logger: { info: () => undefined, warn, error: () => undefined },
      now: Date.now,
      names: new Names({ offices: [], unknown: undefined }),
      onRefused: () => undefined,
      stored: [],
      auditHeads: new Map(),
      retryAfterMs: 1,
      acknowledge: () => undefined,
      onCommitted: () => undefined,
      onAbout: () => undefined,
      onUnit: (section, { unit }) => heard.push(`${section} ${unit}`),
      count,
    });
    opened.add(ingest);
    return { ingest, count, warn, heard };
  }

  it('cannot fill the memory with units: beyond sixty-four of a section they are refused, and those that are known go on', async () => {
    const { ingest, count, warn, heard } = await setupAlone();
    const say = (unit: string): void => {
      const { topic, payload } = encode('unit', { ...shimin, unit }, { state: 'online', at: 1, version: '1' });
      ingest.onPacket(topic, Buffer.from(payload), { retained: false });
      expect(ingest.knows(topic)).toBe(heard.at(-1)?.endsWith(` ${unit}`));
    };
    for (let i = 0; i < 100; i++) say(`u${i}`);
    expect(heard).toHaveLength(64);
    say('u7');
    expect(heard).toHaveLength(65);
    expect(count.mock.calls).toEqual(Array.from({ length: 36 }, () => ['faults']));
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('cannot fill the disk with counts: what comes faster than a section is stored is late, and a small one is taken', async () => {
    const { ingest, count } = await setupAlone();
    const services = Array.from({ length: 64 }, (_, i) => ({ service: `${'s'.repeat(30)}${i}`, waiting: 1 }));
    const counters = Array.from({ length: 200 }, (_, i) => ({ counter: i + 1, state: 'open', ticket: 'A12345678901' }));
    const late = (): number => count.mock.calls.filter(([what]) => what === 'late').length;
    const say = (message: object): void =>
      ingest.onPacket(topicOf('waiting', nenkin), Buffer.from(JSON.stringify(message)), { retained: false });
    for (let i = 0; i < 1_500; i++) say({ observedAt: Date.now() + i, services, counters });
    expect(late()).toBeGreaterThan(0);
    count.mockClear();
    say(counted(3));
    expect(late()).toBe(0);
  });

  it('cannot fill the log: a thousand different faults are told, shortened, and the rest are counted', async () => {
    const { ingest, count, warn } = await setupAlone();
    const broken = Buffer.from(`{"unit":${'x'.repeat(60_000)}`);
    for (let i = 0; i < 1_200; i++)
      ingest.onPacket(topicOf('events', { ...shimin, section: `s${i}` }), broken, { retained: false });
    expect(count).toHaveBeenCalledTimes(1_200);
    expect(warn).toHaveBeenCalledTimes(1_000);
    expect(JSON.stringify(warn.mock.calls[0]?.[0]).length).toBeLessThan(700);
  });

  it('cannot put words of their own into the log as a topic: those outside the contract are one fault', async () => {
    const { ingest, count, warn } = await setupAlone();
    for (let i = 0; i < 5; i++) ingest.onPacket(`matazu/${i}/YamadaHanako`, Buffer.from('{}'), { retained: false });
    expect(count).toHaveBeenCalledTimes(5);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(warn.mock.calls)).not.toContain('Yamada');
  });

  it('cannot make the hub read a message of any length that another broker lets through', async () => {
    const { ingest, count } = await setupAlone();
    ingest.onPacket(topicOf('events', shimin), Buffer.alloc(600 * 1024, ' '), { retained: false });
    expect(count.mock.calls).toEqual([['faults']]);
  });
});
