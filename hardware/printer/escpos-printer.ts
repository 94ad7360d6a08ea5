import type { DeviceView } from '../../protocol/ground/devices.ts';
import { Changes } from '../changes.ts';
import { ConditionHolder } from '../condition-holder.ts';
import type { DeviceEnvironment } from '../device.ts';
import { type HardwareFault, staffWords } from '../fault.ts';
import { type Finding, findingOf } from '../finding.ts';
import { Keeper } from '../links/keeper.ts';
import type { Connection, Link } from '../links/link.ts';
import type { Cancel } from '../timers.ts';
import { givenUp, notStarted } from './not-started.ts';
import type { Printer, PrintOutcome, TicketJob } from './printer.ts';
import type { PrinterConfiguration } from './printer-configuration.ts';
import { printerFindings } from './printer-findings.ts';
import { PrinterSession } from './printer-session.ts';
import { processIdRequest, processIds } from './process-ids.ts';
import { lost, prove, transferTime, unknown } from './prove.ts';
import { sessionCondition } from './session-condition.ts';
import { canPrint } from './status.ts';
import { TicketPaper } from './ticket-paper.ts';
import type { Typeface } from './typeface.ts';

/** While a job waits, its printer is looked at and `stillWanted` asked this often. */
const WAITING_LOOK_MS = 1000;
/** An idle printer is looked at this often: a pulled network cable says nothing by itself. */
const IDLE_LOOK_MS = 5000;

export interface EscPosOptions {
  readonly configuration: PrinterConfiguration;
  /** The machine's fonts; called when a ticket first has a character that the printer lacks. Rejects where they can't be had. */
  readonly loadTypeface: () => Promise<Typeface>;
}

/** ESC/POS over any link. See {@link Printer} for what it owes. */
export class EscPosPrinter implements Printer {
  readonly kind = 'printer';
  readonly id: string;
  readonly #configuration: PrinterConfiguration;
  readonly #environment: DeviceEnvironment;
  readonly #paper: TicketPaper;
  readonly #keeper: Keeper;
  readonly #condition: ConditionHolder;
  readonly #changes = new Changes();
  readonly #queue: TicketJob[] = [];
  readonly #ids: Iterator<string, never>;
  #session: PrinterSession | null = null;
  #answeredOnce = false;
  #provedOnce = false;
  #closed = false;
  #cancelIdleLook: Cancel = () => {};

  constructor({ configuration, loadTypeface }: EscPosOptions, link: Link, environment: DeviceEnvironment) {
    this.id = configuration.id;
    this.#configuration = configuration;
    this.#paper = new TicketPaper({ configuration, loadTypeface, logger: environment.logger });
    this.#environment = environment;
    this.#condition = new ConditionHolder(this);
    this.#ids = processIds(environment.random);
    this.#keeper = new Keeper({
      link,
      environment,
      device: configuration.id,
      begin: (connection) => this.#begin(connection),
      onDown: (fault) => this.#down(fault),
    });
  }

  view(): DeviceView {
    return this.#condition.view();
  }

  onChange(listener: (view: DeviceView) => void): Cancel {
    return this.#condition.onChange(listener);
  }

  async open(): Promise<void> {
    if (!this.#closed) this.#keeper.open();
  }

  async findings(): Promise<readonly Finding[]> {
    const { fault } = this.#keeper;
    if (fault) return [findingOf(fault)];
    const id = this.#ids.next().value;
    return this.#session ? printerFindings(this.#session, this.#configuration, id) : [];
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelIdleLook();
    this.#changes.notify();
    await this.#keeper.close();
    await this.#changes.until(() => this.#queue.length === 0, this.#environment);
  }

  pending(): number {
    return this.#queue.length;
  }

  async print(job: TicketJob): Promise<PrintOutcome> {
    // The same ticket may be printed twice: an entry of its own keeps its place in the queue.
    const entry = { ...job };
    this.#queue.push(entry);
    try {
      const outcome = await this.#untilPrinted(entry);
      const { ticket } = job;
      // A ticket that nobody wants any more is no fault.
      const isSound =
        outcome.state === 'printed' ||
        (outcome.state === 'not-started' && ['cancelled', 'unwanted'].includes(outcome.reason));
      this.#environment.logger[isSound ? 'info' : 'warn'](
        { device: this.id, ticket, ...outcome },
        `print ${outcome.state}`,
      );
      return outcome;
    } finally {
      this.#queue.splice(this.#queue.indexOf(entry), 1);
      this.#changes.notify();
    }
  }

  async #untilPrinted(job: TicketJob): Promise<PrintOutcome> {
    const ready = (): boolean => this.#queue[0] === job && this.#session?.probed === true;
    const silentSessions = new Set<PrinterSession>();
    for (;;) {
      await this.#wait(ready, job);
      const given = this.#givenUp(job);
      if (given) return given;
      const session = this.#session;
      if (!ready() || !session) continue;
      // Found mute at connect: only that first look pays the time-out.
      const check = session.answers || session.stuck || session.echoes ? await session.check() : 'mute';
      switch (check) {
        case 'lost':
          continue;
        case 'silent':
          // One lost answer is forgiven; after two a new connection shows whether it answers at all.
          if (silentSessions.has(session)) this.#drop(session);
          silentSessions.add(session);
          continue;
        case 'blocked':
          await this.#wait(
            () => session.fault !== null || (!session.stuck && !session.echoes && canPrint(session.status)),
            job,
          );
          continue;
        case 'good':
        case 'mute':
          return this.#givenUp(job) ?? (await this.#start(job, session));
      }
    }
  }

  #wait(condition: () => boolean, { signal }: TicketJob): Promise<boolean> {
    return this.#changes.until(() => this.#closed || condition(), {
      timers: this.#environment.timers,
      timeoutMs: WAITING_LOOK_MS,
      signal,
    });
  }

  #givenUp(job: TicketJob): PrintOutcome | null {
    return givenUp(job, this.#closed);
  }

  async #start(job: TicketJob, session: PrinterSession): Promise<PrintOutcome> {
    const { link, proof, statusTimeoutMs, proofTimeoutMs } = this.#configuration;
    const { logger, timers } = this.#environment;
    const bytes = await this.#paper.bytes(job.content);
    this.#changed(session);
    const id = proof === 'process-id' && session.provable ? this.#ids.next().value : null;
    const whole = id === null ? bytes : Buffer.concat([bytes, processIdRequest(id)]);
    try {
      await job.onStart?.();
    } catch (error) {
      logger.error({ device: this.id, ticket: job.ticket, error }, 'a print could not be noted as started');
      return notStarted('start-refused', '記録できなかったため、印刷していません。');
    }
    if (this.#closed || job.signal?.aborted) return this.#givenUp(job) ?? notStarted('closed', '印刷していません。');
    const provedBefore = this.#provedOnce;
    switch (await session.sendTicket(whole)) {
      case 'not-sent':
        return notStarted('link-lost', 'プリンターとの接続が切れたため、印刷していません。');
      case 'unknown':
        return this.#closed ? unknown('closed') : lost(session);
      case 'sent':
    }
    const transferMs = transferTime(whole.length, link);
    const outcome = await prove({ session, id, timers, transferMs, statusTimeoutMs, proofTimeoutMs, provedBefore });
    if (outcome.state === 'printed' && outcome.proof === 'process-id') this.#provedOnce = true;
    if (outcome.state === 'unknown' && outcome.reason === 'silent') this.#drop(session);
    if (id !== null && !session.provable) {
      logger.warn(
        { device: this.id },
        'no process id comes back: prints count as sent; set proof: sent for this model',
      );
    }
    return outcome;
  }

  #begin(connection: Connection): PrinterSession {
    const { timers } = this.#environment;
    const { statusTimeoutMs } = this.#configuration;
    const session = new PrinterSession({ connection, timers, statusTimeoutMs, onChange: () => this.#changed(session) });
    this.#session = session;
    void session.probe();
    this.#lookWhenIdle(session);
    return session;
  }

  #lookWhenIdle(session: PrinterSession, missed = 0): void {
    this.#cancelIdleLook = this.#environment.timers.after(IDLE_LOOK_MS, async () => {
      if (session.fault) return;
      // A printer that never said a word is left in peace: what it cannot answer would only fill its buffer.
      const said = session.answers || this.#answeredOnce || session.stuck || session.echoes;
      const due = session.probed && this.#queue.length === 0 && said;
      const silent = due && ['silent', 'mute'].includes(await session.check());
      if (session.fault || this.#closed) return;
      if (silent && session.answers && missed > 0) this.#drop(session);
      else this.#lookWhenIdle(session, silent ? missed + 1 : 0);
    });
  }

  #drop(session: PrinterSession): void {
    if (this.#session === session) this.#keeper.reconnect();
  }

  #down(fault: HardwareFault): void {
    this.#condition.set({ state: 'offline', detail: `プリンター：${staffWords(fault)}` });
  }

  #changed(session: PrinterSession): void {
    if (this.#session !== session) return;
    if (session.fault) {
      this.#session = null;
      this.#cancelIdleLook();
    } else {
      this.#answeredOnce ||= session.answers;
      if (session.probed) {
        const { proof } = this.#configuration;
        const { lacking } = this.#paper;
        this.#condition.set(sessionCondition(session, { proof, lacking, answeredOnce: this.#answeredOnce }));
      }
    }
    this.#changes.notify();
  }
}
