import { expect, onTestFinished } from 'vitest';
import { GpioSimulator } from '../links/gpio/simulator.ts';
import { MemoryLink } from '../simulation/memory-link.ts';
import { testEnvironment } from '../testing/environment.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { CONTRACT_ACTIONS, type PanelBench, type SeenLamp } from '../testing/panel-cases.ts';
import { panelContract } from '../testing/panel-contract.ts';
import { realPanelBench } from '../testing/real-panel.ts';
import type { ButtonPanel } from './button-panel.ts';
import { gpioPanel, gpioRequest } from './gpio-panel.ts';
import { serialPanel } from './serial-panel.ts';
import { ButtonPanelSimulator, type WireLed } from './simulator.ts';

const panel = { id: 'panel', kind: 'button-panel', actions: CONTRACT_ACTIONS } as const;

/** Hands and eyes on a clock that is driven by hand. */
function simulated(options: {
  timers: ManualTimers;
  create: () => ButtonPanel;
  lamp: (button: number) => SeenLamp;
  hands: { hold(button: number): void; letGo(button: number): void };
}): PanelBench {
  const { timers, hands } = options;
  const press = async (...buttons: number[]): Promise<void> => {
    for (const button of buttons) hands.hold(button);
    await timers.pass(120);
    for (const button of buttons) hands.letGo(button);
    await timers.pass(500);
  };
  return {
    async create() {
      const created = options.create();
      onTestFinished(async () => {
        await created.close();
        expect(timers.running).toBe(0);
      });
      return created;
    },
    press,
    together: press,
    hold: async (button) => hands.hold(button),
    letGo: async (button) => hands.letGo(button),
    lamp: async (button) => options.lamp(button),
    pass: (ms) => timers.pass(ms),
    async until(isSo, what) {
      for (let step = 0; step < 200 && !isSo(); step += 1) await timers.pass(50);
      if (!isSo()) throw new Error(`waited in vain: ${what}`);
    },
  };
}

const seen = (lamp: WireLed): SeenLamp => (lamp === 'blink' ? 'blinking' : lamp);

function serialBench(bouncing: boolean): PanelBench {
  const timers = new ManualTimers();
  const hands = new ButtonPanelSimulator({ timers, buttons: 3 });
  hands.setFault('bouncing', bouncing);
  onTestFinished(() => expect(hands.violations).toEqual([]));
  return simulated({
    timers,
    hands,
    create: () => serialPanel({ ...panel, link: new MemoryLink(hands), environment: testEnvironment(timers) }),
    lamp: (button) => seen(hands.leds.get(button) ?? 'off'),
  });
}

const pins = new Map([
  [1, { button: 17, led: 27 }],
  [2, { button: 22, led: 23 }],
  [3, { button: 24, led: 25 }],
]);

function gpioBench(bouncing: boolean): PanelBench {
  const timers = new ManualTimers();
  const lines = new GpioSimulator({ request: gpioRequest('panel', pins, 'up'), timers });
  lines.setFault('bouncing', bouncing);
  onTestFinished(() => expect(lines.violations).toEqual([]));
  const pin = (button: number, wire: 'button' | 'led') => pins.get(button)?.[wire] ?? 0;
  return simulated({
    timers,
    create: () => gpioPanel({ ...panel, pins, lines, environment: testEnvironment(timers) }),
    hands: {
      hold: (button) => lines.hold(pin(button, 'button')),
      letGo: (button) => lines.letGo(pin(button, 'button')),
    },
    lamp(button) {
      const signal = lines.lamp(pin(button, 'led'));
      return typeof signal === 'string' ? signal : 'blinking';
    },
  });
}

panelContract('the simulated serial panel', () => serialBench(false), 30_000);
panelContract('the simulated serial panel, bouncing', () => serialBench(true), 30_000);
panelContract('simulated GPIO', () => gpioBench(false), 30_000);
panelContract('simulated GPIO, bouncing', () => gpioBench(true), 30_000);

// MATAZU_PANEL='{ "link": { "serial": "/dev/ttyUSB0" } }', or { "link": { "gpio": { … } } }: a real panel of three buttons, and a person.
const real = process.env.MATAZU_PANEL;
if (real !== undefined) {
  const bench = realPanelBench(real);
  const rested = (): PanelBench => {
    onTestFinished(() => bench.rest());
    return bench;
  };
  panelContract('the one that MATAZU_PANEL names', rested, 600_000);
}
