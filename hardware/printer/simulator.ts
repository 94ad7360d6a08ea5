import { FaultSet } from '../simulation/fault-set.ts';
import type { Peer, SimulatedDevice, Wire } from '../simulation/plug.ts';
import { type Cancel, systemTimers, type Timers } from '../timers.ts';
import { byteAt, type PrinterCommand, takeCommand } from './simulator/commands.ts';
import { type Piece, Roll } from './simulator/roll.ts';
import { pieceSvg } from './simulator/svg.ts';

/**
 * `silent`: prints, but has lost its voice · `unplugged`: hangs up and refuses · `slow`: takes its time over each command ·
 * `garbled`: its answers arrive broken · `no-process-id`: a clone without GS ( H · the rest is as it is called.
 */
export const printerFaults = [
  'unplugged',
  'paper-out',
  'paper-near-end',
  'cover-open',
  'cutter-jam',
  'silent',
  'slow',
  'garbled',
  'no-process-id',
] as const;
export type PrinterFault = (typeof printerFaults)[number];

/** A piece of paper that came out. */
export interface Paper {
  /** 1, 2, 3 … in the order in which they came out. */
  readonly id: number;
  /** What is written in the largest letters: the ticket's number. */
  readonly number: string | null;
  /** Its lines, as a person reads them. */
  readonly text: string;
  /** What its QR codes say. */
  readonly codes: readonly string[];
  /** Its picture, drawn when it is asked for; see svg.ts. */
  readonly svg: string;
  /** `torn`: it ended without a cut, because the power went. */
  readonly end: 'cut' | 'torn';
}

export interface PrinterSimulatorOptions {
  readonly timers?: Timers;
  readonly width?: 80 | 58;
  /** Whether it is a model that knows UTF-8 beside Shift_JIS. */
  readonly knowsUtf8?: boolean;
  /** Time that `slow` takes over a command. */
  readonly slowMs?: number;
  /** Pieces kept; older ones are thrown away. */
  readonly keep?: number;
}

interface Connected {
  readonly peer: Peer;
  rest: Uint8Array;
  automatic: boolean;
}

/** An ESC/POS ticket printer, byte for byte. See {@link SimulatedDevice}. */
export class PrinterSimulator implements SimulatedDevice<PrinterFault> {
  readonly possibleFaults = printerFaults;
  readonly violations: string[] = [];
  readonly #timers: Timers;
  readonly #model: string;
  readonly #slowMs: number;
  readonly #keep: number;
  readonly #roll: Roll;
  readonly #faults: FaultSet<PrinterFault>;
  readonly #connected = new Set<Connected>();
  readonly #papers: Paper[] = [];
  readonly #listeners = new Set<(paper: Paper) => void>();
  #buffer: { readonly command: PrinterCommand; readonly from: Connected }[] = [];
  #count = 0;
  #working: Cancel | null = null;
  #accident: { lines: number; readonly happen: () => void } | null = null;

  constructor(options: PrinterSimulatorOptions = {}) {
    this.#timers = options.timers ?? systemTimers;
    this.#model = options.knowsUtf8 === false ? 'TM-T88V' : 'TM-m30';
    this.#slowMs = options.slowMs ?? 20;
    this.#keep = options.keep ?? 200;
    this.#roll = new Roll({
      widthDots: options.width === 58 ? 384 : 576,
      knowsUtf8: options.knowsUtf8 ?? true,
      violation: (why) => this.#violation(why),
    });
    this.#faults = new FaultSet(() => {
      for (const one of this.#connected) this.#tellStatus(one);
      this.#work();
    });
  }

  get plug() {
    return this.#faults.plug;
  }
  faults(): ReadonlySet<PrinterFault> {
    return this.#faults.all();
  }
  setFault(fault: PrinterFault, broken: boolean): void {
    this.#faults.set(fault, broken);
  }

  /** What came out so far, the oldest first. */
  paper(): readonly Paper[] {
    return this.#papers;
  }
  onPaper(listener: (paper: Paper) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The paper runs out when this many more lines are printed: in the middle of a ticket, usually. */
  runOutAfterLines(lines: number): void {
    this.#accident = { lines, happen: () => this.setFault('paper-out', true) };
  }
  /** The power goes and comes back when this many more lines are printed. */
  powerCycleAfterLines(lines: number, link: 'drops' | 'stays' = 'drops'): void {
    this.#accident = { lines, happen: () => this.powerCycle(link) };
  }
  /** Off and on again. Its buffer is lost; a network connection drops, a serial adapter of its own power stays. */
  powerCycle(link: 'drops' | 'stays' = 'drops'): void {
    this.#buffer = [];
    this.#stopWorking();
    this.#roll.reset();
    this.#out(this.#roll.tear(), 'torn');
    for (const one of [...this.#connected]) {
      one.rest = new Uint8Array();
      one.automatic = false;
      if (link === 'drops') one.peer.end();
    }
  }

  connect(peer: Peer): Wire {
    const one: Connected = { peer, rest: new Uint8Array(), automatic: false };
    this.#connected.add(one);
    return {
      data: (bytes) => this.#take(one, bytes),
      ended: () => this.#connected.delete(one),
    };
  }

  #take(from: Connected, bytes: Uint8Array): void {
    from.rest = Buffer.concat([from.rest, bytes]);
    while (from.rest.length > 0) {
      const taken = takeCommand(from.rest);
      if (taken.found === 'incomplete') break;
      from.rest = from.rest.slice(taken.length);
      if (taken.found === 'violation') this.#violation(taken.why);
      else if (taken.found.urgent) this.#urgent(taken.found, from);
      else this.#buffer.push({ command: taken.found, from });
    }
    this.#work();
  }

  #work(): void {
    while (this.#buffer.length > 0 && !this.#stopped() && !this.#working) {
      if (this.#faults.has('slow')) {
        this.#working = this.#timers.after(this.#slowMs, () => {
          this.#stopWorking();
          this.#next();
          this.#work();
        });
      } else this.#next();
    }
  }

  #stopWorking(): void {
    this.#working?.();
    this.#working = null;
  }

  #next(): void {
    if (this.#stopped()) return;
    const next = this.#buffer.shift();
    if (!next) return;
    const { command, from } = next;
    switch (command.name) {
      case 'GS a':
        from.automatic = (command.bytes[2] ?? 0) !== 0;
        return this.#tellStatus(from);
      case 'GS r':
        return this.#answer(from, 0x00);
      case 'GS I':
        return this.#information(command, from);
      case 'GS (':
        if (command.bytes[2] === 0x48) return this.#processId(command, from);
    }
    const before = this.#roll.usedDots;
    this.#out(this.#roll.print(command), 'cut');
    if (this.#roll.usedDots > before) this.#lineFed();
  }

  #lineFed(): void {
    if (!this.#accident) return;
    this.#accident.lines -= 1;
    if (this.#accident.lines > 0) return;
    const { happen } = this.#accident;
    this.#accident = null;
    happen();
  }

  #out(piece: Piece | null, end: Paper['end']): void {
    if (!piece) return;
    this.#count += 1;
    const { number, text, codes } = piece;
    const paper: Paper = {
      id: this.#count,
      number,
      text,
      codes,
      end,
      get svg() {
        return pieceSvg(piece);
      },
    };
    this.#papers.push(paper);
    if (this.#papers.length > this.#keep) this.#papers.shift();
    for (const listener of [...this.#listeners]) listener(paper);
  }

  /** GS I: one byte for the small n, a text for the large. */
  #information(command: PrinterCommand, from: Connected): void {
    const n = byteAt(command, 2);
    const text = new Map([
      [65, '1.23 ESC/POS'],
      [66, 'EPSON'],
      [67, this.#model],
      [69, 'KANJI JAPANESE'],
    ]).get(n);
    if (n < 65) this.#answer(from, 0x00);
    else if (text !== undefined) this.#answer(from, 0x5f, ...Buffer.from(text, 'latin1'), 0x00);
  }

  /** GS ( H, function 48. */
  #processId({ bytes }: PrinterCommand, from: Connected): void {
    if (this.#faults.has('no-process-id')) return;
    const id = bytes.slice(7);
    if (bytes[5] !== 48 || bytes[6] !== 48 || id.length !== 4) return this.#violation('GS ( H with a wrong process id');
    this.#answer(from, 0x37, 0x22, ...id, 0x00);
  }

  #urgent({ name, bytes }: PrinterCommand, from: Connected): void {
    if (name !== 'DLE EOT') return;
    const n = bytes[2] ?? 0;
    const has = (fault: PrinterFault, bits: number): number => (this.#faults.has(fault) ? bits : 0);
    const stopped = this.#stopped() ? 1 : 0;
    switch (n) {
      case 1:
        return this.#answer(from, 0x12 | (stopped * 0x08));
      case 2:
        return this.#answer(from, 0x12 | has('cover-open', 0x04) | has('paper-out', 0x20) | has('cutter-jam', 0x40));
      case 3:
        return this.#answer(from, 0x12 | has('cutter-jam', 0x08));
      case 4:
        return this.#answer(from, 0x12 | has('paper-near-end', 0x0c) | has('paper-out', 0x6c));
      default:
        this.#violation(`DLE EOT ${n}`);
    }
  }

  #tellStatus(to: Connected): void {
    if (!to.automatic) return;
    const has = (fault: PrinterFault, bits: number): number => (this.#faults.has(fault) ? bits : 0);
    this.#answer(
      to,
      0x10 | (this.#stopped() ? 0x08 : 0) | has('cover-open', 0x20),
      has('cutter-jam', 0x08),
      has('paper-near-end', 0x03) | has('paper-out', 0x0f),
      0x00,
    );
  }

  #answer(to: Connected, ...bytes: number[]): void {
    if (this.#faults.has('silent')) return;
    // A wrong speed or a bad contact: the top bit is set, which no reply of this kind has.
    to.peer.write(Uint8Array.from(bytes, (value) => (this.#faults.has('garbled') ? value | 0x80 : value)));
  }

  #stopped(): boolean {
    return this.#faults.has('paper-out') || this.#faults.has('cover-open') || this.#faults.has('cutter-jam');
  }

  #violation(why: string): void {
    if (this.violations.length < 1000) this.violations.push(why);
  }
}
