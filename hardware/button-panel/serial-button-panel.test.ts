import { afterEach, expect, test } from 'vitest';
import { ButtonPanelConfiguration } from '../configuration.ts';
import { MemoryLink } from '../simulation/memory-link.ts';
import { testEnvironment } from '../testing/environment.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import type { Led } from './button-panel.ts';
import { SerialButtonPanel } from './serial-button-panel.ts';
import { ButtonPanelSimulator } from './simulator.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

async function setup(begin: (simulator: ButtonPanelSimulator) => void = () => {}) {
  const timers = new ManualTimers();
  const simulator = new ButtonPanelSimulator({ timers });
  begin(simulator);
  const configuration = ButtonPanelConfiguration.parse({
    id: 'panel-1',
    kind: 'button-panel',
    driver: 'serial',
    link: { serial: '/dev/ttyUSB0' },
    counter: 3,
    buttons: { 1: 'call-next', 2: 'recall', 3: 'absent' },
  });
  const panel = new SerialButtonPanel(configuration, new MemoryLink(simulator), testEnvironment(timers));
  const pressed: string[] = [];
  panel.onPress(({ action, counter }) => pressed.push(`${action}@${counter}`));
  cleanUp.push(async () => {
    simulator.setFault('flooding', false);
    await panel.close();
    expect(timers.running).toBe(0);
  });
  await panel.open();
  await timers.pass(0);
  return { timers, simulator, panel, pressed };
}

const lamps = (simulator: ButtonPanelSimulator): Led[] =>
  [1, 2, 3].map((button) => simulator.leds.get(button) ?? 'off');

test('a press acts once, with its action and counter', async () => {
  const { simulator, pressed, timers, panel } = await setup();
  simulator.press(1);
  simulator.press(3);
  await timers.pass(0);
  expect(pressed).toEqual(['call-next@3', 'absent@3']);
  expect(panel.view()).toEqual({ id: 'panel-1', kind: 'button-panel', state: 'ok', detail: null });
});

test.each(['bouncing', 'release-lost', 'slow', 'silent'] as const)(
  'a panel that is %s acts once a press',
  async (fault) => {
    const { simulator, pressed, timers } = await setup((one) => one.setFault(fault, true));
    for (let count = 0; count < 3; count += 1) {
      simulator.press(1);
      await timers.pass(1000);
    }
    expect(pressed).toEqual(['call-next@3', 'call-next@3', 'call-next@3']);
  },
);

test('a button that the configuration does not name does nothing', async () => {
  const { simulator, pressed, timers } = await setup();
  simulator.press(6);
  await timers.pass(0);
  expect(pressed).toEqual([]);
});

test('lamps are told once, and only those that change', async () => {
  const { simulator, panel, timers } = await setup();
  let told = 0;
  simulator.onLeds(() => {
    told += 1;
  });
  panel.setLeds(new Map([[1, 'on']]));
  panel.setLeds(
    new Map([
      [1, 'on'],
      [2, 'blink'],
    ]),
  );
  await timers.pass(0);
  expect(lamps(simulator)).toEqual(['on', 'blink', 'off']);
  expect(told).toBe(2);
  expect(simulator.violations).toEqual([]);
});

test('lamps are right again after the panel restarts and after it was unplugged', async () => {
  const { simulator, panel, timers } = await setup();
  panel.setLeds(new Map([[1, 'on']]));
  await timers.pass(0);
  simulator.restart();
  await timers.pass(0);
  expect(lamps(simulator)).toEqual(['on', 'off', 'off']);
  simulator.setFault('unplugged', true);
  await timers.pass(0);
  expect(panel.view().state).toBe('offline');
  panel.setLeds(new Map([[2, 'blink']]));
  simulator.setFault('unplugged', false);
  await timers.pass(6000);
  expect(lamps(simulator)).toEqual(['off', 'blink', 'off']);
  expect(panel.view().state).toBe('ok');
});

test('a thousand presses a second are told to staff, act no more, and leave the panel working afterwards', async () => {
  const { simulator, panel, pressed, timers } = await setup();
  simulator.setFault('flooding', true);
  await timers.pass(5000);
  expect(panel.view()).toMatchObject({ state: 'attention', detail: expect.stringMatching(/異常な数/) });
  expect(pressed.length).toBeLessThanOrEqual(3);
  simulator.setFault('flooding', false);
  await timers.pass(1500);
  expect(panel.view().state).toBe('ok');
  pressed.length = 0;
  simulator.press(1);
  await timers.pass(0);
  expect(pressed).toEqual(['call-next@3']);
});

test('a garbled panel is told to staff and acts on nothing', async () => {
  const { simulator, panel, pressed, timers } = await setup();
  simulator.setFault('garbled', true);
  for (let count = 0; count < 20; count += 1) simulator.press(1);
  await timers.pass(0);
  expect(pressed).toEqual([]);
  expect(panel.view()).toMatchObject({ state: 'attention', detail: expect.stringMatching(/乱れ/) });
});

test('a panel that stops answering is told to staff', async () => {
  const { simulator, panel, timers } = await setup();
  simulator.setFault('silent', true);
  await timers.pass(40_000);
  expect(panel.view()).toMatchObject({ state: 'attention', detail: expect.stringMatching(/応答しません/) });
  simulator.setFault('silent', false);
  await timers.pass(20_000);
  expect(panel.view().state).toBe('ok');
});

test('a panel with fewer buttons than configured is told to staff', async () => {
  const timers = new ManualTimers();
  const simulator = new ButtonPanelSimulator({ timers, buttons: 2 });
  const configuration = ButtonPanelConfiguration.parse({
    id: 'panel-1',
    kind: 'button-panel',
    driver: 'serial',
    link: { tcp: '127.0.0.1:4001' },
    counter: 1,
    buttons: { 5: 'finish' },
  });
  const panel = new SerialButtonPanel(configuration, new MemoryLink(simulator), testEnvironment(timers));
  cleanUp.push(() => panel.close());
  await panel.open();
  await timers.pass(0);
  expect(panel.view().detail).toMatch(/ボタン5.*2個/);
});
