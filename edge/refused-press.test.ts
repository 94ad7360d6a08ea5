import { expect, it, vi } from 'vitest';
import { ButtonPanelSimulator } from '../hardware/button-panel/simulator.ts';
import { openTestLead, openTestMember, plugIn } from './testing/open-units.ts';

const SOON = { interval: 10, timeout: 15_000 };

/** A panel of a counter on a real connection; its buttons 7 and 8 open the counter. */
async function aPanel(counter: number) {
  const panel = new ButtonPanelSimulator({ buttons: 8 });
  const buttons = { 2: 'recall', 7: 'open-counter', 8: 'open-counter' };
  const link = await plugIn(panel);
  return { panel, device: { id: 'panel', kind: 'button-panel', driver: 'serial', link, counter, buttons } };
}

/** A lead whose counter 1 has a panel, and a member at counter 2 with another. */
async function setup() {
  const [first, second] = [await aPanel(1), await aPanel(2)];
  const hours = { opens: '00:00', closes: '23:59' };
  const lead = await openTestLead({ hours, dayTurnsAt: '00:00', devices: [first.device] });
  lead.handle({ type: 'open-day' });
  await openTestMember(lead, { devices: [second.device] });
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
