import type { CommandOf } from '../../protocol/queue/commands.ts';
import { printOf, wantsPaper } from './papers.ts';
import { accept, type Decision, type Question, refused, withTicket } from './question.ts';

export function reprint(command: CommandOf<'reprint'>, question: Question): Decision {
  const { papers, now } = question;
  return withTicket(question, command.ticket, (ticket) => {
    if (!wantsPaper(ticket)) return refused('no-paper', ticket.number);
    return printOf(papers, ticket.ticket).state === 'pending'
      ? refused('no-change')
      : accept({ type: 'reprint-requested', at: now.at, ticket: ticket.ticket });
  });
}

/** A report that doesn't follow from what the log says of the print is an echo of one already taken. */
export function reportPrint({ ticket, outcome }: CommandOf<'report-print'>, question: Question): Decision {
  const { queue, papers, now } = question;
  if (!queue.tickets.has(ticket)) return refused('unknown-ticket', ticket);
  const { at } = now;
  const { state } = printOf(papers, ticket);
  switch (outcome.state) {
    case 'started':
      return state === 'pending' ? accept({ type: 'print-started', at, ticket }) : refused('no-change');
    case 'printed':
      return state === 'unknown'
        ? accept({ type: 'ticket-printed', at, ticket, proof: outcome.proof })
        : refused('no-change');
    case 'failed':
      return state === 'unknown' || state === 'pending'
        ? accept({ type: 'print-failed', at, ticket, reason: outcome.reason })
        : refused('no-change');
    default:
      return outcome satisfies never;
  }
}
