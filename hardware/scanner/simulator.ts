import { FaultSet } from '../simulation/fault-set.ts';
import type { Peer, SimulatedDevice, Wire } from '../simulation/plug.ts';
import { type Cancel, systemTimers, type Timers } from '../timers.ts';

/**
 * `silent`: reads, but sends nothing · `garbled`: the wrong speed · `slow`: a byte at a time · `repeating`: sends a code for as long
 * as it lies there · `endless`: sends 10 kB without an end.
 */
const scannerFaults = ['unplugged', 'silent', 'slow', 'garbled', 'repeating', 'endless'] as const;
export type ScannerFault = (typeof scannerFaults)[number];

const TERMINATORS = { CR: '\r', LF: '\n', CRLF: '\r\n', none: '' } as const;
const REPEATS = 5;
const ENDLESS_BYTES = 10_000;

/** A scanner in serial mode, byte for byte. See {@link SimulatedDevice}. It is sent nothing: a byte to it is a violation. */
export class ScannerSimulator implements SimulatedDevice<ScannerFault> {
  readonly possibleFaults = scannerFaults;
  readonly violations: string[] = [];
  readonly #timers: Timers;
  readonly #terminator: string;
  readonly #faults = new FaultSet<ScannerFault>();
  readonly #peers = new Set<Peer>();
  #rest: number[] = [];
  #cancelSlow: Cancel | null = null;

  constructor(options: { readonly timers?: Timers; readonly terminator?: keyof typeof TERMINATORS } = {}) {
    this.#timers = options.timers ?? systemTimers;
    this.#terminator = TERMINATORS[options.terminator ?? 'CR'];
  }

  get plug() {
    return this.#faults.plug;
  }
  faults(): ReadonlySet<ScannerFault> {
    return this.#faults.all();
  }
  setFault(fault: ScannerFault, broken: boolean): void {
    this.#faults.set(fault, broken);
  }

  /** A code under the reader. */
  scan(text: string): void {
    if (this.#faults.has('silent')) return;
    const times = this.#faults.has('repeating') ? REPEATS : 1;
    const code = this.#faults.has('endless') ? 'x'.repeat(ENDLESS_BYTES) : `${text}${this.#terminator}`;
    this.#send([...Buffer.from(code.repeat(times), 'utf8')]);
  }

  connect(peer: Peer): Wire {
    this.#peers.add(peer);
    return {
      data: () => {
        if (this.violations.length < 1000) this.violations.push('a byte to a scanner');
      },
      ended: () => this.#peers.delete(peer),
    };
  }

  /** Lets go of its timers. */
  close(): void {
    this.#cancelSlow?.();
  }

  #send(bytes: readonly number[]): void {
    const sent = this.#faults.has('garbled')
      ? bytes.map((byte) => (byte === 0x0d || byte === 0x0a ? byte : byte | 0x80))
      : bytes;
    if (this.#faults.has('slow') || this.#cancelSlow !== null) {
      this.#rest.push(...sent);
      this.#sendNext();
    } else for (const peer of this.#peers) peer.write(Uint8Array.from(sent));
  }

  #sendNext(): void {
    const byte = this.#cancelSlow === null ? this.#rest.shift() : undefined;
    if (byte === undefined) return;
    for (const peer of this.#peers) peer.write(Uint8Array.of(byte));
    this.#cancelSlow = this.#timers.after(1, () => {
      this.#cancelSlow = null;
      this.#sendNext();
    });
  }
}
