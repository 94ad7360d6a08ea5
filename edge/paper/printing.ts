import type { Printer, PrintOutcome, TicketContent } from '../../hardware/printer/printer.ts';
import type { Closable } from '../../protocol/ground/environment.ts';
import type { CommandOf } from '../../protocol/queue/commands.ts';
import { isAlive, type Ticket } from '../../protocol/queue/ticket.ts';
import { type PrintState, printOf, wantsPaper } from '../core/papers.ts';
import type { Reply } from '../queue/section.ts';
import type { Unit } from '../queue/unit.ts';

export interface PrintingOptions extends Pick<Unit, 'section' | 'logger'> {
  readonly printers: readonly Printer[];
  readonly contentOf: (ticket: Ticket, reprint: boolean) => TicketContent;
  /** A print began or ended. */
  readonly onChange: () => void;
}

/** How long after a job that could not begin the next attempt is made, milliseconds. */
const RETRY_MS = 1_000;

/** The prints of a lead. What must be printed is read from the state each time, so a restart finishes what was promised. */
export class Printing implements Closable {
  readonly #options: PrintingOptions;
  readonly #jobs = new Map<string, AbortController>();
  /** The tickets of which the log says that their print began in this run of the program. */
  readonly #begun = new Set<string>();
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: PrintingOptions) {
    this.#options = options;
  }

  /** The tickets whose print is under way now. */
  get underWay(): ReadonlySet<string> {
    return new Set(this.#jobs.keys());
  }

  /** Starts what the state says is pending and nobody prints yet, and voids what nobody needs any more. */
  reconcile(): void {
    const { printers, section } = this.#options;
    if (this.#closed || printers.length === 0) return;
    for (const ticket of section.state.tickets.values()) {
      const print = this.#printOf(ticket.ticket);
      if (print.state !== 'pending' || !wantsPaper(ticket) || this.#jobs.has(ticket.ticket)) continue;
      if (isAlive(ticket)) void this.#print(ticket, print.reprint);
      // Not from within a listener: a command must be whole before the next begins.
      else queueMicrotask(() => this.#void(ticket.ticket));
    }
    for (const [ticket, job] of this.#jobs) if (this.#isOver(ticket)) job.abort();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    for (const job of this.#jobs.values()) job.abort();
  }

  async #print(ticket: Ticket, reprint: boolean): Promise<void> {
    const { printers, contentOf, onChange } = this.#options;
    const { ticket: id } = ticket;
    const job = new AbortController();
    this.#jobs.set(id, job);
    const outcome = await choose(printers).print({
      ticket: id,
      content: contentOf(ticket, reprint),
      signal: job.signal,
      stillWanted: () => this.#isKnown(id) && this.#printOf(id).state === 'pending',
      onStart: async () => {
        const reply = this.#report(id, { state: 'started' });
        if ('refused' in reply) throw new Error(reply.refused.message.en);
        this.#begun.add(id);
      },
    });
    this.#jobs.delete(id);
    this.#finish(ticket, outcome);
    this.#begun.delete(id);
    onChange();
  }

  #finish({ ticket, number }: Ticket, outcome: PrintOutcome): void {
    switch (outcome.state) {
      case 'printed':
        this.#report(ticket, { state: 'printed', proof: outcome.proof });
        return;
      case 'unknown':
        this.#options.logger.warn(
          { number, reason: outcome.reason },
          'nobody can say whether this ticket was printed; staff look, or reprint',
        );
        return;
      case 'not-started':
        // Logged as begun, and then not one byte went out: it failed, and staff reprint it knowing that no paper exists.
        if (this.#begun.has(ticket)) this.#report(ticket, { state: 'failed', reason: outcome.detail });
        else if (this.#isOver(ticket)) this.#void(ticket);
        else if (!this.#closed) this.#retry ??= setTimeout(() => this.#again(), RETRY_MS);
        return;
      default:
        outcome satisfies never;
    }
  }

  #again(): void {
    this.#retry = undefined;
    this.reconcile();
  }

  #void(ticket: string): Reply {
    return this.#report(ticket, { state: 'failed', reason: 'the visit was over before it was printed' });
  }

  #report(ticket: string, outcome: CommandOf<'report-print'>['outcome']): Reply {
    return this.#options.section.handle({ type: 'report-print', ticket, outcome }, { role: 'lead' });
  }

  #printOf(ticket: string): PrintState {
    return printOf(this.#options.section.papers, ticket);
  }

  #isKnown(ticket: string): boolean {
    return this.#options.section.state.tickets.has(ticket);
  }

  #isOver(id: string): boolean {
    const ticket = this.#options.section.state.tickets.get(id);
    return ticket === undefined || !isAlive(ticket);
  }
}

/** The first printer that works with the fewest jobs; where none works, the first: it prints when it is mended. */
function choose(printers: readonly Printer[]): Printer {
  const working = printers.filter((printer) => ['ok', 'attention'].includes(printer.view().state));
  const candidates = working.length > 0 ? working : printers;
  const [first, ...others] = candidates;
  if (first === undefined) throw new Error('a print needs a printer');
  return others.reduce((best, printer) => (printer.pending() < best.pending() ? printer : best), first);
}
