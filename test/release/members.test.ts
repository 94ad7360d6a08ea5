import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScannerSimulator } from '../../hardware/scanner/simulator.ts';
import { TcpOutlet } from '../../hardware/simulation/tcp-outlet.ts';
import { encode, topicOf } from '../../protocol/wire/topics.ts';
import { panel, sign } from '../testing/configurations.ts';
import { plugInPanel, plugInSign } from '../testing/simulators.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { listen } from '../testing/wire.ts';
import { openTestBroker } from './broker.ts';
import { type Recorded, readerOf, readOn, recordedOf } from './recorded.ts';
import { today } from './today.ts';
import { at, DAYS, MEMBER, SHIMIN } from './ward.ts';

const packets = recordedOf('0.1.0').filter(({ broker }) => broker === 'lan');
const reads = readerOf('0.1.0');
const NINE = at(DAYS[0], '09:00');

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const ends = (end: string) => packets.filter(({ topic }) => topic.endsWith(end));

describe('a member of 0.1.0 at a lead of today', () => {
  async function setup() {
    const roles = today(stage, NINE);
    const lead = await roles.lead(stage.path('lead'));
    const wire = await listen(stage, lead.lanPort);
    const [online, offline] = ['online', 'offline'].map((state) => ({
      topic: ends(`/units/${MEMBER}`)[0]?.topic ?? '',
      payload: JSON.stringify(ends(`/units/${MEMBER}`).find(({ payload }) => isIn(payload, state))?.payload),
    }));
    if (online === undefined || offline === undefined) throw new Error('nothing of the member was recorded');
    const will = { topic: offline.topic, payload: Buffer.from(offline.payload), qos: 1, retain: true } as const;
    const url = `mqtt://127.0.0.1:${lead.lanPort}`;
    const member = await mqtt.connectAsync(url, { will, protocolVersion: 4, reconnectPeriod: 0 });
    stage.keep(member, (it) => it.endAsync(true));
    await member.publishAsync(online.topic, online.payload, { qos: 1, retain: true });
    return { roles, lead, wire, member };
  }

  it('is served: each of its presses is done, in words that it reads', async () => {
    const { roles, lead, wire, member } = await setup();
    for (let i = 0; i < 3; i += 1) lead.handle({ type: 'issue', service: 'shomei', by: 'kiosk' });
    const asked = readOn(packets, 'commands').filter(({ expiresAt }) => expiresAt < at(DAYS[1], '00:00'));
    const presses = new Map(asked.map((message) => [message.id, message]));
    expect([...presses.values()].map(({ command }) => command.type)).toEqual([
      ...['call-next', 'recall', 'finish', 'call-next', 'absent', 'pause-counter'],
    ]);
    for (const { id, expiresAt } of presses.values()) {
      roles.at = expiresAt - 1_000;
      const packet = ends('/commands').find(({ payload }) => isIn(payload, id) && isIn(payload, expiresAt));
      await member.publishAsync(packet?.topic ?? '', JSON.stringify(packet?.payload), { qos: 1 });
      const reply = await until('the press is answered', () =>
        wire.seen.find(({ read }) => read?.channel === 'replies' && read.message.id === id),
      );
      expect(JSON.parse(reply.payload)).toHaveProperty('events');
    }
    expect(lead.view().counters[1]).toMatchObject({ counter: 2, state: 'paused', ticket: null });
    expect(lead.view().tickets.map(({ state }) => state)).toEqual(['done', 'absent', 'waiting']);
    await wire.settled();
    const channels = new Set(wire.seen.map(({ read }) => read?.channel));
    expect([...channels]).toEqual(expect.arrayContaining(['waiting', 'replies', 'announcements', 'events']));
    expect(wire.seen.flatMap(({ topic, payload }) => reads(topic, payload))).toEqual([]);
  });

  it('stands on the staff page with its devices, and is told of as offline when its power goes', async () => {
    const { roles, lead, member } = await setup();
    const unit = () => lead.view().units.find((each) => each.unit === MEMBER);
    await until('it is there', () => unit()?.state === 'online');
    expect(unit()?.devices.map(({ id, kind }) => [id, kind])).toEqual([
      ['panel-2', 'button-panel'],
      ['sign-2', 'sign'],
    ]);
    member.stream.destroy();
    await until('it is gone', () => unit()?.state === 'offline');
    expect(roles.complaints).toEqual([]);
  });
});

describe('a member of a later version at a lead of today', () => {
  it.each([
    ['a command', { type: 'of-later', counter: 2 }],
    ['a word in it', { type: 'issue', service: 'shomei', by: 'of-later' }],
  ])('is refused where the lead does not know %s, so that it takes nobody for away', async (_, command) => {
    const lead = await today(stage, NINE).lead(stage.path('lead'));
    const wire = await listen(stage, lead.lanPort);
    await wire.publish(topicOf('commands', SHIMIN), { id: 'asked', expiresAt: NINE, command });
    const reply = await until('it is answered', () => wire.seen.find(({ read }) => read?.channel === 'replies'));
    expect(JSON.parse(reply.payload)).toMatchObject({ id: 'asked', refused: { code: 'malformed' } });
    expect(lead.view().tickets).toEqual([]);
  });
});

describe('a member of today', () => {
  async function setup(more: readonly object[] = []) {
    const roles = today(stage, NINE);
    const lead = await openTestBroker(stage);
    const [pressed, shown] = [await plugInPanel(stage), await plugInSign(stage)];
    await roles.member(lead.port, [panel(2, pressed.port), sign(2, shown.port), ...more]);
    return { roles, lead, commands: () => lead.heardOn('commands'), panel: pressed, sign: shown };
  }
  type Member = Awaited<ReturnType<typeof setup>>;

  /** The recorded counts at which counter 2 is as said. */
  const countsWhere = (state: string, ticket: string | null): Recorded => {
    const found = ends('/waiting').find(({ payload }) => isIn(payload, { counter: 2, state, ticket }));
    if (found === undefined) throw new Error(`no count was recorded with counter 2 ${state}, serving ${ticket}`);
    return found;
  };
  /** Presses until something more is asked, which is given back. */
  const asks = async ({ panel, commands }: Member, button: number) => {
    const before = commands().length;
    panel.press(button);
    return until('it asks', () => commands()[before]);
  };

  it('shows on sign and lamps what a lead of 0.1.0 says', async () => {
    const member = await setup();
    member.lead.repeat(countsWhere('open', 'A001'));
    await until('the sign shows whom the counter serves', () => member.sign.text().trim() === 'A001');
    await until('the lamp of FINISH is lit', () => member.panel.leds.get(5) === 'on');
    member.lead.repeat(countsWhere('paused', null));
    await until('the sign is dark', () => member.sign.text().trim() === '');
    await until(
      'the lamp of PAUSE is lit',
      () => member.panel.leds.get(6) === 'on' && member.panel.leds.get(5) === 'off',
    );
    for (const packet of ends('/announcements')) member.lead.repeat(packet);
    expect((await asks(member, 6)).command).toEqual({ type: 'open-counter', counter: 2 });
    expect(member.roles.complaints).toEqual([]);
  });

  it('asks a lead of 0.1.0 in words that it reads, and asks again where that takes its press for late', async () => {
    const member = await setup();
    member.lead.repeat(countsWhere('open', 'A001'));
    await until('the lamps are told', () => member.panel.leds.get(5) === 'on');
    const { id, command } = await asks(member, 1);
    expect(command).toEqual({ type: 'call-next', counter: 2, visit: 'A001' });
    const [late] = ends('/replies').filter(({ payload }) => isIn(payload, 'expired'));
    const [done] = ends('/replies').filter(({ payload }) => isIn(payload, 'ticket-called'));
    if (late === undefined || done === undefined) throw new Error('not recorded');
    const answer = (reply: Recorded) =>
      member.lead.repeat({ ...reply, payload: Object.assign({}, reply.payload, { id }) });
    answer(late);
    await until('it asks again', () => member.commands().filter((each) => each.id === id).length > 1);
    answer(done);
    expect(member.lead.heardOn('unit')).not.toEqual([]);
    expect(member.lead.heard.flatMap(({ topic, payload }) => reads(topic, payload))).toEqual([]);
    expect(member.roles.complaints).toEqual([]);
  });

  it('tells staff the sentence of a refusal whose code only a later lead knows', async () => {
    const scanner = new ScannerSimulator();
    const outlet = stage.keep(new TcpOutlet(scanner), (it) => it.close());
    stage.keep(scanner, (it) => it.close());
    const { host, port } = await outlet.open();
    const link = { tcp: `${host}:${port}` };
    const member = await setup([{ id: 'scanner', kind: 'scanner', driver: 'serial', link, counter: 2 }]);
    const detail = () =>
      member.lead
        .heardOn('unit')
        .at(-1)
        ?.devices.find(({ id }) => id === 'scanner')?.detail;
    await until('the scanner is there', () => detail()?.includes('まだ何も読んで'));
    scanner.scan('https://matazu.example/t/k7Qd2mZx9aBc4fGhJk1L');
    const { id } = await until('it asks', () => member.commands()[0]);
    const message = { ja: '本日の予約の方だけをご案内しています。', en: 'Today is for those with a booking.' };
    member.lead.publish(encode('replies', SHIMIN, { id, refused: { code: 'bookings-only', message } }));
    await until('staff read why', () => detail()?.includes('本日の予約の方だけをご案内しています'));
    expect(member.roles.complaints).toEqual([]);
  });
});

/** Whether a value stands anywhere in what was said. */
const isIn = (payload: unknown, what: unknown): boolean => JSON.stringify(payload).includes(JSON.stringify(what));
