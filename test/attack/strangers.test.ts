import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { officeView } from '../testing/http.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { type AttackedWard, issue, live, openWard, S, stranger, UKYO } from './ward.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** A new ticket reaches the public view, whatever else is going on. */
async function shows(ward: AttackedWard): Promise<void> {
  const before = ward.shimin.view().tickets.length;
  issue(ward.shimin, 'shomei');
  await until('the new ticket is public', async () => (await ward.waiting('shimin')) === before + 1);
  await until('it is acknowledged', () => ward.shimin.view().hub.pending === 0);
}

const deep = (levels: number): string =>
  `{"unit":"evil","epoch":1,"first":1,"events":[{"type":"zzz","at":1,"x":${'['.repeat(levels)}${']'.repeat(levels)}}]}`;

describe('at a hub’s broker a stranger', () => {
  it('ends no hub with a message that is nested 5,000 deep, whoever it claims to be from', async () => {
    const ward = await openWard(stage);
    const evil = await stranger(stage, ward.hub.mqttPort);
    for (const topic of ['matazu/v1/kyoto/evil/deep/events', `${S}/events`]) await evil.publish(topic, deep(5_000));
    await shows(ward);
  });

  it('fills no disk as a section that nobody named, and holds up nobody meanwhile', async () => {
    const ward = await openWard(stage);
    const evil = await stranger(stage, ward.hub.mqttPort);
    const event = { type: 'zz', at: 1, x: 'x'.repeat(120_000) };
    let stopped = false;
    const flood = (async () => {
      for (let first = 1; !stopped; first += 4)
        await evil.publish('matazu/v1/kyoto/zz/fill/events', {
          unit: 'u',
          epoch: 1,
          first,
          events: Array(4).fill(event),
        });
    })();
    await shows(ward);
    await shows(ward);
    stopped = true;
    await flood;
    const metrics = await (await fetch(`http://127.0.0.1:${ward.hub.httpPort}/metrics`)).text();
    expect(metrics).toMatch(/matazu_ingest_strangers_total [1-9]/);
    expect(metrics).toContain('matazu_unknown_sections 1');
    expect(ward.logged.filter(({ message }) => message.includes('does not name publishes'))).toHaveLength(1);
  });

  it('puts no section of its own onto the public page, nor into its office’s level', async () => {
    const ward = await openWard(stage);
    const evil = await stranger(stage, ward.hub.mqttPort);
    const services = [{ service: 'svc', waiting: 99, lastCalled: '本日は閉庁です' }];
    const counters = [{ counter: 1, state: 'open', ticket: 'Z666' }];
    for (const path of [`${UKYO}/evil`, 'kyoto/evil/shimin', 'evil/ukyo/shimin'])
      await evil.publish(`matazu/v1/${path}/waiting`, { observedAt: Date.now(), services, counters }, true);
    await shows(ward);
    const offices = await (await fetch(`http://127.0.0.1:${ward.hub.httpPort}/api/v1/congestion`)).text();
    for (const words of ['evil', '閉庁', 'Z666']) expect(offices).not.toContain(words);
    expect((await officeView(ward.hub.httpPort, UKYO)).waiting).toBe(1);
    expect(ward.logged.filter(({ message }) => message.includes('does not name publishes'))).toHaveLength(3);
  });

  it('asks nothing of any section', async () => {
    const ward = await openWard(stage);
    issue(ward.shimin, 'shomei');
    const evil = await stranger(stage, ward.hub.mqttPort);
    const told: string[] = [];
    evil.client.on('message', (_, payload) => told.push(payload.toString()));
    await evil.client.subscribeAsync(`${S}/replies`, { qos: 1 });
    const commands = [
      { type: 'call-next', counter: 1 },
      { type: 'cancel', ticket: ward.shimin.view().tickets[0]?.ticket },
      { type: 'close-reception' },
      { type: 'declare-level', level: 'packed' },
      { type: 'open-day', day: '9999-12-31' },
    ];
    for (const [i, command] of commands.entries())
      await evil.publish(`${S}/commands`, { id: `x${i}`, expiresAt: Date.now() + 60_000, command });
    await until('each is refused', () => told.length === commands.length);
    expect(told.every((reply) => reply.includes('not-allowed'))).toBe(true);
    expect(ward.shimin.view().tickets.map(({ state }) => state)).toEqual(['waiting']);
    await shows(ward);
  });

  it('takes no section off the air with a last will in its lead’s name', async () => {
    const ward = await openWard(stage);
    const payload = JSON.stringify({ state: 'offline', at: Date.now() + 1_000, version: '0', devices: [] });
    const will = { topic: `${S}/units/ukyo-shimin-1`, payload: Buffer.from(payload), qos: 1, retain: true } as const;
    const evil = await stranger(stage, ward.hub.mqttPort, { will });
    evil.client.stream.destroy();
    await until('it is said to be offline', async () => !(await live(ward, 'shimin')));
    await until('it is heard again', async () => {
      issue(ward.shimin, 'shomei');
      return live(ward, 'shimin');
    });
  });

  it('tells no staff and no ticket a wait that the hub did not publish', async () => {
    const ward = await openWard(stage);
    issue(ward.shimin, 'shomei');
    const view = await until('there is an estimate', async () => {
      const office = await officeView(ward.hub.httpPort, UKYO);
      return office.sections.some(({ services }) => services.some(({ estimate }) => estimate !== null)) && office;
    });
    const estimate = { lowMinutes: 300, medianMinutes: 333, highMinutes: 400 };
    const sections = view.sections.map((section) => ({
      ...section,
      services: section.services.map((service) => ({ ...service, estimate })),
    }));
    const evil = await stranger(stage, ward.hub.mqttPort);
    const forged = { ...view, sections, observedAt: Date.now() + 60_000 };
    await evil.publish(`matazu/v1/${UKYO}/congestion`, forged, true);
    await shows(ward);
    expect(JSON.stringify(ward.shimin.view())).not.toContain('333');
  });

  it('fills no memory: floods of each kind are refused, and a new ticket is shown meanwhile', async () => {
    const ward = await openWard(stage);
    const { mqttPort } = ward.hub;
    const big = 'x'.repeat(400_000);
    const floods = [
      async () => {
        const evil = await stranger(stage, mqttPort);
        for (let i = 0; i < 100; i++) evil.client.publish('matazu/v1/a/b/c/replies', big, { qos: 2 });
      },
      async () => {
        const kept = stranger(stage, mqttPort, { clean: false, clientId: 'kept' });
        await expect(kept).rejects.toMatchObject({ code: 2 });
      },
      async () => {
        const evil = await stranger(stage, mqttPort);
        for (let i = 0; i < 100; i++) await evil.publish(`matazu/v1/k${i}/o/s/units/u`, big, true);
      },
      async () => {
        const evil = await stranger(stage, mqttPort);
        const filters = (n: number) => Array.from({ length: 200 }, (_, i) => `matazu/+/x${n * 200 + i}/+/#`);
        for (let n = 0; n < 50; n++) await evil.client.subscribeAsync(filters(n), { qos: 1 }).catch(() => undefined);
      },
    ];
    const all = Promise.all(floods.map((flood) => flood()));
    await shows(ward);
    await all;
    const late = await stranger(stage, mqttPort);
    const kept: string[] = [];
    late.client.on('message', (topic, _, { retain }) => retain && kept.push(topic));
    await late.client.subscribeAsync('matazu/#', { qos: 1 });
    await until('what is kept has come', () => kept.length > 0);
    await shows(ward);
    expect(kept.filter((topic) => /\/k\d/.test(topic))).toEqual([]);
  });

  it('locks nobody out with connections that say nothing', async () => {
    const ward = await openWard(stage);
    const { createConnection } = await import('node:net');
    for (let i = 0; i < 1_200; i++) {
      const socket = createConnection(ward.hub.mqttPort, '127.0.0.1').on('error', () => undefined);
      stage.keep(socket, (it) => it.destroy());
    }
    await until('somebody else gets in', () => stranger(stage, ward.hub.mqttPort));
    await shows(ward);
  });
});

describe('at a lead’s broker a stranger', () => {
  it('ends no lead with words that are nested 50,000 deep, nor by its pages', async () => {
    const ward = await openWard(stage);
    const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const evil = await stranger(stage, ward.shimin.lanPort);
    const command = `{"type":"issue","service":"shomei","needs":${nested}}`;
    await evil.publish(`${S}/commands`, `{"id":"x","expiresAt":${Date.now() + 60_000},"command":${command}}`);
    await evil.publish(`${S}/units/ukyo-shimin-2`, `{"state":"online","at":1,"version":"1","devices":${nested}}`);
    for (const levels of [30, 7_000]) {
      const body = `{"type":"issue","service":"shomei","needs":${'['.repeat(levels)}${']'.repeat(levels)}}`;
      const url = `http://127.0.0.1:${ward.shimin.httpPort}/api/v1/commands`;
      const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      expect(answer.status).toBe(400);
    }
    await shows(ward);
  });

  it('says nothing for the lead: no calls aloud, no numbers on signs', async () => {
    const ward = await openWard(stage);
    const heard: string[] = [];
    const member = await stranger(stage, ward.shimin.lanPort);
    member.client.on('message', (topic, payload) => heard.push(`${topic} ${payload}`));
    await member.client.subscribeAsync('matazu/#', { qos: 1 });
    const evil = await stranger(stage, ward.shimin.lanPort);
    await evil.publish(`${S}/announcements`, { id: 'e1', number: '火事です逃げろ', counter: 1, language: null });
    const counters = [{ counter: 1, state: 'open', ticket: 'Z666' }];
    await evil.publish(`${S}/waiting`, { observedAt: Date.now(), services: [], counters }, true);
    issue(ward.shimin, 'shomei');
    await until('the member hears of the ticket', () => heard.some((packet) => packet.includes('ticket-issued')));
    expect(heard.join()).not.toMatch(/火事|Z666/);
  });

  const unit = (id: string, devices: number, detail: string) => ({
    topic: `${S}/units/${id}`,
    message: {
      state: 'online',
      at: Date.now(),
      version: '1',
      devices: Array.from({ length: devices }, (_, i) => ({ id: `d${i}`, kind: 'printer', state: 'fault', detail })),
    },
  });

  it('shows staff no words of a unit that the section does not have', async () => {
    const ward = await openWard(stage, { lead: { members: ['ukyo-shimin-2'] } });
    const evil = await stranger(stage, ward.shimin.lanPort);
    for (const { topic, message } of [
      unit('ukyo-shimin-3', 1, '至急 090-0000-0000 に電話してください'),
      unit('ukyo-shimin-1', 1, 'the lead is not a member'),
      unit('ukyo-shimin-2', 1, '用紙切れ'),
    ])
      for (let i = 0; i < 3; i++) await evil.publish(topic, message, true);
    const units = await until('the member is there', () => {
      const all = ward.shimin.view().units;
      return all.length > 1 && all;
    });
    expect(units.map((each) => each.unit)).toEqual(['ukyo-shimin-1', 'ukyo-shimin-2']);
    expect(JSON.stringify(units)).toContain('用紙切れ');
    expect(JSON.stringify(units)).not.toMatch(/090|not a member/);
    expect(ward.logged.filter(({ fields }) => JSON.stringify(fields).includes('name it under members'))).toHaveLength(
      2,
    );
  });

  it('swells no board: of units that nobody named the first few are taken', async () => {
    const ward = await openWard(stage);
    const evil = await stranger(stage, ward.shimin.lanPort);
    for (let i = 0; i < 300; i++) {
      const { topic, message } = unit(`u${i}`, 64, 'x'.repeat(200));
      await evil.publish(topic, message, true);
    }
    expect(ward.shimin.view().units).toHaveLength(33);
    await shows(ward);
  });
});
