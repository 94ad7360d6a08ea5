import type { IClientOptions } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsOf } from '../../edge/core/rights.ts';
import { clientIdOf, type Identity, type UnitIdentity } from '../../protocol/identity/identity.ts';
import type { Command, CommandType } from '../../protocol/queue/commands.ts';
import { HUB, LEAD, openCity, SHIMIN } from '../testing/identities.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { type AttackedWard, E, H, intruder, issue, live, openWard, S, type Stranger, UKYO } from './ward.ts';

/** Machines of the city that somebody else got hold of: whatever they send, they are who their certificates say. */
const STOLEN: readonly UnitIdentity[] = [
  { ...SHIMIN, role: 'member', unit: 'ukyo-shimin-2' },
  { ...SHIMIN, role: 'booth', unit: 'ukyo-shimin-3' },
  { ...SHIMIN, role: 'board', unit: 'ukyo-shimin-4' },
  { ...SHIMIN, role: 'kiosk', unit: 'ukyo-shimin-5' },
  { ...SHIMIN, section: 'koseki', role: 'lead', unit: 'ukyo-koseki-1' },
];
const WORDS = '至急 090-0000-0000 に電話してください';

const now = Date.now();
const today = new Date(now + 9 * 3_600_000).toISOString().slice(0, 10);
const events = (at: string) => ({
  unit: at === H ? 'ukyo-hoken-1' : 'ukyo-shimin-1',
  epoch: E,
  first: 1,
  after: { epoch: 0, seq: 0 },
  events: [
    { type: 'day-opened', at: now, day: today },
    { type: 'reception-closed', at: now },
  ],
});
const counted = {
  observedAt: now,
  services: [{ service: 'shomei', waiting: 99, lastCalled: '本日は閉庁です' }],
  counters: [{ counter: 1, state: 'open', ticket: 'Z666' }],
};
const unit = (state: 'online' | 'offline') => ({
  state,
  at: now + 1_000,
  version: '0',
  devices: [{ id: 'printer', kind: 'printer', state: 'fault', detail: WORDS }],
});
const command = (asked: Command, id: string) => ({ id, expiresAt: now + 600_000, command: asked });

/** What was done to 0.1.0 by one message each; the rest of it is connections and pages (http.test.ts). */
const BREAK_INS: readonly (readonly [harm: string, topic: string, message: object, retained?: true])[] = [
  ['silences a section by a place in its log', `${H}/events`, events(H)],
  ['silences its own section by a place in its log', `${S}/events`, events(S)],
  ['silences a section by an acknowledgement', `${H}/acked`, { epoch: E, seq: 1 }, true],
  ['silences its own section by an acknowledgement', `${S}/acked`, { epoch: E, seq: 1 }, true],
  ['empties a queue', `${S}/commands`, command({ type: 'open-day', day: '9999-12-31' }, 'day')],
  ['closes reception', `${S}/commands`, command({ type: 'close-reception' }, 'close')],
  ['declares a level elsewhere', `${H}/commands`, command({ type: 'declare-level', level: 'packed' }, 'level')],
  ['invents a section', `matazu/v1/${UKYO}/evil/waiting`, counted, true],
  ['counts for a section', `${S}/waiting`, counted, true],
  ['names a section', `${S}/about`, { name: { ja: WORDS, en: WORDS }, services: [], counters: [] }, true],
  ['speaks aloud', `${S}/announcements`, { id: 'e1', number: '火事です逃げろ', counter: 1, language: null }],
  ['says that a lead is gone', `${S}/units/ukyo-shimin-1`, unit('offline'), true],
  ['shows staff words as of another unit', `${S}/units/ukyo-shimin-7`, unit('online'), true],
  ['answers for a lead', `${S}/replies`, { id: 'day', events: [] }],
  [
    'tells wrong waits',
    `matazu/v1/${UKYO}/congestion`,
    { ...counted, observedAt: now + 60_000, level: 'packed' },
    true,
  ],
  ['lets a shut-out machine in', 'matazu/v1/kyoto/revoked', { at: now + 60_000, serials: [], signature: 'AAAA' }, true],
];

let stage: Stage;
let ward: AttackedWard;
const folders = new Map<string, string>();
const folderOf = (machine: Identity): string => folders.get(clientIdOf(machine)) ?? '';
beforeAll(async () => {
  stage = await openStage();
  const city = await openCity(stage);
  folders.set(clientIdOf(HUB), city.folder);
  for (const each of [LEAD, ...STOLEN]) folders.set(clientIdOf(each), await city.bringIn(each));
  ward = await openWard(stage, { city });
  issue(ward.shimin, 'shomei');
  issue(ward.hoken, 'kokuho');
  await untouched();
}, 60_000);
afterAll(() => stage.close());

/** The ward as it was: nobody was called, nothing is closed, both sections are live, and no word of a stranger is anywhere. */
async function untouched(): Promise<void> {
  for (const [lead, id] of [
    [ward.shimin, 'shimin'],
    [ward.hoken, 'hoken'],
  ] as const) {
    await until(
      `${id} is live and has one who waits`,
      async () => (await live(ward, id)) && (await ward.waiting(id)) === 1,
    );
    expect((await ward.section(id))?.reception).toBe('open');
    const { tickets, reception, units, hub } = lead.view();
    expect(tickets.map(({ state }) => state).filter((state) => state !== 'cancelled')).toEqual(['waiting']);
    expect([reception, hub.state]).toEqual(['open', 'connected']);
    expect(JSON.stringify(units)).not.toContain(WORDS);
  }
  const pages = await fetch(`http://127.0.0.1:${ward.hub.httpPort}/api/v1/congestion`);
  expect(await pages.text()).not.toMatch(/evil|閉庁|Z666|090|packed|火事/);
}

/** At the hub's broker and at the section's own. */
const PORTS = [
  ['hub’s', () => ward.hub.mqttPort],
  ['section’s', () => ward.shimin.lanPort],
] as const;

/** What an honest section tells after all that was said before is public. */
async function settle(): Promise<void> {
  issue(ward.hoken, 'kokuho');
  await until('what comes later is public', async () => (await ward.waiting('hoken')) === 2);
  const later = ward.hoken.view().tickets.findLast(({ state }) => state === 'waiting');
  ward.hoken.handle({ type: 'cancel', ticket: later?.ticket ?? '' });
}

describe.each(STOLEN.map((machine) => [machine.role, machine] as const))('a stolen %s', (_, machine) => {
  const comeIn = (port: () => number, options: IClientOptions = {}) =>
    intruder(stage, port(), { folder: folderOf(machine), ...options });

  it('breaks into nothing with a message, at the hub’s broker or at the section’s', async () => {
    for (const [, port] of PORTS) {
      const thief = await comeIn(port);
      for (const [, topic, message, retained] of BREAK_INS) await thief.publish(topic, message, retained === true);
    }
    await settle();
    await untouched();
  });

  it('says with its last breath nothing of another', async () => {
    const payload = Buffer.from(JSON.stringify(unit('offline')));
    for (const [, port] of PORTS) {
      const will = { topic: `${S}/units/ukyo-shimin-1`, payload, qos: 1, retain: true } as const;
      const thief = await comeIn(port, { will });
      thief.client.stream.destroy();
    }
    await settle();
    await untouched();
  });

  it('takes nobody’s name', async () => {
    for (const [, port] of PORTS)
      for (const name of ['ukyo-shimin-1', 'ukyo-hoken-1'].map((each) => `kyoto.ukyo.${each.split('-')[1]}.${each}`))
        await expect(comeIn(port, { clientId: name })).rejects.toThrow();
  });

  it('hears what is told to it, and of the rest nothing', async () => {
    const heard: string[] = [];
    const thieves: Stranger[] = [];
    for (const [, port] of PORTS) {
      const thief = await comeIn(port);
      thieves.push(thief);
      thief.client.on('message', (topic) => heard.push(topic));
      for (const filter of ['#', 'matazu/#', 'matazu/v1/+/+/+/events', `${S}/events`, `${H}/replies`, `${H}/commands`])
        await thief.client.subscribeAsync(filter, { qos: 1 }).catch(() => undefined);
    }
    // What was kept is one thing; both sections also tell something new while they listen.
    const ticket = issue(ward.shimin, 'shomei');
    await until('it is public', async () => (await ward.waiting('shimin')) === 2);
    const issued = ward.shimin.view().tickets.find(({ number }) => number === ticket);
    ward.shimin.handle({ type: 'cancel', ticket: issued?.ticket ?? '' });
    await settle();
    // A broker answers in turn: what it had to tell them has come before.
    for (const thief of thieves) await thief.publish(`${H}/waiting`, counted);
    expect(heard).toEqual([]);
  });
});

describe('a command that a machine asks of its section', () => {
  const all: Readonly<Record<CommandType, Command>> = {
    issue: { type: 'issue', service: 'shomei', by: 'kiosk' },
    cancel: { type: 'cancel', ticket: 'no-such-ticket-of-anybody' },
    'call-next': { type: 'call-next', counter: 9 },
    call: { type: 'call', counter: 9, ticket: 'A999' },
    scan: { type: 'scan', counter: 9, code: 'no-such-code' },
    arrived: { type: 'arrived', counter: 9 },
    recall: { type: 'recall', counter: 9 },
    absent: { type: 'absent', counter: 9 },
    hold: { type: 'hold', counter: 9 },
    finish: { type: 'finish', counter: 9 },
    requeue: { type: 'requeue', ticket: 'A999' },
    transfer: { type: 'transfer', counter: 9, service: 'ido' },
    restore: { type: 'restore', ticket: 'A999' },
    reprint: { type: 'reprint', ticket: 'A999' },
    'open-counter': { type: 'open-counter', counter: 9 },
    'pause-counter': { type: 'pause-counter', counter: 9 },
    'close-counter': { type: 'close-counter', counter: 9 },
    'declare-level': { type: 'declare-level', level: 'quiet' },
    'open-day': { type: 'open-day', day: '9999-12-31' },
    'close-reception': { type: 'close-reception' },
    'report-print': { type: 'report-print', ticket: 'A001', outcome: { state: 'started' } },
    'raise-numbers': { type: 'raise-numbers', day: today, last: {} },
  };

  it.each([
    ['member', 'unit'],
    ['booth', 'booth'],
    ['board', undefined],
    ['kiosk', undefined],
    // At the section's own broker, too, it is the city's, and no counter's.
    ['hub', 'hub'],
  ] as const)('by a %s is done only where that may ask for it', async (role, asks) => {
    const machine = [HUB, ...STOLEN].find((each) => each.role === role);
    if (machine === undefined) throw new Error(`no ${role}`);
    const thief = await intruder(stage, ward.shimin.lanPort, { folder: folderOf(machine) });
    const replies = new Map<string, string>();
    thief.client.on('message', (_, payload) => {
      const { id, refused } = JSON.parse(payload.toString()) as { id: string; refused?: { code: string } };
      replies.set(id, refused?.code ?? 'done');
    });
    await thief.client.subscribeAsync(`${S}/replies`, { qos: 1 }).catch(() => undefined);
    const types = Object.keys(all) as CommandType[];
    for (const type of types) await thief.publish(`${S}/commands`, command(all[type], `${role}-${type}`));
    if (asks === undefined) {
      await settle();
      expect(replies.size).toBe(0);
      return;
    }
    await until('each is answered', () => replies.size === types.length);
    const may = commandsOf(asks);
    for (const type of types)
      expect([type, replies.get(`${role}-${type}`) === 'not-allowed']).toEqual([type, !may.includes(type)]);
    // What it might do it did: a booth's ticket is its own.
    for (const { ticket, service, state } of ward.shimin.view().tickets.slice(1))
      if (state === 'waiting' && service === 'shomei') ward.shimin.handle({ type: 'cancel', ticket });
  });
});

it('leaves the ward as it was, also after a restart of everything', async () => {
  await settle();
  await untouched();
  await ward.restart();
  await untouched();
}, 30_000);
