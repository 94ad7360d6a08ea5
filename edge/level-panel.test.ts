import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { ButtonPanelSimulator } from '../hardware/button-panel/simulator.ts';
import { TcpOutlet } from '../hardware/simulation/tcp-outlet.ts';
import { systemTimers } from '../hardware/timers.ts';
import { EdgeConfiguration } from './configuration.ts';
import { type Lead, openLead } from './lead.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean();
});
const SOON = { timeout: 20_000 };
const MINUTE = 60_000;

const section = {
  office: 'kyoto/fukakusa',
  section: { id: 'hoken', name: '保険年金課' },
  role: 'lead',
  unit: 'lead',
  data: 'data',
  http: { port: 0 },
  hours: { opens: '08:30', closes: '17:00' },
};
const level = { id: 'level', kind: 'level-panel', driver: 'serial', link: { tcp: '127.0.0.1:9' }, expiresMinutes: 90 };

/** A section whose clock the test sets, and a panel on a real connection. */
async function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'matazu-level-'));
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }));
  const panel = new ButtonPanelSimulator({ buttons: 3 });
  const outlet = new TcpOutlet(panel);
  const { host, port } = await outlet.open();
  cleanup.push(() => outlet.close());
  const devices = [{ ...level, link: { tcp: `${host}:${port}` } }];
  const configuration = EdgeConfiguration.parse({ ...section, data: folder, devices });
  if (configuration.role !== 'lead') throw new Error('not a lead');
  let now = Date.parse('2026-11-24T10:00+09:00');
  const clock = { now: () => now, trusted: () => true, speed: 1 };
  const open = async (): Promise<Lead> => {
    const lead = await openLead({
      logger,
      timers: systemTimers,
      random: () => 0.5,
      version: 'test',
      configuration,
      clock,
    });
    cleanup.push(() => lead.close());
    await vi.waitFor(() => expect(lead.view().units[0]?.devices[0]?.state).toBe('ok'), SOON);
    return lead;
  };
  const lamps = () => [1, 2, 3].map((button) => panel.leds.get(button));
  const pass = (minutes: number): void => {
    now += minutes * MINUTE;
  };
  return { panel, open, lamps, pass, now: () => now };
}

it('is the level that staff press, with its lamp, until it expires: a reminder first, then unknown', async () => {
  const { panel, open, lamps, pass, now } = await setup();
  const lead = await open();
  expect(lead.view()).toMatchObject({ services: [], counters: [], declared: null });
  panel.press(2);
  const until = now() + 90 * MINUTE;
  await vi.waitFor(() => expect(lead.view().declared).toEqual({ level: 'moderate', at: now(), until }), SOON);
  await vi.waitFor(() => expect(lamps()).toEqual(['off', 'on', 'off']), SOON);
  pass(86);
  await vi.waitFor(() => expect(lamps()).toEqual(['off', 'blink', 'off']), SOON);
  pass(4);
  await vi.waitFor(() => expect(lead.view().declared).toBeNull(), SOON);
  await vi.waitFor(() => expect(lamps()).toEqual(['off', 'off', 'off']), SOON);
});

it('stands again for its time when it is pressed again', async () => {
  const { panel, open, lamps, pass, now } = await setup();
  const lead = await open();
  panel.press(3);
  await vi.waitFor(() => expect(lead.view().declared?.level).toBe('busy'), SOON);
  pass(88);
  await vi.waitFor(() => expect(lamps()).toEqual(['off', 'off', 'blink']), SOON);
  panel.press(3);
  await vi.waitFor(() => expect(lead.view().declared?.at).toBe(now()), SOON);
  await vi.waitFor(() => expect(lamps()).toEqual(['off', 'off', 'on']), SOON);
});

it('outlives a restart with its lamp, and expires where its unit was off at its time', async () => {
  const { panel, open, lamps, pass } = await setup();
  const before = await open();
  panel.press(1);
  await vi.waitFor(() => expect(before.view().declared?.level).toBe('quiet'), SOON);
  await before.close();
  pass(30);
  const between = await open();
  expect(between.view().declared?.level).toBe('quiet');
  await vi.waitFor(() => expect(lamps()).toEqual(['on', 'off', 'off']), SOON);
  await between.close();
  pass(60);
  const after = await open();
  expect(after.view().declared).toBeNull();
  await vi.waitFor(() => expect(lamps()).toEqual(['off', 'off', 'off']), SOON);
});

it('is unknown when the clock has gone back beyond the press: nobody knows how old it is', async () => {
  const { panel, open, pass } = await setup();
  const lead = await open();
  panel.press(1);
  await vi.waitFor(() => expect(lead.view().declared?.level).toBe('quiet'), SOON);
  pass(-180);
  await vi.waitFor(() => expect(lead.view().declared).toBeNull(), SOON);
});

const services = [{ id: 'shomei', letter: 'A', name: '証明' }];
const counters = [{ id: 1, services: ['shomei'] }];
it.each([
  ['neither services nor a level panel', {}, 'services', /level-panel/],
  [
    'a printer without services',
    { devices: [level, { id: 'p', kind: 'printer', driver: 'escpos', link: { tcp: '127.0.0.1:9' } }] },
    'devices.1.kind',
    /no tickets/,
  ],
  ['a level panel beside services', { services, counters, devices: [level] }, 'devices.0.kind', /counts who waits/],
  ['services without counters', { services }, 'counters', /at least one counter/],
  [
    'two level panels',
    { devices: [level, { ...level, id: 'two', link: { serial: '/dev/ttyUSB1' } }] },
    'devices.1.kind',
    /one level panel/,
  ],
  [
    'a level panel at a member',
    { role: 'member', lead: { url: 'mqtt://lead:1884' }, devices: [level] },
    'devices.0.kind',
    /section's lead/,
  ],
])('refuses %s', (_name, change, path, words) => {
  const whole: Record<string, unknown> = { ...section, ...change };
  if (whole.role === 'member') for (const key of ['data', 'http', 'hours']) delete whole[key];
  const faults = EdgeConfiguration.safeParse(whole).error?.issues ?? [];
  expect(faults.map((fault) => fault.path.join('.'))).toEqual([path]);
  expect(faults[0]?.message).toMatch(words);
});
