import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PanelBench, SeenLamp } from '../../hardware/testing/panel-cases.ts';

/** Wires of the kernel's simulated chip, as fingers and eyes have them. */
export interface Wires {
  /** The button is pressed: its line is pulled to ground. */
  close(line: number): void;
  open(line: number): void;
  /** Where the two are written to. */
  pullFile(line: number): string;
  isLit(line: number): boolean;
  /** The whole chip goes away, or comes back. */
  setChip(there: boolean): void;
}

const CONFIG = '/sys/kernel/config/gpio-sim/pi';

/** The chip of `run`. A chip that was away comes back under another name. */
export function simulatedWires(): Wires {
  let chip: string | null = null;
  const chipNow = (): string => {
    const read = (file: string) => readFileSync(`${CONFIG}/${file}`, 'utf8').trim();
    chip ??= `/sys/devices/platform/${read('dev_name')}/${read('bank0/chip_name')}`;
    return chip;
  };
  const pullFile = (line: number): string => `${chipNow()}/sim_gpio${line}/pull`;
  const pull = (line: number, way: 'pull-up' | 'pull-down') => writeFileSync(pullFile(line), way);
  return {
    pullFile,
    close: (line) => pull(line, 'pull-down'),
    open: (line) => pull(line, 'pull-up'),
    isLit: (line) => readFileSync(`${chipNow()}/sim_gpio${line}/value`, 'utf8').trim() === '1',
    setChip(there) {
      writeFileSync(`${CONFIG}/live`, there ? '1' : '0');
      chip = null;
    },
  };
}

/** Process ids of a program by its name. */
export function processesOf(name: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      try {
        // The second tools run under a loader of their own, so the name is one of the arguments.
        const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0');
        return command.slice(0, 5).some((word) => word === name || word.endsWith(`/${name}`));
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** A machine that is emulated is slow: a condition gets this long. */
const PATIENCE_MS = 60_000;

export async function until(isSo: () => boolean, what: string): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!isSo()) {
    if (performance.now() > endMs) throw new Error(`waited in vain: ${what}`);
    await sleep(20);
  }
}

/** The machine was held up while a hand was at work: what came of it is not the panel's doing, and says nothing. */
export class HeldUp extends Error {}

/** Less than a panel waits for a contact to be still, for the second button of a chord, and before a press is a long one. */
const BOUNCE_MS = 20;
const TOGETHER_MS = 200;
const SHORTLY_MS = 700;

function stopwatch(): { within(ms: number): void } {
  const startMs = performance.now();
  return {
    within(ms) {
      const tookMs = performance.now() - startMs;
      if (tookMs > ms) throw new HeldUp(`a hand took ${tookMs.toFixed(0)} ms instead of ${ms}`);
    },
  };
}

/** How long a lamp is looked at: longer than a whole slow blink. */
const LOOK_MS = 2_000;

export interface HandsOptions extends Pick<PanelBench, 'create'> {
  readonly wires: Wires;
  readonly pins: Readonly<Record<number, { readonly button: number; readonly led: number }>>;
}

export function handsOf({ wires, pins, create }: HandsOptions): PanelBench {
  const pin = (button: number) => {
    const wired = pins[button];
    if (wired === undefined) throw new Error(`no button ${button}`);
    return wired;
  };
  /** Closed or opened with bounces, as fast as this machine can. */
  const turn = (button: number, closed: boolean): void => {
    const { button: line } = pin(button);
    const bounce = stopwatch();
    for (const way of [closed, !closed, closed]) {
      if (way) wires.close(line);
      else wires.open(line);
    }
    bounce.within(BOUNCE_MS);
  };
  const press = async (...buttons: number[]): Promise<void> => {
    const press = stopwatch();
    for (const button of buttons) turn(button, true);
    press.within(TOGETHER_MS);
    await sleep(150);
    for (const button of buttons) turn(button, false);
    press.within(SHORTLY_MS);
    await sleep(400);
  };
  return {
    create,
    press,
    together: press,
    hold: async (button) => wires.close(pin(button).button),
    letGo: async (button) => wires.open(pin(button).button),
    async lamp(button): Promise<SeenLamp> {
      const seen = new Set<boolean>();
      const endMs = performance.now() + LOOK_MS;
      while (performance.now() < endMs && seen.size < 2) {
        seen.add(wires.isLit(pin(button).led));
        await sleep(20);
      }
      if (seen.size === 2) return 'blinking';
      return seen.has(true) ? 'on' : 'off';
    },
    pass: (ms) => sleep(ms),
    until,
  };
}
