import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ButtonPanelSimulator } from '../hardware/button-panel/simulator.ts';
import { TcpOutlet } from '../hardware/simulation/tcp-outlet.ts';
import { aFolder } from '../hardware/testing/folder.ts';
import { systemTimers } from '../hardware/timers.ts';
import { EdgeConfiguration } from './configuration.ts';
import { openLead } from './lead.ts';
import { openMember } from './member.ts';

const SOON = { interval: 10, timeout: 15_000 };
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const section = { office: 'kyoto/ukyo', section: { id: 'shimin', name: '市民窓口課' } };
const [NEXT, RECALL, FINISH, PAUSE] = [1, 2, 5, 6];

async function aPanel(counter: number) {
  const panel = new ButtonPanelSimulator();
  const outlet = new TcpOutlet(panel);
  const { host, port } = await outlet.open();
  onTestFinished(() => outlet.close());
  const link = { tcp: `${host}:${port}` };
  return { panel, device: { id: 'panel', kind: 'button-panel', driver: 'serial', link, counter } };
}

/** A lead whose counter 1 has a panel, and a member at counter 2 with another; three wait. */
async function setup() {
  const time = { now: Date.parse('2026-11-24T10:00+09:00'), passedMs: 0 };
  const clock = { now: () => time.now, trusted: () => true, speed: 1 };
  const timers = { ...systemTimers, elapsedMs: () => performance.now() + time.passedMs };
  const shared = { logger, timers, random: () => 0.5, version: 'test', clock };
  const [first, second] = [await aPanel(1), await aPanel(2)];
  const configuration = EdgeConfiguration.parse({
    ...section,
    role: 'lead',
    unit: 'lead',
    data: await aFolder(),
    http: { port: 0 },
    lan: { port: 0 },
    hours: { opens: '08:30', closes: '17:00' },
    services: [{ id: 'shomei', letter: 'A', name: '住民票・証明書' }],
    counters: [1, 2].map((id) => ({ id, services: ['shomei'] })),
    devices: [first.device],
  });
  if (configuration.role !== 'lead') throw new Error('not a lead');
  const lead = await openLead({ ...shared, configuration });
  onTestFinished(() => lead.close());
  const url = `mqtt://127.0.0.1:${lead.lanPort}`;
  const devices = [second.device];
  const ofMember = EdgeConfiguration.parse({ ...section, role: 'member', unit: 'member', lead: { url }, devices });
  if (ofMember.role !== 'member') throw new Error('not a member');
  const member = await openMember({ ...shared, configuration: ofMember });
  onTestFinished(() => member.close());
  const panelStates = () => lead.view().units.flatMap((unit) => unit.devices.map(({ state }) => state));
  await vi.waitFor(() => expect(panelStates()).toEqual(['ok', 'ok']), SOON);
  for (let i = 0; i < 3; i += 1) lead.handle({ type: 'issue', service: 'shomei', by: 'staff' });
  return { lead, panels: { lead: first.panel, member: second.panel }, time };
}

describe.each([
  ['lead', 1],
  ['member', 2],
] as const)('a button at a %s', (unit, counter) => {
  async function pressing() {
    const { lead, panels, time } = await setup();
    const panel = panels[unit];
    const lamp = (button: number, led: string) => vi.waitFor(() => expect(panel.leds.get(button)).toBe(led), SOON);
    const here = () => lead.view().counters.find((each) => each.counter === counter);
    await lamp(NEXT, 'on');
    panel.press(NEXT);
    await lamp(FINISH, 'on');
    return { lead, panel, time, lamp, here, states: () => lead.view().tickets.map(({ state }) => state) };
  }

  it('pressed again within two seconds was pressed once, whatever the clock does', async () => {
    const { panel, time, lamp, here, states } = await pressing();
    time.now -= 3_600_000;
    panel.press(NEXT);
    // What the same panel asks after it is done: the press before it asked nothing.
    panel.press(PAUSE);
    await lamp(PAUSE, 'on');
    expect([here()?.ticket, here()?.refused, states()]).toEqual(['A001', null, ['called', 'waiting', 'waiting']]);
  });

  it('calls somebody again as often as it is pressed', async () => {
    const { lead, panel, time } = await pressing();
    for (const times of [1, 2]) {
      time.passedMs += 300;
      panel.press(RECALL);
      await vi.waitFor(() => expect(lead.view().tickets[0]?.recalls).toBe(times), SOON);
    }
  });

  it('that would end a visit called a moment ago is refused in words; after FINISH it calls the next', async () => {
    const { panel, time, lamp, here, states } = await pressing();
    time.passedMs += 2_000;
    panel.press(NEXT);
    await lamp(NEXT, 'blink');
    expect(here()).toMatchObject({ ticket: 'A001', refused: { message: { ja: expect.stringContaining('「不在」') } } });
    panel.press(FINISH);
    await lamp(FINISH, 'off');
    time.passedMs += 2_000;
    panel.press(NEXT);
    await lamp(FINISH, 'on');
    expect([here()?.ticket, states()]).toEqual(['A002', ['done', 'called', 'waiting']]);
  });
});
