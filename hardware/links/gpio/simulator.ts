import { HardwareFault as Fault, type HardwareFault } from '../../fault.ts';
import { FaultSet } from '../../simulation/fault-set.ts';
import type { Timers } from '../../timers.ts';
import type { LinkReceiver } from '../link.ts';
import { chipMissing, HEADER_CHIPS, lineBusy } from './gpio-fault.ts';
import type { GpioConnection, GpioEdge, GpioLines, GpioRequest, Signal } from './gpio-lines.ts';

/**
 * `unplugged`: the chip goes away · `wrong-chip`: another is there · `permission`, `busy`: it can't be opened ·
 * `watch-dies`: what watches it ends as soon as it begins · `bouncing`: worn contacts · `flooding`: a thousand edges a second.
 */
export const gpioFaults = [
  'unplugged',
  'wrong-chip',
  'permission',
  'busy',
  'watch-dies',
  'bouncing',
  'flooding',
] as const;
export type GpioFault = (typeof gpioFaults)[number];

export interface GpioSimulatorOptions {
  readonly request: GpioRequest;
  readonly timers: Timers;
}

/** Contacts and lamps at the pins of a simulated chip. It polices its seam: what no kernel would do is in `violations`. */
export class GpioSimulator implements GpioLines {
  readonly name = 'GPIO (simulated)';
  readonly possibleFaults = gpioFaults;
  readonly violations: string[] = [];
  readonly #options: GpioSimulatorOptions;
  readonly #faults: FaultSet<GpioFault>;
  readonly #closed = new Set<number>();
  readonly #lamps = new Map<number, Signal>();
  #connection: { readonly receiver: LinkReceiver<GpioEdge> } | null = null;

  constructor(options: GpioSimulatorOptions) {
    this.#options = options;
    this.#faults = new FaultSet((fault, broken) => {
      if (fault === 'flooding' && !broken) {
        for (const line of options.request.inputs) this.#edge(line, this.#closed.has(line), 0);
      }
      if (!broken) return;
      if (fault === 'unplugged') this.#hangUp(new Fault('missing', this.name));
      if (fault === 'watch-dies') this.#hangUp(new Fault('lost', 'gpiomon'));
      if (fault === 'flooding') this.#flood();
    });
  }

  setFault(fault: GpioFault, broken: boolean): void {
    this.#faults.set(fault, broken);
  }

  /** What each lamp shows; a lamp that nobody drives is off. */
  lamp(line: number): Signal {
    return this.#lamps.get(line) ?? 'off';
  }

  /** A finger on the button at a line, until {@link letGo}. */
  hold(line: number): void {
    this.#turn(line, true);
  }
  letGo(line: number): void {
    this.#turn(line, false);
  }

  async open(receiver: LinkReceiver<GpioEdge>): Promise<GpioConnection> {
    if (this.#connection !== null) this.violations.push('opened twice at a time');
    const [line = 0] = this.#options.request.inputs;
    if (this.#faults.has('unplugged')) throw chipMissing(HEADER_CHIPS, [], this.name);
    if (this.#faults.has('wrong-chip')) throw chipMissing(HEADER_CHIPS, ['gpio-mockup'], this.name);
    if (this.#faults.has('permission')) throw new Fault('permission', '/dev/gpiochip0');
    if (this.#faults.has('busy')) throw lineBusy(line, 'gpio-keys');
    const connection = { receiver };
    this.#connection = connection;
    if (this.#faults.has('watch-dies')) queueMicrotask(() => this.#hangUp(new Fault('lost', 'gpiomon')));
    return {
      active: new Set(this.#options.request.inputs.filter((input) => this.#closed.has(input))),
      findings: [{ is: 'there', what: { ja: '模擬GPIO', en: 'simulated GPIO' }, command: null }],
      drive: (output, signal) => {
        if (!this.#options.request.outputs.includes(output))
          this.violations.push(`drove ${output}, which it did not ask for`);
        if (this.#connection === connection) this.#lamps.set(output, signal);
      },
      close: async () => {
        if (this.#connection === connection) this.#hangUp(null);
      },
    };
  }

  #turn(line: number, closed: boolean): void {
    const bounces = this.#faults.has('bouncing') ? 6 : 0;
    for (let bounce = 0; bounce <= bounces; bounce += 1) this.#edge(line, bounce % 2 === 0 ? closed : !closed, bounce);
    if (closed) this.#closed.add(line);
    else this.#closed.delete(line);
  }

  /** Bounces are told in one go, as after a unit was busy: only their times tell them apart. */
  #edge(line: number, active: boolean, lateMs: number): void {
    this.#connection?.receiver.data({ line, active, atMs: this.#options.timers.elapsedMs() + lateMs });
  }

  #flood(): void {
    if (!this.#faults.has('flooding')) return;
    const { inputs } = this.#options.request;
    for (let count = 0; count < 10; count += 1) this.#edge(inputs[count % inputs.length] ?? 0, count % 4 < 2, count);
    this.#options.timers.after(10, () => this.#flood());
  }

  #hangUp(fault: HardwareFault | null): void {
    const connection = this.#connection;
    this.#connection = null;
    // A line that nobody holds is dark.
    this.#lamps.clear();
    if (fault !== null) connection?.receiver.closed(fault);
  }
}
