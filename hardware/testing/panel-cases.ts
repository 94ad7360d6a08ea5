import { deepEqual } from 'node:assert/strict';
import type { ButtonPanel } from '../button-panel/button-panel.ts';
import type { Gesture } from '../button-panel/gestures.ts';
import type { ButtonAction } from '../button-panel/panel-configuration.ts';

/** What the panel under test is configured to do; it has three buttons. */
export const CONTRACT_ACTIONS: Readonly<Record<Gesture, ButtonAction>> = {
  1: 'call-next',
  2: 'finish',
  '2 long': 'close-counter',
  3: 'recall',
  '1+3': 'hold',
};

export type SeenLamp = 'on' | 'off' | 'blinking';

/** A panel and somebody before it: a simulator and its hands, a real kernel with simulated wires, or a person told what to do. */
export interface PanelBench {
  /** A new driver of the same panel, not opened. The bench closes it. */
  create(): Promise<ButtonPanel>;
  /** A short press. Resolves when the finger is off again and nothing of it is still to come. */
  press(button: number): Promise<void>;
  /** Two short presses at once. */
  together(one: number, other: number): Promise<void>;
  hold(button: number): Promise<void>;
  letGo(button: number): Promise<void>;
  /** What somebody sees at a lamp who looks for a moment. */
  lamp(button: number): Promise<SeenLamp>;
  /** A while of the panel's own time. */
  pass(ms: number): Promise<void>;
  /** Resolves when it is so; rejects after a while with what was waited for. */
  until(isSo: () => boolean, what: string): Promise<void>;
}

export interface PanelCase {
  readonly name: string;
  run(bench: PanelBench): Promise<void>;
}

/** Longer than any filter and any chord. */
const QUIET_MS = 500;
const LOOKS = 5;

async function opened(bench: PanelBench) {
  const panel = await bench.create();
  const pressed: ButtonAction[] = [];
  panel.onPress(({ action }) => pressed.push(action));
  await panel.open();
  // A panel that says nothing by itself is connected, and asks to be pressed.
  const there = () => panel.view().state === 'ok' || (panel.view().state === 'unknown' && panel.view().detail !== null);
  await bench.until(there, 'the panel is there');
  return { panel, pressed };
}

/** A lamp may take a moment, and who looks at one that just changes may see it blink. */
async function showing(bench: PanelBench, lamps: readonly SeenLamp[]): Promise<void> {
  for (let look = 1; ; look += 1) {
    await bench.pass(QUIET_MS);
    const seen = [await bench.lamp(1), await bench.lamp(2), await bench.lamp(3)];
    if (look === LOOKS || seen.join() === lamps.join()) return deepEqual(seen, lamps);
  }
}

/** What every panel owes, whatever wires lead to it (button-panel.ts). Needs no test framework: it also runs inside a small machine. */
export const panelCases: readonly PanelCase[] = [
  {
    name: 'a press acts once, and each press acts',
    async run(bench) {
      const { panel, pressed } = await opened(bench);
      for (let count = 1; count <= 3; count += 1) {
        await bench.press(1);
        await bench.until(() => pressed.length === count, `press ${count} acted`);
      }
      deepEqual(pressed, ['call-next', 'call-next', 'call-next']);
      await bench.until(() => panel.view().state === 'ok', 'the panel is ok');
    },
  },
  {
    name: 'a long press acts when it is let go, and is no press',
    async run(bench) {
      const { pressed } = await opened(bench);
      await bench.hold(2);
      await bench.pass(1200);
      deepEqual(pressed, []);
      await bench.letGo(2);
      await bench.until(() => pressed.length > 0, 'the long press acted');
      await bench.press(2);
      await bench.until(() => pressed.length > 1, 'the press acted');
      deepEqual(pressed, ['close-counter', 'finish']);
    },
  },
  {
    name: 'two buttons at once are a chord, and neither is pressed',
    async run(bench) {
      const { pressed } = await opened(bench);
      await bench.together(1, 3);
      await bench.until(() => pressed.length > 0, 'the chord acted');
      deepEqual(pressed, ['hold']);
    },
  },
  {
    name: 'what was held when it was connected does not act; the next press does',
    async run(bench) {
      await bench.hold(1);
      const { pressed } = await opened(bench);
      await bench.letGo(1);
      await bench.pass(QUIET_MS);
      deepEqual(pressed, []);
      await bench.press(1);
      await bench.until(() => pressed.length > 0, 'the press acted');
      deepEqual(pressed, ['call-next']);
    },
  },
  {
    name: 'lamps are lit, dark and blinking as they are told, all at once',
    async run(bench) {
      const { panel } = await opened(bench);
      panel.setLeds(
        new Map([
          [1, 'on'],
          [2, 'blink'],
        ]),
      );
      await showing(bench, ['on', 'blinking', 'off']);
      panel.setLeds(
        new Map([
          [2, 'on'],
          [3, 'fast'],
        ]),
      );
      await showing(bench, ['off', 'on', 'blinking']);
    },
  },
  {
    name: 'closed twice it is closed once, hears nothing, and a new driver takes it over with its lamps',
    async run(bench) {
      const { panel, pressed } = await opened(bench);
      panel.setLeds(new Map([[1, 'on']]));
      await Promise.all([panel.close(), panel.close()]);
      await bench.press(1);
      deepEqual(pressed, []);
      const next = await opened(bench);
      next.panel.setLeds(new Map([[3, 'on']]));
      await bench.press(3);
      // A button of a chord acts when the chord can't come any more.
      await bench.until(() => next.pressed.length > 0, 'the press acted on the new driver');
      deepEqual(next.pressed, ['recall']);
      await showing(bench, ['off', 'off', 'on']);
    },
  },
];
