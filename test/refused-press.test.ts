import { expect, it } from 'vitest';
import { openTestLead, openTestMember, plugIn } from '../edge/testing/open-units.ts';
import { ButtonPanelSimulator } from '../hardware/button-panel/simulator.ts';
import { dashboard, describeInBrowser } from './testing/browser.ts';

const clock = {
  now: () => Date.parse('2026-11-24T10:00+09:00') + Math.round(performance.now()),
  trusted: () => true,
  speed: 1,
};
const FINISH = 5;

/** A panel of a counter with two buttons that do something. */
async function aPanel(counter: number) {
  const simulator = new ButtonPanelSimulator();
  const buttons = { 1: 'call-next', [FINISH]: 'finish' };
  const link = await plugIn(simulator);
  return { simulator, device: { id: 'panel', kind: 'button-panel', driver: 'serial', link, counter, buttons } };
}

describeInBrowser('a press that was refused', (browser) => {
  /** A lead with a panel at counter 1 and a member with one at counter 2. */
  async function setup() {
    const panels = [await aPanel(1), await aPanel(2)] as const;
    const lead = await openTestLead({ devices: [panels[0].device] }, { clock, dashboard });
    await openTestMember(lead, { devices: [panels[1].device] }, { clock });
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
