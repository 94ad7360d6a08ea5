import { expect, onTestFinished, test } from 'vitest';
import { type GpioFault, GpioSimulator } from '../links/gpio/simulator.ts';
import { testEnvironment } from '../testing/environment.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { gpioPanel, gpioRequest } from './gpio-panel.ts';

const pins = new Map([
  [1, { button: 17, led: 27 }],
  [2, { button: 22, led: 23 }],
  [3, { button: 24 }],
]);

async function setup(...faults: GpioFault[]) {
  const timers = new ManualTimers();
  const chip = new GpioSimulator({ request: gpioRequest('panel-1', pins, 'up'), timers });
  for (const fault of faults) chip.setFault(fault, true);
  const panel = gpioPanel({
    id: 'panel-1',
    kind: 'button-panel',
    actions: { 1: 'call-next', 2: 'finish', 3: 'recall' } as const,
    pins,
    lines: chip,
    environment: testEnvironment(timers),
  });
  const pressed: string[] = [];
  panel.onPress(({ action }) => pressed.push(action));
  onTestFinished(async () => {
    chip.setFault('flooding', false);
    await panel.close();
    await timers.pass(20);
    expect(timers.running).toBe(0);
    expect(chip.violations).toEqual([]);
  });
  await panel.open();
  await timers.pass(0);
  const press = async (line: number): Promise<void> => {
    chip.hold(line);
    await timers.pass(100);
    chip.letGo(line);
    await timers.pass(100);
  };
  return { timers, chip, panel, pressed, press };
}

test.each([
  ['unplugged', /端子（GPIO）が見つかりません.*職員画面/, /has no GPIO chip/],
  ['wrong-chip', /端子（GPIO）が見つかりません/, /this machine has gpio-mockup/],
  ['permission', /権限がありません.*gpio グループ/, /no permission/],
  ['busy', /GPIO17.*gpio-keys.*ほかのプログラム/, /GPIO17 is held by gpio-keys/],
  ['watch-dies', /監視が途切れました.*自動で/, /broke/],
] as const)('%s is told to staff, and to probe with its remedy, and mends itself', async (fault, words, finding) => {
  const { chip, panel, pressed, press, timers } = await setup(fault);
  expect(panel.view()).toMatchObject({ state: 'offline', detail: expect.stringMatching(words) });
  expect(panel.view().detail?.length).toBeLessThan(200);
  expect(await panel.findings()).toMatchObject([{ is: 'missing', what: { en: expect.stringMatching(finding) } }]);
  chip.setFault(fault, false);
  await timers.pass(6000);
  expect(panel.view()).toMatchObject({ state: 'ok', detail: null });
  await press(17);
  expect(pressed).toEqual(['call-next']);
});

test('what watches the lines dies: lamps are right again, and a press that was held does not act', async () => {
  const { chip, panel, pressed, timers } = await setup();
  panel.setLeds(new Map([[1, 'on']]));
  chip.hold(22);
  await timers.pass(10);
  chip.setFault('watch-dies', true);
  expect(chip.lamp(27)).toBe('off');
  chip.setFault('watch-dies', false);
  await timers.pass(6000);
  chip.letGo(22);
  await timers.pass(100);
  expect(chip.lamp(27)).toBe('on');
  expect(pressed).toEqual([]);
});

test('a thousand presses a second are told, act no more, and leave the panel working', async () => {
  const { chip, panel, pressed, press, timers } = await setup();
  chip.setFault('flooding', true);
  await timers.pass(3000);
  expect(panel.view()).toMatchObject({ state: 'attention', detail: expect.stringMatching(/異常な数/) });
  expect(pressed).toEqual([]);
  chip.setFault('flooding', false);
  await timers.pass(1500);
  await press(22);
  expect(pressed).toEqual(['finish']);
  expect(panel.view().state).toBe('ok');
});

test('a button that is stuck from the start is told, does nothing, and the others work', async () => {
  const { chip, panel, pressed, press, timers } = await setup('unplugged');
  chip.hold(17);
  chip.setFault('unplugged', false);
  await timers.pass(6000);
  expect(panel.view().state).toBe('ok');
  await timers.pass(10_000);
  expect(panel.view()).toMatchObject({ state: 'attention', detail: expect.stringMatching(/ボタン1が押されたまま/) });
  await press(22);
  expect(pressed).toEqual(['finish']);
});

test('the lamp of a press that was refused blinks fast for two seconds; a button without a lamp shows nothing', async () => {
  const { chip, panel, press, timers } = await setup();
  panel.setLeds(new Map([[1, 'on']]));
  await press(17);
  panel.refused();
  expect(chip.lamp(27)).toEqual({ halfPeriodMs: 250 });
  await timers.pass(2000);
  expect(chip.lamp(27)).toBe('on');
  await press(24);
  panel.refused();
  expect([chip.lamp(27), chip.lamp(23)]).toEqual(['on', 'off']);
});
