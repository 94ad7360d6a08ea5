import { FaultSet } from '../simulation/fault-set.ts';
import type { Peer, SimulatedDevice, Wire } from '../simulation/plug.ts';
import { type Cancel, systemTimers, type Timers } from '../timers.ts';
import { ACK, addressBytes, BLANK_AFTER_MS, type FrameState, NAK, outside, stepFrame } from './frames.ts';

/** `silent`: shows, but answers nothing · `garbled`: hears every byte wrong · `slow`: answers late · `frozen`: shows what it showed. */
const signFaults = ['unplugged', 'silent', 'slow', 'garbled', 'frozen'] as const;
export type SignFault = (typeof signFaults)[number];

const SLOW_MS = 800;
/** On a bus nobody may answer later. */
const SLOW_ON_BUS_MS = 90;

/** A number sign, byte for byte. See {@link SimulatedDevice}. */
export class SignSimulator implements SimulatedDevice<SignFault> {
  readonly possibleFaults = signFaults;
  readonly violations: string[] = [];
  /** Its address on a bus; null where it has a line of its own. */
  readonly address: number | null;
  readonly #timers: Timers;
  readonly #faults: FaultSet<SignFault>;
  readonly #listeners = new Set<(text: string) => void>();
  #text = '';
  #cancelBlank: Cancel = () => {};
  readonly #pending = new Set<Cancel>();

  constructor(options: { readonly timers?: Timers; readonly address?: number } = {}) {
    this.address = options.address ?? null;
    this.#timers = options.timers ?? systemTimers;
    this.#faults = new FaultSet((fault, broken) => {
      // Its power is in the same cable.
      if (fault === 'unplugged' && broken) this.#show('');
    });
  }

  get plug() {
    return this.#faults.plug;
  }
  faults(): ReadonlySet<SignFault> {
    return this.#faults.all();
  }
  setFault(fault: SignFault, broken: boolean): void {
    this.#faults.set(fault, broken);
  }

  /** What it shows; '' is blank. */
  text(): string {
    return this.#text;
  }
  onText(listener: (text: string) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What it shows, as a picture of 400 × 140. */
  svg(): string {
    const shown = this.#text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    const size = Math.min(110, Math.floor(600 / Math.max(1, this.#text.length)));
    return [
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 140" width="400" height="140">',
      '<rect width="400" height="140" rx="10" fill="#16130f"/>',
      `<text x="200" y="${70 + size * 0.36}" text-anchor="middle" font-size="${size}" font-weight="700" fill="#ffb02e"`,
      ` font-family="'Noto Sans Mono CJK JP',monospace" xml:space="preserve">${shown}</text></svg>`,
    ].join('');
  }

  connect(peer: Peer): Wire {
    let state: FrameState = outside;
    return {
      data: (bytes) => {
        for (const byte of bytes) {
          const step = stepFrame(state, this.#faults.has('garbled') ? byte ^ 0x41 : byte);
          state = step.state;
          if (!step.frame) continue;
          if ('broken' in step.frame) this.#refuse(peer, step.frame.broken);
          else if ((step.frame.address ?? null) === this.address) {
            this.#show(step.frame.text);
            this.#answer(peer, ACK);
          } else if (this.address === null) this.#refuse(peer, 'a frame for a sign on a bus');
        }
      },
      ended: () => {},
    };
  }

  /** Lets go of its timers. */
  close(): void {
    this.#cancelBlank();
    for (const cancel of this.#pending) cancel();
  }

  /** Whether an answer is on its way. */
  get answering(): boolean {
    return this.#pending.size > 0;
  }

  /** On a bus nobody knows for whom a broken frame was: nobody answers it. */
  #refuse(peer: Peer, why: string): void {
    if (this.violations.length < 1000) this.violations.push(why);
    if (this.address === null) this.#answer(peer, NAK);
  }

  #show(text: string): void {
    this.#cancelBlank();
    if (text !== '') this.#cancelBlank = this.#timers.after(BLANK_AFTER_MS, () => this.#show(''));
    if (text === this.#text || this.#faults.has('frozen')) return;
    this.#text = text;
    for (const listener of [...this.#listeners]) listener(text);
  }

  #answer(peer: Peer, byte: number): void {
    if (this.#faults.has('silent')) return;
    const bytes = Uint8Array.of(...(this.address === null ? [] : addressBytes(this.address)), byte);
    if (!this.#faults.has('slow')) return peer.write(bytes);
    const cancel = this.#timers.after(this.address === null ? SLOW_MS : SLOW_ON_BUS_MS, () => {
      this.#pending.delete(cancel);
      peer.write(bytes);
    });
    this.#pending.add(cancel);
  }
}
