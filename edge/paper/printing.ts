import type { Printer, PrintOutcome, TicketContent } from '../../hardware/printer/printer.ts';
import type { Closable, Logger } from '../../protocol/ground/environment.ts';
import type { Command } from '../../protocol/queue/commands.ts';
import type { SectionState } from '../../protocol/queue/state.ts';
import { isAlive, type Ticket } from '../../protocol/queue/ticket.ts';
import { wantsPaper } from '../core/view.ts';
import type { Reply } from '../queue/section.ts';

export interface PrintingOptions {
  readonly printers: readonly Printer[];
  readonly state: () => SectionState;
  readonly handle: (command: Command, id?: string) => Reply;
  readonly contentOf: (ticket: Ticket, reprint: boolean) => TicketContent;
  readonly onChange: () => void;
  readonly logger: Logger;
}

/** The prints of a lead. What must be printed is read from the state each time, so a restart finishes what was promised. */
export interface Printing extends Closable {
  /** The tickets whose print is under way now. */
  readonly underWay: ReadonlySet<string>;
  /** Starts what the state says is pending and nobody prints yet, and voids what nobody needs any more. */
  reconcile(): void;
}

/** How long after a job that could not begin the next attempt is made, milliseconds. */
const RETRY_MS = 1_000;

export function startPrinting(options: PrintingOptions): Printing {
  const { printers, state, handle, logger } = options;
  const underWay = new Map<string, AbortController>();
  const begun = new Set<string>();
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const reconcile = (): void => {
    if (closed || printers.length === 0) return;
    for (const ticket of state().tickets.values()) {
      if (ticket.print.state !== 'pending' || !wantsPaper(ticket) || underWay.has(ticket.ticket)) continue;
      if (isAlive(ticket)) void print(ticket, ticket.print.reprint);
      // Not from within a listener: a command must be whole before the next begins.
      else queueMicrotask(() => voidPrint(ticket.ticket));
    }
    for (const [id, job] of underWay) {
      if (isOver(id)) job.abort();
    }
  };

  const print = async (ticket: Ticket, reprint: boolean): Promise<void> => {
    const job = new AbortController();
    underWay.set(ticket.ticket, job);
    const outcome = await choose(printers).print({
      ticket: ticket.ticket,
      content: options.contentOf(ticket, reprint),
      signal: job.signal,
      stillWanted: () => state().tickets.get(ticket.ticket)?.print.state === 'pending',
      onStart: async () => {
        const reply = report(ticket.ticket, { state: 'started' });
        if ('refused' in reply) throw new Error(reply.refused.message.en);
        begun.add(ticket.ticket);
      },
    });
    underWay.delete(ticket.ticket);
    finish(ticket, outcome);
    begun.delete(ticket.ticket);
    options.onChange();
  };

  const finish = (ticket: Ticket, outcome: PrintOutcome): void => {
    switch (outcome.state) {
      case 'printed':
        report(ticket.ticket, { state: 'printed', proof: outcome.proof });
        return;
      case 'unknown':
        logger.warn(
          { number: ticket.number, reason: outcome.reason },
          'nobody can say whether this ticket was printed; staff look, or reprint',
        );
        return;
      case 'not-started':
        // Logged as begun, and then not one byte went out: it failed, and staff reprint it knowing that no paper exists.
        if (begun.has(ticket.ticket)) report(ticket.ticket, { state: 'failed', reason: outcome.detail });
        else if (isOver(ticket.ticket)) voidPrint(ticket.ticket);
        else if (!closed) retry ??= setTimeout(again, RETRY_MS);
        return;
      default:
        outcome satisfies never;
    }
  };

  const again = (): void => {
    retry = undefined;
    reconcile();
  };
  const report = (ticket: string, outcome: Extract<Command, { type: 'report-print' }>['outcome']): Reply =>
    handle({ type: 'report-print', ticket, outcome });
  const voidPrint = (ticket: string): Reply =>
    report(ticket, { state: 'failed', reason: 'the visit was over before it was printed' });
  const isOver = (id: string): boolean => {
    const ticket = state().tickets.get(id);
    return ticket === undefined || !isAlive(ticket);
  };

  return {
    get underWay() {
      return new Set(underWay.keys());
    },
    reconcile,
    async close() {
      closed = true;
      clearTimeout(retry);
      for (const job of underWay.values()) job.abort();
    },
  };
}

/** The first printer that works with the fewest jobs; where none works, the first: it prints when it is mended. */
function choose(printers: readonly Printer[]): Printer {
  const working = printers.filter((printer) => ['ok', 'attention'].includes(printer.view().state));
  const candidates = working.length > 0 ? working : printers;
  const [first, ...others] = candidates;
  if (first === undefined) throw new Error('a print needs a printer');
  return others.reduce((best, printer) => (printer.pending() < best.pending() ? printer : best), first);
}
