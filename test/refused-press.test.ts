import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EdgeConfiguration } from '../edge/configuration.ts';
import { openLead } from '../edge/lead.ts';
import { openMember } from '../edge/member.ts';
import { ButtonPanelSimulator } from '../hardware/button-panel/simulator.ts';
import { TcpOutlet } from '../hardware/simulation/tcp-outlet.ts';
import { systemTimers } from '../hardware/timers.ts';
import { dashboard, describeInBrowser } from './testing/browser.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = {
  now: () => Date.parse('2026-11-24T10:00+09:00') + Math.round(performance.now()),
  trusted: () => true,
  speed: 1,
};
const shared = { clock, logger, timers: systemTimers, random: () => 0.5, version: 'test' };
const FINISH = 5;

describeInBrowser('a press that was refused', (browser) => {
  async function plug(counter: number) {
    const simulator = new ButtonPanelSimulator();
    const outlet = new TcpOutlet(simulator);
    const { host, port } = await outlet.open();
    browser.after(() => outlet.close());
    const buttons = { 1: 'call-next', [FINISH]: 'finish' };
    const link = { tcp: `${host}:${port}` };
    return { simulator, device: { id: 'panel', kind: 'button-panel', driver: 'serial', link, counter, buttons } };
  }

  /** A lead with a panel at counter 1 and a member with one at counter 2. */
  async function setup() {
    const folder = mkdtempSync(join(tmpdir(), 'matazu-refused-'));
    browser.after(() => rmSync(folder, { recursive: true, force: true }));
    const panels = [await plug(1), await plug(2)] as const;
    const configuration = EdgeConfiguration.parse({
      role: 'lead',
      unit: 'lead',
      office: 'kyoto/ukyo',
      section: { id: 'shimin', name: '市民窓口課' },
      data: folder,
      http: { port: 0 },
      lan: { port: 0 },
      hours: { opens: '08:30', closes: '17:00' },
      services: [{ id: 'shomei', letter: 'A', name: '住民票・証明書' }],
      counters: [1, 2].map((id) => ({ id, services: ['shomei'] })),
      devices: [panels[0].device],
    });
    if (configuration.role !== 'lead') throw new Error('not a lead');
    const lead = await openLead({ ...shared, configuration, dashboard });
    browser.after(() => lead.close());
    const other = EdgeConfiguration.parse({
      role: 'member',
      unit: 'member',
      office: 'kyoto/ukyo',
      section: { id: 'shimin' },
      lead: { url: `mqtt://127.0.0.1:${lead.lanPort}` },
      http: { port: 0 },
      devices: [panels[1].device],
    });
    if (other.role !== 'member') throw new Error('not a member');
    const member = await openMember({ ...shared, configuration: other });
    browser.after(() => member.close());
    const states = () => lead.view().units.map(({ devices }) => devices[0]?.state);
    await expect.poll(states).toEqual(['ok', 'ok']);
    return { lead, panels };
  }

  it.each([1, 2])('is read at its counter, %i, by staff, and its button’s lamp says so', async (counter) => {
    const { lead, panels } = await setup();
    const staff = await browser.open(`http://127.0.0.1:${lead.httpPort}/staff`);
    await staff
      .getByTestId('choose-counter')
      .nth(counter - 1)
      .click();
    const panel = panels[counter - 1]?.simulator;
    await expect.poll(() => panel?.leds.get(FINISH)).toBe('off');
    panel?.press(FINISH);
    await expect.poll(() => panel?.leds.get(FINISH)).toBe('blink');
    await expect
      .poll(() => staff.getByTestId('device-refusal').textContent())
      .toContain(`窓口${counter}は、どなたも対応していません。`);
    expect(lead.view().counters.map(({ refused }) => refused !== null)).toEqual([counter === 1, counter === 2]);
    await expect.poll(() => panel?.leds.get(FINISH)).toBe('off');
  });
});
