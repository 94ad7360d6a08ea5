import { Changes } from '../changes.ts';
import { HardwareFault } from '../fault.ts';
import type { Session } from '../links/keeper.ts';
import type { Connection } from '../links/link.ts';
import type { Timers } from '../timers.ts';
import { Echo } from './echo.ts';
import { AUTOMATIC_STATUS } from './escpos-commands.ts';
import { Hearing } from './hearing.ts';
import { processIdRequest } from './process-ids.ts';
import { canPrint, type PrinterStatus, REAL_TIME, type RealTime } from './status.ts';

/**
 * What a look at the printer found. `mute`: this one never answered on this connection, so nothing can be learned and tickets
 * go out all the same. `silent`: it answered before and does not now. `blocked`: a ticket that is sent now would not come out.
 */
export type Check = 'good' | 'blocked' | 'mute' | 'silent' | 'lost';

export interface PrinterSessionOptions {
  readonly connection: Connection;
  readonly timers: Timers;
  readonly statusTimeoutMs: number;
  /** Something that a condition may look at has changed. */
  readonly onChange: () => void;
}

/** The printer as one connection knows it: what it said, and whether it answers at all. */
export class PrinterSession implements Session {
  readonly #options: PrinterSessionOptions;
  readonly #changes = new Changes();
  readonly #hearing = new Hearing();
  readonly #echo = new Echo();
  #stuck = false;
  #looking: Promise<unknown> = Promise.resolve();
  readonly #unanswered = new Set<RealTime>();
  #probed = false;
  #fault: HardwareFault | null = null;
  /** False once a process id stayed away although all was well; true again when one comes. */
  provable = true;

  constructor(options: PrinterSessionOptions) {
    this.#options = options;
  }

  get status(): PrinterStatus {
    return this.#hearing.status;
  }
  /** Whether it has ever said anything on this connection. */
  get answers(): boolean {
    return this.#hearing.answers;
  }
  /** Whether the first look is over. */
  get probed(): boolean {
    return this.#probed;
  }
  get garbled(): boolean {
    return this.#hearing.garbled;
  }
  /** It takes no more bytes: those sent are still on their way to it. */
  get stuck(): boolean {
    return this.#stuck;
  }
  /** What is there sends back what it is sent: a modem, a terminal, a plug in the wrong socket. */
  get echoes(): boolean {
    return this.#echo.heard;
  }
  /** Why the connection is over; null while it is not. */
  get fault(): HardwareFault | null {
    return this.#fault;
  }

  /** The first look, at connect: a printer that never answers costs its time-out here, not at a ticket. */
  async probe(): Promise<void> {
    const check = await this.check();
    // Not awaited: a printer that takes nothing now gets it when it does.
    if ((check === 'good' || check === 'blocked') && !this.echoes)
      void this.send(Buffer.from(AUTOMATIC_STATUS, 'latin1'));
    this.#probed = true;
    this.#changed();
  }

  data(bytes: Uint8Array): void {
    const { processId } = this.#hearing;
    for (const byte of bytes) {
      this.#echo.take(byte);
      this.#hearing.take(byte);
    }
    if (this.#hearing.processId !== processId) this.provable = true;
    this.#changed();
  }

  ended(fault: HardwareFault | null): void {
    this.#fault = fault ?? new HardwareFault('closed', 'printer');
    this.#changed();
  }

  /** Asks DLE EOT 1 to 4, one after another; requests that this model once left unanswered are not asked again. */
  check(): Promise<Check> {
    const look = this.#looking.then(() => this.#look());
    this.#looking = look;
    return look;
  }

  async #look(): Promise<Check> {
    if (this.#stuck) return 'blocked';
    for (const n of REAL_TIME) {
      if (this.#unanswered.has(n)) continue;
      const answered = await this.#ask(n);
      if (this.#fault) return 'lost';
      if (this.#stuck || this.#echo.heard) return 'blocked';
      if (answered) continue;
      if (n === 1) return this.answers ? 'silent' : 'mute';
      this.#unanswered.add(n);
    }
    return canPrint(this.status) ? 'good' : 'blocked';
  }

  async #ask(n: RealTime): Promise<boolean> {
    const { statusTimeoutMs: timeoutMs } = this.#options;
    const request = Uint8Array.of(0x10, 0x04, n);
    this.#hearing.awaited = n;
    this.#echo.sent(request);
    if ((await this.#taken(request, timeoutMs)) !== 'taken') return false;
    const answered = await this.until(() => this.#hearing.awaited === null || this.#echo.heard, timeoutMs);
    if (this.#echo.heard || !answered) this.#hearing.awaited = null;
    return answered && !this.#echo.heard;
  }

  /** A printer that stands still may take nothing at all: then the bytes wait, and the answer to them comes when it goes on. */
  async #taken(bytes: Uint8Array, timeoutMs: number): Promise<'taken' | 'stuck' | 'failed'> {
    let taken: boolean | null = null;
    void this.send(bytes).then(async (was) => {
      taken = was;
      // What was asked before it stood still is answered first.
      if (this.#stuck && was) await this.until(() => this.#hearing.awaited === null, timeoutMs);
      this.#stuck = false;
      this.#changed();
    });
    await this.until(() => taken !== null, timeoutMs);
    if (taken === null) {
      this.#stuck = true;
      this.#changed();
    }
    return taken === null ? 'stuck' : taken ? 'taken' : 'failed';
  }

  /** What GS I says of `n`; null where this model doesn't. Asked while nothing is printed. */
  information(n: number): Promise<string | null> {
    const answer = this.#looking.then(async () => {
      const text = this.#hearing.beginText();
      await this.send(Uint8Array.of(0x1d, 0x49, n));
      await this.until(() => text.said !== null, this.#options.statusTimeoutMs);
      this.#hearing.endText();
      return text.said;
    });
    this.#looking = answer;
    return answer;
  }

  /** Whether the id comes back when nothing is printed before it. What a model without GS ( H makes of it is thrown away. */
  async provesItself(id: string): Promise<boolean> {
    await this.send(processIdRequest(id));
    const proved = await this.until(() => this.proved(id), this.#options.statusTimeoutMs * 2);
    if (!proved) await this.send(Buffer.from(`\x1b@${AUTOMATIC_STATUS}`, 'latin1'));
    return proved;
  }

  /** Whether the bytes were taken. A link that fails here ends the session by itself. */
  async send(bytes: Uint8Array): Promise<boolean> {
    try {
      await this.#options.connection.write(bytes);
      return true;
    } catch {
      return false;
    }
  }

  /** Like send, but tells a write of which not a byte was handed over (`closed`) from one of which nobody knows. */
  async sendTicket(bytes: Uint8Array): Promise<'sent' | 'not-sent' | 'unknown'> {
    if (this.#fault) return 'not-sent';
    try {
      await this.#options.connection.write(bytes);
      return 'sent';
    } catch (error) {
      return error instanceof HardwareFault && error.code === 'closed' ? 'not-sent' : 'unknown';
    }
  }

  proved(id: string): boolean {
    return this.#hearing.processId === id;
  }

  /** Resolves when the condition holds, the connection has ended or the time is up; with whether the condition holds. */
  async until(condition: () => boolean, timeoutMs?: number): Promise<boolean> {
    await this.#changes.until(() => condition() || this.#fault !== null, { timers: this.#options.timers, timeoutMs });
    return condition();
  }

  #changed(): void {
    this.#changes.notify();
    this.#options.onChange();
  }
}
