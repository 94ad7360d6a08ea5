import { type LineState, noLine, stepLine } from '../lines.ts';
import { FaultSet } from '../simulation/fault-set.ts';
import type { Peer, SimulatedDevice, Wire } from '../simulation/plug.ts';
import { type Cancel, systemTimers, type Timers } from '../timers.ts';
import type { Led } from './button-panel.ts';

/**
 * `silent`: answers no hello, its buttons work · `garbled`: the wrong speed · `slow`: a byte at a time ·
 * `bouncing`: worn contacts · `release-lost`: only presses arrive · `flooding`: a stuck contact, told a thousand times a second.
 */
const panelFaults = ['unplugged', 'bouncing', 'release-lost', 'flooding', 'silent', 'slow', 'garbled'] as const;
export type PanelFault = (typeof panelFaults)[number];

/** What the lines can say of a lamp. */
export type WireLed = Exclude<Led, 'fast'>;

export interface PanelSimulatorOptions {
  readonly buttons?: number;
  readonly timers?: Timers;
}

/** A button panel, byte for byte. See {@link SimulatedDevice}. */
export class ButtonPanelSimulator implements SimulatedDevice<PanelFault> {
  readonly possibleFaults = panelFaults;
  readonly violations: string[] = [];
  readonly buttons: number;
  readonly #timers: Timers;
  readonly #faults: FaultSet<PanelFault>;
  readonly #peers = new Set<Peer>();
  readonly #leds = new Map<number, WireLed>();
  readonly #listeners = new Set<() => void>();
  readonly #slowBytes: number[] = [];
  #cancelSlow: Cancel | null = null;
  #cancelFlood: Cancel = () => {};

  constructor(options: PanelSimulatorOptions = {}) {
    this.buttons = options.buttons ?? 6;
    this.#timers = options.timers ?? systemTimers;
    this.#faults = new FaultSet((fault, broken) => {
      if (fault === 'flooding' && broken) this.#flood();
      if (fault === 'flooding' && !broken) this.#cancelFlood();
      if (fault === 'unplugged' && broken) this.#dark();
    });
    this.#dark();
  }

  get plug() {
    return this.#faults.plug;
  }
  faults(): ReadonlySet<PanelFault> {
    return this.#faults.all();
  }
  setFault(fault: PanelFault, broken: boolean): void {
    this.#faults.set(fault, broken);
  }

  /** Lamp by button. */
  get leds(): ReadonlyMap<number, WireLed> {
    return this.#leds;
  }
  onLeds(listener: () => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A finger on a button, until {@link letGo}. */
  hold(button: number): void {
    this.#say(`press ${button}`);
    if (!this.#faults.has('bouncing')) return;
    this.#say(`release ${button}`);
    this.#say(`press ${button}`);
  }
  letGo(button: number): void {
    if (this.#faults.has('release-lost')) return;
    this.#say(`release ${button}`);
    if (!this.#faults.has('bouncing')) return;
    this.#say(`press ${button}`);
    this.#say(`release ${button}`);
  }

  /** A finger on a button and off again. */
  press(button: number): void {
    const times = this.#faults.has('bouncing') ? 5 : 1;
    for (let time = 0; time < times; time += 1) {
      this.#say(`press ${button}`);
      if (!this.#faults.has('release-lost')) this.#say(`release ${button}`);
    }
  }

  /** Off and on again: its lamps are dark, and it says who it is. */
  restart(): void {
    this.#dark();
    if (!this.#faults.has('silent')) this.#say(`panel ${this.buttons}`);
  }

  connect(peer: Peer): Wire {
    this.#peers.add(peer);
    let lines: LineState = noLine;
    return {
      data: (bytes) => {
        for (const byte of bytes) {
          const step = stepLine(lines, byte, 32);
          lines = step.state;
          if (step.line !== null) this.#hear(typeof step.line === 'string' ? step.line : '(too long)');
        }
      },
      ended: () => this.#peers.delete(peer),
    };
  }

  #hear(line: string): void {
    const led = /^led ([1-9]\d?) (on|off|blink)$/.exec(line);
    const button = Number(led?.[1]);
    if (line === 'hello') {
      if (!this.#faults.has('silent')) this.#say(`panel ${this.buttons}`);
    } else if (led && button <= this.buttons) {
      this.#leds.set(button, led[2] === 'on' ? 'on' : led[2] === 'off' ? 'off' : 'blink');
      for (const listener of [...this.#listeners]) listener();
    } else if (this.violations.length < 1000) this.violations.push(line);
  }

  #say(line: string): void {
    const bytes = Buffer.from(`${line}\n`, 'latin1').map((byte) => (this.#faults.has('garbled') ? byte ^ 0x55 : byte));
    if (this.#faults.has('slow') || this.#cancelSlow) {
      this.#slowBytes.push(...bytes);
      this.#sayNextByte();
    } else for (const peer of this.#peers) peer.write(bytes);
  }

  #sayNextByte(): void {
    const byte = this.#cancelSlow ? undefined : this.#slowBytes.shift();
    if (byte === undefined) return;
    for (const peer of this.#peers) peer.write(Uint8Array.of(byte));
    this.#cancelSlow = this.#timers.after(1, () => {
      this.#cancelSlow = null;
      this.#sayNextByte();
    });
  }

  #flood(): void {
    this.#cancelFlood = this.#timers.after(10, () => {
      if (!this.#faults.has('flooding')) return;
      for (let count = 0; count < 10; count += 1) this.#say(`press ${(count % this.buttons) + 1}`);
      this.#flood();
    });
  }

  #dark(): void {
    for (let button = 1; button <= this.buttons; button += 1) this.#leds.set(button, 'off');
  }
}
