import { describe, expect, it, vi } from 'vitest';
import { ButtonPanelSimulator } from '../hardware/button-panel/simulator.ts';
import { systemTimers } from '../hardware/timers.ts';
import { openTestLead, openTestMember, plugIn } from './testing/open-units.ts';

const SOON = { interval: 10, timeout: 15_000 };
const [NEXT, RECALL, FINISH, PAUSE] = [1, 2, 5, 6];

async function aPanel(counter: number) {
  const panel = new ButtonPanelSimulator();
  return { panel, device: { id: 'panel', kind: 'button-panel', driver: 'serial', link: await plugIn(panel), counter } };
}

/** A lead whose counter 1 has a panel, and a member at counter 2 with another; three wait. */
async function setup() {
  const time = { now: Date.parse('2026-11-24T10:00+09:00'), passedMs: 0 };
  const clock = { now: () => time.now, trusted: () => true, speed: 1 };
  const timers = { ...systemTimers, elapsedMs: () => performance.now() + time.passedMs };
  const [first, second] = [await aPanel(1), await aPanel(2)];
  const lead = await openTestLead({ devices: [first.device] }, { timers, clock });
  await openTestMember(lead, { devices: [second.device] }, { timers, clock });
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
