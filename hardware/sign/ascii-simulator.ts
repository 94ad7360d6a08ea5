import { FaultSet } from '../simulation/fault-set.ts';
import type { Peer, SimulatedDevice, Wire } from '../simulation/plug.ts';
import type { Cancel } from '../timers.ts';
import { CR } from './ascii-protocol.ts';

/** `garbled`: hears every byte wrong · `frozen`: shows what it showed. It never answers, so that it can't be silent. */
const asciiSignFaults = ['unplugged', 'garbled', 'frozen'] as const;
export type AsciiSignFault = (typeof asciiSignFaults)[number];

/** A digit display that takes lines of its own width, byte for byte. See {@link SimulatedDevice}. */
export class AsciiSignSimulator implements SimulatedDevice<AsciiSignFault> {
  readonly possibleFaults = asciiSignFaults;
  readonly violations: string[] = [];
  readonly #width: number;
  readonly #faults: FaultSet<AsciiSignFault>;
  readonly #listeners = new Set<() => void>();
  #text: string;

  constructor(width: number) {
    this.#width = width;
    this.#text = ' '.repeat(width);
    this.#faults = new FaultSet((fault, broken) => {
      // Its power is in the same cable.
      if (fault === 'unplugged' && broken) this.#show(' '.repeat(width));
    });
  }

  get plug() {
    return this.#faults.plug;
  }
  faults(): ReadonlySet<AsciiSignFault> {
    return this.#faults.all();
  }
  setFault(fault: AsciiSignFault, broken: boolean): void {
    this.#faults.set(fault, broken);
  }

  /** What it shows, as wide as it is. */
  text(): string {
    return this.#text;
  }
  onText(listener: () => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  connect(_peer: Peer): Wire {
    let line = '';
    return {
      data: (bytes) => {
        for (const byte of bytes) {
          const heard = this.#faults.has('garbled') ? byte ^ 0x41 : byte;
          if (heard === CR) {
            this.#take(line);
            line = '';
          } else line = (line + String.fromCharCode(heard)).slice(-(this.#width + 1));
        }
      },
      ended: () => {},
    };
  }

  #take(line: string): void {
    if (line.length === this.#width && /^[\x20-\x7e]*$/.test(line)) this.#show(line);
    else if (this.violations.length < 1000) this.violations.push(`a line that is not ${this.#width} wide: ${line}`);
  }

  #show(text: string): void {
    if (text === this.#text || this.#faults.has('frozen')) return;
    this.#text = text;
    for (const listener of [...this.#listeners]) listener();
  }
}
