import { buttonPanel } from '../../hardware/button-panel/kind.ts';
import type { ButtonAction } from '../../hardware/button-panel/panel-configuration.ts';
import { Changes } from '../../hardware/changes.ts';
import { sign } from '../../hardware/sign/kind.ts';
import type { Timers } from '../../hardware/timers.ts';
import type { LeadClient } from './lead-client.ts';
import type { BenchDevice } from './simulated-devices.ts';

/** What one member of staff has before them. */
export interface Desk {
  readonly counter: number;
  /** The number that is being served here. */
  number(): Promise<string | null>;
  /** Whether somebody waits in the section. */
  someoneWaits(): Promise<boolean>;
  isPaused(): Promise<boolean>;
  /** Does what a button says, and resolves when it has shown its effect or, after a moment, has shown none. Never rejects. */
  press(action: ButtonAction): Promise<void>;
  /** Resolves when something at the desk changes, or after so many milliseconds of a watch. */
  change(timeoutMs: number): Promise<void>;
}

export interface DeskOptions {
  readonly counter: number;
  readonly devices: readonly BenchDevice[];
  readonly isSound: (device: BenchDevice) => boolean;
  readonly client: LeadClient;
  readonly timers: Timers;
  readonly signal: AbortSignal;
}

/** How long staff look for the effect of a button before they believe that there is none, milliseconds of a watch. */
const EFFECT_MS = 1_500;
/** How often the staff page is looked at where a device is broken, milliseconds of a watch. */
const LOOK_EVERY_MS = 100;

/**
 * A desk whose staff press the panel's buttons and read its lamps and the number sign, all of them bytes on a wire; where
 * one of these is broken or was never there, they work on the lead's staff page.
 */
export class SimulatedDesk implements Desk {
  readonly counter: number;
  readonly #options: DeskOptions;
  readonly #changes = new Changes();
  #count = 0;
  readonly #panel: BenchDevice | undefined;
  readonly #sign: BenchDevice | undefined;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.counter = options.counter;
    const mine = options.devices.filter(({ counter }) => counter === options.counter);
    this.#panel = mine.findLast(({ kind }) => kind === buttonPanel.kind);
    this.#sign = mine.findLast(({ kind }) => kind === sign.kind);
  }

  /** Whether this device stands on the desk. */
  sees(device: BenchDevice): boolean {
    return device === this.#panel || device === this.#sign;
  }

  /** Something at one of its devices changed. */
  notify(): void {
    this.#count += 1;
    this.#changes.notify();
  }

  async number(): Promise<string | null> {
    if (this.#sign !== undefined && this.#options.isSound(this.#sign))
      return this.#sign.simulation.look().shows ?? null;
    const view = await this.#options.client.view();
    return view?.counters.find(({ counter }) => counter === this.counter)?.ticket ?? null;
  }

  async someoneWaits(): Promise<boolean> {
    const lamp = this.#lamp('call-next');
    if (lamp !== undefined) return lamp;
    const view = await this.#options.client.view();
    return view?.services.some(({ waiting }) => waiting > 0) ?? false;
  }

  async isPaused(): Promise<boolean> {
    const lamp = this.#lamp('pause-counter');
    if (lamp !== undefined) return lamp;
    const view = await this.#options.client.view();
    return view?.counters.some(({ counter, state }) => counter === this.counter && state === 'paused') ?? false;
  }

  async press(action: ButtonAction): Promise<void> {
    const { client, isSound, signal } = this.#options;
    const before = await this.#shown(action);
    const button = this.#buttonOf(action);
    if (signal.aborted) return;
    if (this.#panel === undefined || button === undefined || !isSound(this.#panel)) {
      const isResume = action === 'pause-counter' && (await this.isPaused());
      const visit = await this.number();
      await client.command({ type: isResume ? 'open-counter' : action, counter: this.counter, visit });
    } else this.#panel.simulation.press?.(button.button);
    // Calling somebody again changes nothing that a desk shows.
    if (action !== 'recall') await this.#effect(before, action);
  }

  change(timeoutMs: number): Promise<void> {
    const { timers, signal } = this.#options;
    const seen = this.#count;
    return this.#changes.until(() => this.#count > seen, { timers, timeoutMs, signal }).then(() => undefined);
  }

  async #effect(before: string, action: ButtonAction): Promise<void> {
    const { timers, signal } = this.#options;
    const until = timers.elapsedMs() + EFFECT_MS;
    while (!signal.aborted && timers.elapsedMs() < until) {
      if ((await this.#shown(action)) !== before) return;
      await this.change(LOOK_EVERY_MS);
    }
  }

  /** What a button's effect is seen at: PAUSE at its lamp, the others at the number. */
  async #shown(action: ButtonAction): Promise<string> {
    return action === 'pause-counter' ? String(await this.isPaused()) : String(await this.number());
  }

  #buttonOf(action: string) {
    return this.#panel?.simulation.look().buttons?.find((button) => button.action === action);
  }

  /** Undefined where there is no such lamp, or none that can be believed. */
  #lamp(action: string): boolean | undefined {
    const button = this.#buttonOf(action);
    if (this.#panel === undefined || button === undefined || !this.#options.isSound(this.#panel)) return undefined;
    return button.led === 'on';
  }
}
