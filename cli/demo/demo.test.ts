import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { CongestionList } from '../../protocol/congestion/views.ts';
import type { DeviceView } from '../../protocol/ground/devices.ts';
import { readConfiguration } from '../load-configuration.ts';
import type { BenchView } from './bench-view.ts';
import { DemoConfiguration } from './configuration.ts';
import { openDemo } from './open-demo.ts';

const WARD = `
bench: { port: 0 }
hub:
  http: { port: 0 }
  mqtt: { port: 0 }
  offices:
    - { path: kyoto/ukyo, name: 右京区役所, sections: [{ id: shimin, name: 市民窓口課 }] }
units:
  - unit: lead
    office: kyoto/ukyo
    section: { id: shimin, name: 市民窓口課 }
    role: lead
    http: { port: 0 }
    lan: { port: 0 }
    hub: { url: "mqtt://127.0.0.1:0", pages: "http://127.0.0.1:0" }
    hours: { opens: "08:45", closes: "17:15" }
    services:
      - { id: shomei, letter: A, name: 住民票 }
      - { id: ido, letter: B, name: 住所の異動 }
    counters:
      - { id: 1, services: [shomei, ido] }
      - { id: 2, services: [shomei, ido] }
    devices:
      - { id: printer, kind: printer, driver: escpos, link: simulated }
      - { id: panel-1, kind: button-panel, driver: serial, link: simulated, counter: 1,
          buttons: { 1: call-next, 2: recall, 3: absent, 4: hold, 5: finish, 6: pause-counter } }
      - { id: sign-1, kind: sign, driver: serial, link: simulated, counter: 1 }
      - { id: scanner-1, kind: scanner, driver: serial, link: simulated, counter: 1 }
      - { id: speaker, kind: speaker, driver: speech, link: simulated, rate: 2 }
  - unit: member
    office: kyoto/ukyo
    section: { id: shimin, name: 市民窓口課 }
    role: member
    http: { port: 0 }
    lead: { url: "mqtt://127.0.0.1:0" }
    devices:
      - { id: panel-2, kind: button-panel, driver: serial, link: simulated, counter: 2, buttons: { 1: call-next, 5: finish } }
      - { id: sign-2, kind: sign, driver: serial, link: simulated, counter: 2 }
`;
const RESIDENTS = `
ward:
  - section: kyoto/ukyo/shimin
    atDoors: 8
    services: [{ service: shomei, share: 2, minutes: 5 }, { service: ido, share: 1, minutes: 14 }]
`;
/** Everything runs for real, so its conditions are waited for; this is how long they may take. */
const PATIENCE = { timeout: 15_000, interval: 50 };

/** What a speaker says takes its own time, and so does the engine on a busy machine. */
const SOUND_TAKES_TIME = { ...PATIENCE, timeout: 60_000 };

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const demo of running.splice(0)) await demo.close();
});

async function setup({ speed = 60, ward = RESIDENTS, starts = '08:45', day = '2026-11-25', past = 0, data = '' } = {}) {
  const warnings: string[] = [];
  const keep = (_fields: object, message: string): void => {
    warnings.push(message);
  };
  const nights: string[] = [];
  const demo = await openDemo({
    configuration: readConfiguration(
      'demo.yaml',
      `starts: "${starts}"\npast: ${past}\n${data && `data: ${data}\n`}${WARD}${ward}`,
      DemoConfiguration,
    ),
    speed,
    seed: 1,
    day,
    logger: { info: () => undefined, warn: keep, error: keep },
    version: 'test',
    onNight: (day) => nights.push(day),
  });
  running.push(demo);
  const lead = demo.leads.get('kyoto/ukyo/shimin');
  if (lead === undefined) throw new Error('the section has no lead');
  const section = async () => {
    const view = await lead.view();
    if (view === undefined) throw new Error('the lead did not answer');
    return view;
  };
  const bench = async (): Promise<BenchView> => (await (await fetch(`${demo.benchUrl}/api/bench`)).json()) as BenchView;
  const device = async (id: string) => {
    const found = (await bench()).devices.find((each) => each.id === id);
    if (found === undefined) throw new Error(`there is no ${id}`);
    return found;
  };
  const post = (path: string, body: object) =>
    fetch(`${demo.benchUrl}/api/bench/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const congestion = async () => {
    const list = CongestionList.parse(await (await fetch(`${demo.hubUrl}/api/v1/congestion`)).json());
    return list.offices[0]?.sections[0];
  };
  const published = async (): Promise<number[]> =>
    (await congestion())?.services.map(({ waiting }) => waiting ?? -1) ?? [];
  const held = async (): Promise<number[]> => (await section()).services.map(({ waiting }) => waiting);
  const unitDevice = async (id: string): Promise<DeviceView | undefined> =>
    (await section()).units.flatMap(({ devices }) => devices).find((each) => each.id === id);
  return { demo, section, bench, device, post, congestion, published, held, unitDevice, nights, warnings };
}

describe('the demo', () => {
  it('has lived before, where its configuration says so: its hub has learned, and goes on with today', async () => {
    const { congestion, section } = await setup({ past: 3 });
    await vi.waitFor(async () => {
      expect((await congestion())?.accuracy?.tickets).toBeGreaterThan(100);
      expect(await congestion()).toMatchObject({ freshness: 'live', services: [{ estimate: expect.any(Object) }, {}] });
    }, PATIENCE);
    expect((await section()).day).toBe('2026-11-25');
  });

  it('begins its day at the hour that is configured, however long its start took, with all of its past learned', async () => {
    const speed = 600;
    const from = performance.now();
    const { demo, congestion } = await setup({ past: 5, speed, starts: '09:30' });
    const late = demo.clock.now() - Date.parse('2026-11-25T09:30+09:00');
    expect(late).toBeLessThan(((performance.now() - from) * speed) / 4);
    expect((await congestion())?.accuracy?.tickets).toBeGreaterThan(200);
  });

  it('goes on where its kept data end, when it is started again on the same day', async () => {
    const data = mkdtempSync(join(tmpdir(), 'matazu-kept-'));
    onTestFinished(() => rmSync(data, { recursive: true, force: true }));
    const first = await setup({ data, past: 1, speed: 600 });
    await vi.waitFor(async () => expect((await first.section()).tickets.length).toBeGreaterThan(25), PATIENCE);
    await first.demo.close();
    const { demo, section } = await setup({ data, past: 1, speed: 600 });
    const { day, tickets } = await section();
    expect(day).toBe('2026-11-25');
    expect(tickets.length).toBeGreaterThan(25);
    expect(Math.max(...tickets.map(({ issuedAt }) => issuedAt))).toBeLessThan(demo.clock.now());
    await vi.waitFor(async () => expect((await section()).tickets.length).toBeGreaterThan(tickets.length), PATIENCE);
    const numbers = (await section()).tickets.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('tells its bench the time of the ward, in each message and whether or not something happens', async () => {
    const { demo } = await setup({ ward: '', speed: 10 });
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const response = await fetch(`${demo.benchUrl}/api/bench/stream`, { signal: stop.signal });
    let heard = '';
    for await (const part of response.body ?? []) {
      heard += Buffer.from(part).toString();
      if ((heard.match(/event: alive\n.*\n\n/g)?.length ?? 0) >= 2) break;
    }
    const times = [...heard.matchAll(/"(?:at|wardTime)":(\d+)/g)].map(([, at]) => Number(at));
    const starts = Date.parse('2026-11-25T08:45+09:00');
    expect(times.length).toBeGreaterThan(3);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(starts);
    expect(Math.max(...times)).toBeLessThanOrEqual(demo.clock.now());
  });

  it('publishes waiting counts that move and equal what its section holds', async () => {
    const { published, held, section } = await setup();
    const seen = new Set<string>();
    await vi.waitFor(async () => {
      const counts = await published();
      expect(counts).toEqual(await held());
      seen.add(counts.join());
      expect(seen.size).toBeGreaterThan(3);
    }, PATIENCE);
    // Both the lead's counter and the member's have served: their staff pressed real buttons.
    await vi.waitFor(async () => {
      const served = (await section()).tickets.filter(({ state }) => state === 'done').map(({ counter }) => counter);
      expect([...new Set(served)].sort()).toEqual([1, 2]);
    }, PATIENCE);
  });

  it('shows papers, lamps and signs of its simulated devices', async () => {
    const { bench, device } = await setup();
    await vi.waitFor(async () => {
      expect((await device('lead-printer')).paper?.[0]?.svg).toContain('<svg');
      expect((await device('lead-sign-1')).shows).toMatch(/^[AB]\d{3}$/);
      expect((await device('member-panel-2')).buttons).toContainEqual({ button: 5, action: 'finish', led: 'on' });
    }, PATIENCE);
    expect((await bench()).sections).toEqual([
      {
        path: 'kyoto/ukyo/shimin',
        lead: expect.stringMatching(/^http:/),
        services: [
          { service: 'shomei', name: { ja: '住民票', en: '住民票' } },
          { service: 'ido', name: { ja: '住所の異動', en: '住所の異動' } },
        ],
      },
    ]);
  });

  it('lets one break a printer: the unit says so, tickets wait for paper, and come out when it is mended', async () => {
    const { post, device, unitDevice, section } = await setup({ ward: '' });
    await vi.waitFor(async () => expect((await unitDevice('printer'))?.state).toBe('ok'), PATIENCE);
    expect((await post('devices/lead-printer', { fault: 'paper-out' })).status).toBe(204);
    await vi.waitFor(async () => expect((await unitDevice('printer'))?.state).toBe('fault'), PATIENCE);
    expect((await device('lead-printer')).fault).toBe('paper-out');
    expect((await post('tickets', { section: 'kyoto/ukyo/shimin', service: 'shomei' })).status).toBe(200);
    expect((await section()).tickets).toMatchObject([{ number: 'A001', print: 'pending' }]);
    expect((await post('devices/lead-printer', { fault: null })).status).toBe(204);
    await vi.waitFor(async () => expect((await section()).tickets).toMatchObject([{ print: 'printed' }]), PATIENCE);
    expect((await device('lead-printer')).paper).toHaveLength(1);
  });

  it('lets one take a ticket and call it with the buttons of a member', async () => {
    const { post, device, section, unitDevice } = await setup({ ward: '' });
    await vi.waitFor(async () => expect((await unitDevice('panel-2'))?.state).toBe('ok'), PATIENCE);
    await post('tickets', { section: 'kyoto/ukyo/shimin', service: 'ido' });
    expect((await post('devices/member-panel-2', { press: 1 })).status).toBe(204);
    await vi.waitFor(async () => expect((await device('member-sign-2')).shows).toBe('B001'), PATIENCE);
    expect((await section()).counters).toMatchObject([{ ticket: null }, { counter: 2, ticket: 'B001' }]);
  });

  it('lets one hold a printed ticket under a scanner, and read and hear what the speaker says when it is recalled', {
    timeout: 90_000,
  }, async () => {
    const { demo, post, device, section, unitDevice } = await setup({ ward: '' });
    await vi.waitFor(async () => expect((await unitDevice('speaker'))?.state).toMatch(/ok|attention/), PATIENCE);
    await vi.waitFor(async () => expect((await unitDevice('scanner-1'))?.detail).toMatch(/まだ何も/), PATIENCE);
    await post('tickets', { section: 'kyoto/ukyo/shimin', service: 'shomei' });
    await vi.waitFor(async () => expect((await device('lead-printer')).paper).toHaveLength(1), PATIENCE);
    expect((await post('devices/lead-scanner-1', { scan: 'Z999' })).status).toBe(404);
    expect((await post('devices/lead-scanner-1', { scan: 'A001' })).status).toBe(204);
    await vi.waitFor(async () => expect((await section()).counters[0]?.ticket).toBe('A001'), PATIENCE);
    expect((await device('lead-speaker')).said).toEqual([]);
    expect((await post('devices/lead-panel-1', { press: 2 })).status).toBe(204);
    const [said] = await vi.waitFor(async () => {
      const { said = [] } = await device('lead-speaker');
      expect(said).toHaveLength(1);
      return said;
    }, SOUND_TAKES_TIME);
    const sound = await fetch(demo.benchUrl + (said?.sounds[0] ?? ''));
    expect([sound.status, sound.headers.get('content-type')]).toEqual([200, 'audio/wav']);
    expect((await sound.arrayBuffer()).byteLength).toBeGreaterThan(50_000);
  });

  it('refuses what it does not have in a problem document', async () => {
    const { post } = await setup({ ward: '' });
    const said = async (path: string, body: object) => {
      const response = await post(path, body);
      return [response.status, ((await response.json()) as { code?: string }).code];
    };
    expect(await said('devices/nothing', { fault: null })).toEqual([404, 'unknown-device']);
    expect(await said('devices/lead-printer', { fault: 'on-fire' })).toEqual([400, 'unknown-fault']);
    expect(await said('devices/lead-printer', { press: 1 })).toEqual([404, 'unknown-button']);
    expect(await said('devices/lead-printer', { kick: 1 })).toEqual([400, 'malformed']);
    expect(await said('tickets', { section: 'kyoto/ukyo/zeimu', service: 'ido' })).toEqual([404, 'unknown-section']);
    expect(await said('tickets', { section: 'kyoto/ukyo/shimin', service: 'zeimu' })).toEqual([409, 'unknown-service']);
  });

  it('serves through the evening, and goes on with the next morning', async () => {
    const { nights, section, warnings } = await setup({ speed: 600, starts: '17:00' });
    await vi.waitFor(async () => expect(nights).toEqual(['2026-11-26']), PATIENCE);
    await vi.waitFor(async () => {
      const { day, tickets } = await section();
      expect(day).toBe('2026-11-26');
      expect(tickets.length).toBeGreaterThan(3);
    }, PATIENCE);
    expect(warnings).toEqual([]);
  });

  it('lives on a Sunday that it is started on, and goes on when the calendar next opens', async () => {
    const { nights, section } = await setup({ speed: 600, starts: '17:00', day: '2026-11-22' });
    await vi.waitFor(async () => expect((await section()).reception).toBe('open'), PATIENCE);
    // Monday the 23rd is a holiday.
    await vi.waitFor(async () => expect(nights).toEqual(['2026-11-24']), PATIENCE);
    await vi.waitFor(async () => expect((await section()).tickets.length).toBeGreaterThan(3), PATIENCE);
  });

  it('takes its data away when it closes', async () => {
    const { demo } = await setup({ ward: '' });
    expect(existsSync(demo.folder)).toBe(true);
    await demo.close();
    expect(existsSync(demo.folder)).toBe(false);
  });
});
