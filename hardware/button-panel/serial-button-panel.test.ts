import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { MemoryLink } from '../simulation/memory-link.ts';
import type { Peer, Wire } from '../simulation/plug.ts';
import { testEnvironment } from '../testing/environment.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { ButtonPanelConfiguration } from './panel-configuration.ts';
import { serialPanel } from './serial-panel.ts';
import { ButtonPanelSimulator, type WireLed } from './simulator.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

async function setup(begin: (simulator: ButtonPanelSimulator) => void = () => {}) {
  const timers = new ManualTimers();
  const simulator = new ButtonPanelSimulator({ timers });
  begin(simulator);
  return onLine(simulator, timers);
}

async function onLine(simulator: ButtonPanelSimulator, timers: ManualTimers) {
  const configuration = ButtonPanelConfiguration.parse({
    id: 'panel-1',
    kind: 'button-panel',
    driver: 'serial',
    link: { serial: '/dev/ttyUSB0' },
    counter: 3,
    buttons: { 1: 'call-next', 2: 'recall', 3: 'absent', '5': 'finish', '5 long': 'close-counter', '4+5': 'hold' },
  });
  const panel = serialPanel({
    ...configuration,
    actions: configuration.buttons,
    link: new MemoryLink(simulator),
    environment: testEnvironment(timers),
  });
  const pressed: string[] = [];
  panel.onPress(({ action }) => pressed.push(action));
  cleanUp.push(async () => {
    simulator.setFault('flooding', false);
    await panel.close();
    expect(timers.running).toBe(0);
  });
  await panel.open();
  await timers.pass(0);
  return { timers, simulator, panel, pressed };
}

const lamps = (simulator: ButtonPanelSimulator): WireLed[] =>
  [1, 2, 3].map((button) => simulator.leds.get(button) ?? 'off');

test('a press acts once, with its action', async () => {
  const { simulator, pressed, timers, panel } = await setup();
  simulator.press(1);
  simulator.press(3);
  await timers.pass(0);
  expect(pressed).toEqual(['call-next', 'absent']);
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
    expect(pressed).toEqual(['call-next', 'call-next', 'call-next']);
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
  expect(pressed.length).toBeLessThanOrEqual(4);
  simulator.setFault('flooding', false);
  await timers.pass(1500);
  expect(panel.view().state).toBe('ok');
  pressed.length = 0;
  simulator.press(1);
  await timers.pass(0);
  expect(pressed).toEqual(['call-next']);
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
  const panel = serialPanel({
    ...configuration,
    actions: configuration.buttons,
    link: new MemoryLink(simulator),
    environment: testEnvironment(timers),
  });
  cleanUp.push(() => panel.close());
  await panel.open();
  await timers.pass(0);
  expect(panel.view().detail).toMatch(/ボタン5.*2個/);
});

test('a long press and a chord act once each, and a plain press of their buttons still acts', async () => {
  const { simulator, pressed, timers } = await setup();
  simulator.hold(5);
  await timers.pass(1000);
  expect(pressed).toEqual([]);
  simulator.letGo(5);
  await timers.pass(60);
  simulator.hold(5);
  await timers.pass(100);
  simulator.hold(4);
  await timers.pass(1500);
  simulator.letGo(4);
  simulator.letGo(5);
  await timers.pass(60);
  simulator.press(5);
  await timers.pass(60);
  expect(pressed).toEqual(['close-counter', 'hold', 'finish']);
});

test('a button that something leans on does nothing and is told, and the others work', async () => {
  const { simulator, panel, pressed, timers } = await setup();
  simulator.press(1);
  await timers.pass(1000);
  simulator.hold(5);
  await timers.pass(10_500);
  expect(panel.view()).toMatchObject({ state: 'attention', detail: expect.stringMatching(/ボタン5が押されたまま/) });
  simulator.press(2);
  simulator.letGo(5);
  await timers.pass(60);
  expect(pressed).toEqual(['call-next', 'recall']);
  expect(panel.view().state).toBe('ok');
});

test('a press that was held while the panel was plugged in again does not act', async () => {
  const { simulator, pressed, timers } = await setup();
  simulator.hold(5);
  await timers.pass(300);
  simulator.setFault('unplugged', true);
  await timers.pass(100);
  simulator.setFault('unplugged', false);
  await timers.pass(6000);
  simulator.letGo(5);
  await timers.pass(60);
  expect(pressed).toEqual([]);
});

test('both blinkings of a lamp are the one that the lines know', async () => {
  const { simulator, panel, timers } = await setup();
  panel.setLeds(
    new Map([
      [1, 'fast'],
      [2, 'blink'],
    ]),
  );
  await timers.pass(0);
  expect(lamps(simulator)).toEqual(['blink', 'blink', 'off']);
  expect(simulator.violations).toEqual([]);
});

test('the lamp of a press that was refused blinks for two seconds, then every lamp is what it should be by then', async () => {
  const { simulator, panel, timers } = await setup();
  panel.setLeds(new Map([[1, 'on']]));
  simulator.press(1);
  await timers.pass(0);
  panel.refused();
  await timers.pass(0);
  expect(lamps(simulator)).toEqual(['blink', 'off', 'off']);
  panel.setLeds(new Map([[2, 'on']]));
  await timers.pass(1900);
  expect(lamps(simulator)).toEqual(['blink', 'on', 'off']);
  await timers.pass(200);
  expect(lamps(simulator)).toEqual(['off', 'on', 'off']);
  expect(simulator.violations).toEqual([]);
});

test('a refusal is told at the button that was pressed last, for two seconds from then, and at none after a reconnection', async () => {
  const { simulator, panel, timers } = await setup();
  for (const button of [1, 3]) {
    simulator.press(button);
    await timers.pass(1500);
    panel.refused();
    await timers.pass(0);
  }
  expect(lamps(simulator)).toEqual(['off', 'off', 'blink']);
  await timers.pass(1900);
  expect(lamps(simulator)).toEqual(['off', 'off', 'blink']);
  simulator.setFault('unplugged', true);
  simulator.setFault('unplugged', false);
  await timers.pass(6000);
  panel.refused();
  await timers.pass(0);
  expect(lamps(simulator)).toEqual(['off', 'off', 'off']);
});

/** A panel on a line that picks up anything: says exactly these bytes. */
class NoisyPanel extends ButtonPanelSimulator {
  #peer: Peer | null = null;
  override connect(peer: Peer): Wire {
    this.#peer = peer;
    return { data: () => {}, ended: () => {} };
  }
  say(bytes: Uint8Array): void {
    this.#peer?.write(bytes);
  }
}

async function noisySetup() {
  const timers = new ManualTimers();
  const simulator = new NoisyPanel({ timers });
  const opened = await onLine(simulator, timers);
  const say = async (bytes: string | Uint8Array): Promise<void> => {
    simulator.say(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    await timers.pass(0);
  };
  return { ...opened, say };
}

test.each([
  ['the NULs of a break', '\0\0\0press 1\r\n'],
  ['NULs within a line', 'pr\0ess\0 1\r\n'],
  ['the 0xFF of a line that comes up', '\xffpress 1\r\n'],
  ['XON', '\x11press 1\r\n'],
  ['a prompt', '> press 1\r\n'],
  ['half a line from before a reset', 'prepress 1\r\n'],
  ['a boot message without an end', `ets Jan  8 2013,rst cause:2, boot mode:(3,6)${'~'.repeat(64)}press 1\n`],
  ['capital letters', 'PRESS 1\r\n'],
  ['a zero before the number', 'Press 01\n'],
])('a press acts in spite of %s', async (_, text) => {
  const { panel, pressed, say } = await noisySetup();
  await say(text);
  expect(pressed).toEqual(['call-next']);
  expect(panel.view().state).toBe('ok');
});

test('a press acts once whatever the line picked up before it, however its bytes are cut', async () => {
  const press = fc.constantFrom('press 1', 'PRESS 1', 'Press 01');
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 100 }),
      press,
      fc.array(fc.nat(40), { maxLength: 8 }),
      async (noise, line, cuts) => {
        const { panel, pressed, say } = await noisySetup();
        let rest = Buffer.concat([noise, Buffer.from(`${line}\r\n`)]);
        for (const cut of cuts) {
          await say(rest.subarray(0, cut));
          rest = rest.subarray(cut);
        }
        await say(rest);
        expect(pressed).toEqual(['call-next']);
        expect(panel.view().state).toBe('ok');
        await panel.close();
      },
    ),
    { numRuns: 100 },
  );
});

test('a press that could not be read is told at once, until one is read', async () => {
  const { panel, pressed, say } = await noisySetup();
  for (const line of ['p?ess 1', 'pre s 1', 'xxxxx 2', 'press', 'press 0', 'press 100', '???ess']) {
    await say(`${line}\n`);
    expect([line, panel.view().state]).toEqual([line, 'attention']);
    expect(panel.view().detail).toMatch(/読めませんでした.*もう一度押して/);
    await say('panel 6\n');
    expect(panel.view().state).toBe('ok');
  }
  await say('Counter panel, firmware v2\n');
  expect(panel.view().state).toBe('ok');
  expect(pressed).toEqual([]);
});

test('a panel whose every byte is noise is told to be garbled', async () => {
  const { panel, say } = await noisySetup();
  await say('\xfe\x00\x80'.repeat(40));
  expect(panel.view()).toMatchObject({ state: 'attention', detail: expect.stringMatching(/乱れ/) });
});
