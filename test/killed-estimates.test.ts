import { watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectLead, Opened } from '../hub/testing/test-hub.ts';
import type { OfficeView } from '../protocol/congestion/views.ts';
import { sectionAddress } from '../protocol/ground/identifiers.ts';
import type { Event } from '../protocol/queue/events.ts';
import type { MessageInput } from '../protocol/wire/topics.ts';
import { wardDataset } from './bench/wait/ward.ts';
import { type Clock, setClock } from './testing/clock.ts';
import { writeHub } from './testing/configurations.ts';
import { officeView } from './testing/http.ts';
import { freePort } from './testing/ports.ts';
import { type Role, role, typed } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { readKept } from './testing/stores.ts';
import { until } from './testing/until.ts';

const MINUTE = 60_000;
const OFFICE = 'sim/d3';
const PATH = 'sim/d3/s5';
const COUNTING = 'sim/d3/c1';
const SERVICES = ['shomei', 'ido'] as const;
/** Beside it, so that what is kept is kept for a while. */
const OTHERS = Array.from({ length: 40 }, (_, i) => `sim/fill/f${i}`);
const OFFICES = [
  {
    path: OFFICE,
    name: { ja: '右京区役所', en: 'Ukyo Ward Office' },
    sections: [
      {
        id: 's5',
        name: { ja: '市民窓口課', en: "Citizens' counter" },
        hours: { opens: '08:45', closes: '17:15', timezone: 'Asia/Tokyo' },
        services: SERVICES.map((id) => ({ id, name: { ja: id, en: id }, expectedMinutes: 8 })),
      },
      { id: 'c1', name: { ja: '保険年金課', en: 'Insurance and pensions' } },
    ],
  },
  { path: 'sim/fill', name: { ja: '支所', en: 'Branch' }, sections: OTHERS.map((path) => path.split('/')[2]) },
];
const LAST_DAY = '2026-01-08';
const at = (time: string, day = LAST_DAY): number => Date.parse(`${day}T${time}:00+09:00`);

let stage: Stage;
let opened: Opened;
beforeEach(async () => {
  stage = await openStage();
  opened = new Opened();
});
afterEach(async () => {
  await opened.close();
  await stage.close();
});

interface UnderTest {
  readonly role: Role;
  readonly file: string;
  readonly data: string;
  readonly port: number;
  /** Gives a section's log up to here; resolves when the ticket that ends it has its page. */
  give(events: readonly Event[], path?: string): Promise<void>;
  /** Gives a count of the section that only counts; resolves when it is committed. */
  count(message: MessageInput<'waiting'>): Promise<void>;
}

async function openHub(name: string, clock: Clock): Promise<UnderTest> {
  const [port, brokerPort] = [await freePort(), await freePort()];
  const { file, data } = writeHub(stage, { name, httpPort: port, mqtt: { port: brokerPort }, offices: OFFICES });
  const hub = role(stage, 'hub', { configuration: file, clock });
  await hub.start();
  return {
    role: hub,
    file,
    data,
    port,
    async give(events, path = PATH) {
      const lead = await connectLead(opened, `mqtt://127.0.0.1:${brokerPort}`, sectionAddress(path));
      await lead.deliver([{ epoch: 1, events }]);
      const last = events.at(-1);
      const code = last?.type === 'ticket-issued' ? last.code : expect.fail('a log to give ends with a ticket');
      await until('the last ticket has its page', async () => (await get(port, `tickets/${code}`)) !== null);
    },
    async count(message) {
      const before = await commits(port);
      const gateway = await connectLead(opened, `mqtt://127.0.0.1:${brokerPort}`, sectionAddress(COUNTING));
      await gateway.waiting(message);
      await until('the count is committed', async () => (await commits(port)) > before);
      await gateway.close();
    },
  };
}

async function commits(port: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^matazu_ingest_commits_total (\d+)/m.exec(metrics)?.[1] ?? Number.NaN);
}

async function get(port: number, path: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
  return response.ok ? await response.json() : null;
}

/** Four days of a simulated ward, each part ending with a ticket. */
const LOG: readonly Event[] = wardDataset({ desks: 3, seed: 5, days: 4, reportFrom: 9, oracleEvery: 1 }).lines.flatMap(
  (line) => ('event' in line ? [line.event as Event] : []),
);
function upTo(time: number): readonly Event[] {
  return LOG.slice(0, LOG.findLastIndex((event) => event.type === 'ticket-issued' && event.at <= time) + 1);
}

/** All that a hub tells of the section at the clock's instant. Levels have a dead band: they say where the median came from. */
async function tells({ port }: UnderTest, events: readonly Event[], clock: Clock) {
  const office = await until('the office is told of at this instant', async (): Promise<OfficeView | false> => {
    const view = await officeView(port, OFFICE);
    return view.observedAt === clock.now && view;
  });
  const begun = events.findLastIndex(({ type }) => type === 'day-opened');
  const codes = events.slice(begun).flatMap((event) => (event.type === 'ticket-issued' ? [event.code] : []));
  // When each hub last heard of the section is its own.
  const tickets = await Promise.all(
    codes.map(async (code) => ({ ...Object(await get(port, `tickets/${code}`)), observedAt: undefined })),
  );
  const services = (office.sections[0]?.services ?? []).map(({ level: _, ...service }) => service);
  return {
    services,
    tickets,
    accuracy: await get(port, `accuracy/${PATH}`),
    days: await get(port, `accuracy/${PATH}/${LAST_DAY}`),
    forecast: await get(port, `forecast/${PATH}`),
  };
}

/** What `matazu replay` says to somebody who takes a ticket for a service then. */
async function replayed(hub: UnderTest, events: readonly Event[], service: string, at: number): Promise<unknown> {
  const mine = { ticket: 'ticket-of-mine', number: 'A999', code: 'code-of-mine' };
  const ticket: Event = { type: 'ticket-issued', at, service, by: 'kiosk', ...mine };
  const file = stage.path('log.jsonl');
  writeFileSync(file, [...events, ticket].map((event) => `${JSON.stringify({ section: PATH, event })}\n`).join(''));
  const program = await typed(stage, 'replay', file, '--config', hub.file);
  const told = JSON.parse(program.lines.at(-1) ?? '{}');
  expect(told).toMatchObject({ ticket: mine.ticket, service });
  const { lowMinutes, medianMinutes, highMinutes } = told;
  return { lowMinutes, medianMinutes, highMinutes };
}

/** Moves the clock on until the hub keeps what was taught; `act` is called at the first byte that is written. */
async function whenItKeeps({ data }: UnderTest, clock: Clock, act: () => void): Promise<void> {
  let written = false;
  const watcher = stage.keep(
    watch(join(data, 'hub.sqlite-wal'), () => {
      if (!written) act();
      written = true;
    }),
    (it) => it.close(),
  );
  await until('what was taught is kept', async () => {
    clock.set(clock.now + 11 * MINUTE);
    return until('a byte is written', () => written, { neverMs: 7_000 });
  });
  watcher.close();
}

describe('a hub that is killed', () => {
  it('tells, promises and foretells what one that ran through does, and what a replay of its events prints', async () => {
    const clock = setClock(stage, at('14:00', '2026-01-05'));
    const through = await openHub('through', clock);
    const struck = await openHub('struck', clock);
    const give = async (time: number): Promise<void> => {
      clock.set(time);
      for (const hub of [through, struck]) await hub.give(upTo(time));
    };
    const compare = async (time: number): Promise<void> => {
      await give(time);
      // Half a minute later, for whoever comes then.
      clock.set(time + MINUTE / 2);
      const events = upTo(time);
      const expected = await tells(through, events, clock);
      expect(await tells(struck, events, clock)).toEqual(expected);
      for (const { service, estimate } of expected.services) {
        expect(estimate?.medianMinutes).toBeGreaterThan(0);
        expect(estimate).toMatchObject(Object(await replayed(struck, events, service, clock.now)));
      }
    };

    // Before anything was kept.
    await give(at('14:00', '2026-01-05'));
    await struck.role.kill();
    expect(readKept(struck.data).size).toBe(0);
    await struck.role.start();

    // After some was kept, and more came.
    await give(at('16:00', '2026-01-07'));
    await whenItKeeps(struck, clock, () => undefined);
    await give(at('10:30'));
    await struck.role.kill();
    const kept = readKept(struck.data).get(PATH);
    // As of the beginning of its day: what that teaches may still be taken back.
    const sent = upTo(at('16:00', '2026-01-07'));
    expect(kept?.seq).toBe(sent.findLastIndex(({ type }) => type === 'day-opened') + 1);
    await struck.role.start();
    await compare(at('10:30'));

    // While it is kept, at the first byte of the first of many sections.
    const issued: Event = { ...(LOG.find(({ type }) => type === 'ticket-issued') as Event), at: at('10:40') };
    for (const [i, path] of OTHERS.entries()) {
      const day: Event = { type: 'day-opened', at: at('10:40'), day: LAST_DAY };
      await struck.give([day, { ...issued, ticket: `filler${i}`, code: `code-of-filler${i}` } as Event], path);
    }
    await give(at('11:00'));
    await whenItKeeps(struck, clock, () => void struck.role.kill());
    await until('it is dead', () => struck.role.program.exited);
    // What it left is sound: each section is kept as before or as now.
    expect(readKept(struck.data).get(PATH)?.seq).toBeGreaterThanOrEqual(kept?.seq ?? 0);
    await struck.role.start();
    await compare(at('12:30'));

    // Killed with what was kept damaged.
    await struck.role.kill();
    const db = new Database(join(struck.data, 'hub.sqlite'));
    db.exec("UPDATE learned SET body = replace(body, '.1', '.9')");
    db.close();
    await struck.role.start();
    expect(struck.role.said().join('\n')).toContain('"why":"damaged"');
    await compare(at('14:30'));

    // The clock is set back between the kill and the start, and right again later.
    await struck.role.kill();
    clock.set(at('13:00'));
    await struck.role.start();
    for (const hub of [through, struck]) await hub.give(upTo(at('14:30')));
    clock.set(at('13:00') + MINUTE / 2);
    // What is foretold and how right it was stands for a minute of a watch, also at a hub whose clock is set back in it.
    const present = ({ services, tickets, days }: Awaited<ReturnType<typeof tells>>) => ({ services, tickets, days });
    const past = await tells(through, upTo(at('14:30')), clock);
    expect(present(await tells(struck, upTo(at('14:30')), clock))).toEqual(present(past));
    await compare(at('15:30'));
  }, 240_000);

  it('goes on counting where it was, in a section that only counts', async () => {
    const clock = setClock(stage, at('09:00'));
    const through = await openHub('through', clock);
    const struck = await openHub('struck', clock);
    let [calls, minute] = [0, 0];
    /** Counts every five minutes: a queue that grows by one and a bit and is called from more or less fast. */
    const countFor = async (counts: number): Promise<void> => {
      for (let n = 0; n < counts; n += 1, minute += 5) {
        clock.set(at('09:00') + minute * MINUTE);
        calls += 1 + ((minute / 5) % 3);
        const waiting = 4 + Math.round(minute / 20) + ((minute / 5) % 4);
        const services = [{ service: 'kokuho', waiting, lastCalled: String(100 + calls) }];
        for (const hub of [through, struck]) await hub.count({ observedAt: clock.now, services });
      }
    };
    const tellsOfIt = async ({ port }: UnderTest) => {
      const office = await until('the office is told of at this instant', async (): Promise<OfficeView | false> => {
        const view = await officeView(port, OFFICE);
        return view.observedAt === clock.now && view;
      });
      const { services = [] } = office.sections.find(({ section }) => section === 'c1') ?? {};
      const of = (what: string): Promise<unknown> => get(port, `${what}/${COUNTING}`);
      return { services, accuracy: await of('accuracy'), forecast: await of('forecast') };
    };
    const compare = async (): Promise<void> => {
      await countFor(3);
      clock.set(clock.now + MINUTE / 2);
      const expected = await tellsOfIt(through);
      expect(expected).toMatchObject({
        services: [{ estimate: { medianMinutes: expect.any(Number) } }],
      });
      expect(await tellsOfIt(struck)).toEqual(expected);
    };

    // Before anything was kept; as soon as a count was committed; and after some was kept and more came.
    await countFor(12);
    await struck.role.kill();
    expect(readKept(struck.data).size).toBe(0);
    await struck.role.start();
    await compare();
    await struck.role.kill();
    await struck.role.start();
    // Nobody has counted since: what it knows is as old as the last count.
    expect(await tellsOfIt(struck)).toEqual(await tellsOfIt(through));
    await whenItKeeps(struck, clock, () => undefined);
    minute = Math.ceil((clock.now - at('09:00')) / (5 * MINUTE)) * 5;
    await countFor(6);
    await struck.role.kill();
    expect(readKept(struck.data).has(COUNTING)).toBe(true);
    await struck.role.start();
    await compare();
  }, 120_000);
});
