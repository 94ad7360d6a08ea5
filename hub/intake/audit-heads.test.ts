import { afterEach, expect, it } from 'vitest';
import { sectionPath } from '../../protocol/ground/identifiers.ts';
import type { Event } from '../../protocol/queue/events.ts';
import { encode } from '../../protocol/wire/topics.ts';

import { readAuditHeads } from '../store/read-audit-heads.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { StoreFault } from '../store/store.ts';
import { connectLead, Opened, openTestHub, shimin, temporaryFolder } from '../testing/test-hub.ts';
import { eventually } from '../testing/test-ward.ts';

const opened = new Opened();
afterEach(() => opened.close());

const PATH = sectionPath(shimin);
const DAY_MS = 86_400_000;
const event: Event = { type: 'counter-closed', at: 1, counter: 1 };
const a = 'a'.repeat(64);
const b = 'b'.repeat(64);

async function setup() {
  const folder = await temporaryFolder(opened);
  const store = openSqliteStore(folder);
  const trouble = { refuses: 0 };
  let now = Date.now();
  const hub = await openTestHub(opened, folder, {
    now: () => now,
    store: {
      ...store,
      async commit(batch) {
        if (trouble.refuses-- > 0) throw new StoreFault('full', folder);
        return store.commit(batch);
      },
    },
  });
  const lead = await connectLead(opened, hub.broker);
  /** Sends the event of this place, and what the section says of its audit with it; resolves when the hub has it. */
  const send = async (
    seq: number,
    audit?: { seq: number; head: string },
    events: readonly Event[] = [event],
  ): Promise<void> => {
    const { length } = lead.acks;
    const begins = seq === 1 ? { after: { epoch: 0, seq: 0 } } : {};
    const run = { unit: 'unit-1', epoch: 1, first: seq, ...begins, audit, events: [...events] };
    const { topic, payload } = encode('events', shimin, run);
    await lead.publish(topic, payload);
    await eventually(() => expect(lead.acks.length).toBeGreaterThan(length));
  };
  const told = () => hub.logged.filter(({ level, message }) => level === 'error' && message.includes('audit'));
  const kept = () => readAuditHeads(folder, PATH).map(({ seq, head }) => `${seq}${head[0]}`);
  const pass = (ms: number) => {
    now += ms;
  };
  return { folder, hub, lead, send, told, kept, trouble, pass };
}

it('keeps where each section’s audit ends, once for each change, whatever is sent again', async () => {
  const { send, told, kept, hub } = await setup();
  await send(1, { seq: 5, head: a });
  await send(2, { seq: 5, head: a });
  await send(3, { seq: 9, head: b });
  // Sent again, as after a broken connection: what it says is old, and is nobody's fault.
  await send(2, { seq: 5, head: a });
  expect(kept()).toEqual(['5a', '9b']);
  expect(told()).toEqual([]);
  expect(await hub.metric('matazu_ingest_breaks_total')).toBe(0);
});

it('hears of it with no event, too, where it has all that came before', async () => {
  const { send, told, kept, lead } = await setup();
  await send(1, { seq: 5, head: a });
  await send(2, { seq: 6, head: b }, []);
  expect(kept()).toEqual(['5a', '6b']);
  expect(lead.acks.at(-1)).toMatchObject({ epoch: 1, seq: 1 });
  // Before what comes first, and after what is not there yet: no word of the present.
  await send(1, { seq: 4, head: a }, []);
  await send(4, { seq: 4, head: a }, []);
  await send(2, { seq: 7, head: a });
  expect([kept(), told()]).toEqual([['5a', '6b', '7a'], []]);
  expect(lead.acks.at(-1)).toMatchObject({ epoch: 1, seq: 2 });
});

it('tells of an audit that ends sooner or otherwise than it did, or of which nothing is said any more, keeps all that was said and takes the events', async () => {
  const { send, told, kept, hub, lead } = await setup();
  await send(1, { seq: 5, head: a });
  await send(2, { seq: 4, head: a });
  await send(3, { seq: 4, head: b });
  await send(4);
  await send(5);
  await send(6, { seq: 5, head: a });
  expect(told().map(({ message }) => message.split(':')[0])).toEqual([
    "a section's audit ends sooner than it did",
    "a section's audit has another row where it ended",
    'a section does not say any more where its audit ends',
  ]);
  expect(told()[0]?.fields).toMatchObject({ section: PATH, before: { seq: 5, head: a }, now: { seq: 4, head: a } });
  expect(await hub.metric('matazu_ingest_breaks_total')).toBe(3);
  expect(kept()).toEqual(['5a', '4a', '4b', '5a']);
  expect(lead.acks.at(-1)).toMatchObject({ epoch: 1, seq: 6 });
});

it('knows after a new start where it ended, and does not fill its log where one goes back again and again', async () => {
  const { folder, send, hub, lead } = await setup();
  await send(1, { seq: 5, head: a });
  await lead.close();
  await hub.close();
  const next = await openTestHub(opened, folder);
  const again = await connectLead(opened, next.broker);
  for (let seq = 2; seq <= 21; seq++) {
    const audit = { seq: 1, head: seq % 2 === 0 ? b : a };
    const { topic, payload } = encode('events', shimin, {
      unit: 'unit-1',
      epoch: 1,
      first: seq,
      audit,
      events: [event],
    });
    await again.publish(topic, payload);
  }
  await eventually(() => expect(again.acks.at(-1)).toMatchObject({ epoch: 1, seq: 21 }));
  expect(await next.metric('matazu_ingest_breaks_total')).toBe(20);
  expect(next.logged.filter(({ level }) => level === 'error')).toHaveLength(5);
});

it('keeps nothing of what its store refused, and takes it when it comes again', async () => {
  const { hub, send, told, kept, trouble, lead } = await setup();
  await send(1, { seq: 5, head: a });
  trouble.refuses = 1;
  const refused = { unit: 'unit-1', epoch: 1, first: 2, audit: { seq: 7, head: b }, events: [event] };
  const { topic, payload } = encode('events', shimin, refused);
  await lead.publish(topic, payload);
  await eventually(async () => expect(await hub.metric('matazu_ingest_failures_total')).toBe(1));
  expect(kept()).toEqual(['5a']);
  await send(2, { seq: 7, head: b });
  expect(kept()).toEqual(['5a', '7b']);
  expect(told()).toEqual([]);
});

it('forgets what was said more than fourteen months ago', async () => {
  const { send, kept, pass } = await setup();
  await send(1, { seq: 5, head: a });
  pass(425 * DAY_MS);
  await send(2, { seq: 6, head: b });
  expect(kept()).toEqual(['5a', '6b']);
  pass(2 * DAY_MS);
  await send(3, { seq: 7, head: a });
  expect(kept()).toEqual(['6b', '7a']);
});
