import type { PrintProof } from '../../protocol/paper/paper-events.ts';
import type { Event } from '../../protocol/queue/events.ts';
import type { Ticket } from '../../protocol/queue/ticket.ts';

/** What is known of a ticket's paper. `unknown`: printing began and its end was never proved. */
export type PrintState =
  | { readonly state: 'pending'; readonly reprint: boolean }
  | { readonly state: 'unknown'; readonly reprint: boolean }
  | { readonly state: 'printed'; readonly proof: PrintProof }
  | { readonly state: 'failed'; readonly reason: string };

/** The papers of a section's day. Immutable: a fold gives a new one. */
export interface Papers {
  /** The business day; null until the first was opened. */
  readonly day: string | null;
  /** By the ticket's id; a ticket that is not here was not printed yet. */
  readonly prints: ReadonlyMap<string, PrintState>;
}

export const noPapers: Papers = { day: null, prints: new Map() };
const NOT_PRINTED: PrintState = { state: 'pending', reprint: false };

export const printOf = ({ prints }: Papers, ticket: string): PrintState => prints.get(ticket) ?? NOT_PRINTED;

/** A web ticket is on its owner's phone; the others are given on paper. */
export const wantsPaper = ({ by }: Ticket): boolean => by === 'kiosk' || by === 'staff';

/** Folds what happened to papers; events of other rooms, but the beginning of a day, leave them as they are. */
export const foldPapers = (papers: Papers, events: readonly Event[]): Papers => events.reduce(after, papers);

function after(papers: Papers, event: Event): Papers {
  switch (event.type) {
    case 'day-opened':
      // The same day opened again keeps its papers.
      return event.day === papers.day ? papers : { day: event.day, prints: new Map() };
    case 'print-started': {
      const before = printOf(papers, event.ticket);
      return known(papers, event.ticket, { state: 'unknown', reprint: before.state === 'pending' && before.reprint });
    }
    case 'ticket-printed':
      return known(papers, event.ticket, { state: 'printed', proof: event.proof });
    case 'print-failed':
      return known(papers, event.ticket, { state: 'failed', reason: event.reason });
    case 'reprint-requested':
      return known(papers, event.ticket, { state: 'pending', reprint: true });
    default:
      return papers;
  }
}

const known = ({ day, prints }: Papers, ticket: string, print: PrintState): Papers => ({
  day,
  prints: new Map(prints).set(ticket, print),
});
