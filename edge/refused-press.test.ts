import { expect, it, onTestFinished, vi } from 'vitest';
import { ButtonPanelSimulator } from '../hardware/button-panel/simulator.ts';
import { TcpOutlet } from '../hardware/simulation/tcp-outlet.ts';
import { aFolder } from '../hardware/testing/folder.ts';
import { systemTimers } from '../hardware/timers.ts';
import { EdgeConfiguration } from './configuration.ts';
import { openLead } from './lead.ts';
import { openMember } from './member.ts';

const SOON = { interval: 10, timeout: 15_000 };
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = { now: Date.now, trusted: () => true, speed: 1 };
const shared = { logger, timers: systemTimers, random: () => 0.5, version: 'test', clock };
const section = { office: 'kyoto/ukyo', section: { id: 'shimin', name: '市民窓口課' } };

/** A panel of a counter on a real connection; its buttons 7 and 8 open the counter. */
async function aPanel(counter: number) {
  const panel = new ButtonPanelSimulator({ buttons: 8 });
  const outlet = new TcpOutlet(panel);
  const { host, port } = await outlet.open();
  onTestFinished(() => outlet.close());
  const buttons = { 2: 'recall', 7: 'open-counter', 8: 'open-counter' };
  const link = { tcp: `${host}:${port}` };
  return { panel, device: { id: 'panel', kind: 'button-panel', driver: 'serial', link, counter, buttons } };
}

/** A lead whose counter 1 has a panel, and a member at counter 2 with another. */
async function setup() {
  const [first, second] = [await aPanel(1), await aPanel(2)];
  const configuration = EdgeConfiguration.parse({
    ...section,
    role: 'lead',
    unit: 'lead',
    data: await aFolder(),
    http: { port: 0 },
    lan: { port: 0 },
    hours: { opens: '00:00', closes: '23:59' },
    dayTurnsAt: '00:00',
    services: [{ id: 'shomei', letter: 'A', name: '住民票・証明書' }],
    counters: [1, 2].map((id) => ({ id, services: ['shomei'] })),
    devices: [first.device],
  });
  if (configuration.role !== 'lead') throw new Error('not a lead');
  const lead = await openLead({ ...shared, configuration });
  onTestFinished(() => lead.close());
  lead.handle({ type: 'open-day' });
  const url = `mqtt://127.0.0.1:${lead.lanPort}`;
  const ofMember = EdgeConfiguration.parse({
    ...section,
    role: 'member',
    unit: 'member',
    lead: { url },
    http: { port: 0 },
    devices: [second.device],
  });
  if (ofMember.role !== 'member') throw new Error('not a member');
  const member = await openMember({ ...shared, configuration: ofMember });
  onTestFinished(() => member.close());
  const panelStates = () => lead.view().units.flatMap((unit) => unit.devices.map(({ state }) => state));
  await vi.waitFor(() => expect(panelStates()).toEqual(['ok', 'ok']), SOON);
  await vi.waitFor(() => expect([first, second].map(({ panel }) => panel.leds.get(2))).toEqual(['off', 'off']), SOON);
  return { lead, panels: { lead: first.panel, member: second.panel } };
}

it.each([
  ['lead', 1],
  ['member', 2],
] as const)('a press that the %s refuses, or that changes nothing, blinks at its button', async (unit, counter) => {
  const { lead, panels } = await setup();
  const panel = panels[unit];
  const lamp = (button: number, led: string) => vi.waitFor(() => expect(panel.leds.get(button)).toBe(led), SOON);
  panel.press(2);
  await lamp(2, 'blink');
  await lamp(2, 'off');

  panel.press(7);
  await lamp(7, 'on');
  expect(lead.view().counters.find(({ counter: id }) => id === counter)?.state).toBe('open');
  panel.press(8);
  await lamp(8, 'blink');
  await lamp(8, 'on');
});
