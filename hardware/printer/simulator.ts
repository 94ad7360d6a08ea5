import { FaultSet } from '../simulation/fault-set.ts';
import type { Peer, SimulatedDevice, Wire } from '../simulation/plug.ts';
import { type Cancel, systemTimers, type Timers } from '../timers.ts';
import { byteAt, type PrinterCommand, takeCommand } from './simulator/commands.ts';
import { type PrinterFault, printerFaults } from './simulator/faults.ts';
import { type Paper, Papers } from './simulator/papers.ts';
import { type Piece, Roll } from './simulator/roll.ts';
import { automaticStatus, isStopped, realTimeStatus } from './simulator/status-bytes.ts';

export type { Paper };
export { type PrinterFault, printerFaults };

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
  readonly #roll: Roll;
  readonly #faults: FaultSet<PrinterFault>;
  readonly #connected = new Set<Connected>();
  readonly #papers: Papers;
  #buffer: { readonly command: PrinterCommand; readonly from: Connected }[] = [];
  #working: Cancel | null = null;
  #accident: { lines: number; readonly happen: () => void } | null = null;

  constructor(options: PrinterSimulatorOptions = {}) {
    this.#timers = options.timers ?? systemTimers;
    this.#model = options.knowsUtf8 === false ? 'TM-T88V' : 'TM-m30';
    this.#slowMs = options.slowMs ?? 20;
    this.#papers = new Papers(options.keep ?? 200);
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
    return this.#papers.all();
  }
  onPaper(listener: (paper: Paper) => void): Cancel {
    return this.#papers.onPaper(listener);
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
    if (piece) this.#papers.add(piece, end);
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
    const status = realTimeStatus(n, this.faults());
    if (status === null) this.#violation(`DLE EOT ${n}`);
    else this.#answer(from, status);
  }

  #tellStatus(to: Connected): void {
    if (to.automatic) this.#answer(to, ...automaticStatus(this.faults()));
  }

  #answer(to: Connected, ...bytes: number[]): void {
    if (this.#faults.has('silent')) return;
    // A wrong speed or a bad contact: the top bit is set, which no reply of this kind has.
    to.peer.write(Uint8Array.from(bytes, (value) => (this.#faults.has('garbled') ? value | 0x80 : value)));
  }

  #stopped(): boolean {
    return isStopped(this.faults());
  }

  #violation(why: string): void {
    if (this.violations.length < 1000) this.violations.push(why);
  }
}
