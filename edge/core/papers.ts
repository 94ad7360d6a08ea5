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
export function foldPapers(papers: Papers, events: readonly Event[]): Papers {
  let { day } = papers;
  // Copied once for all events of a run: a whole day is folded at the start.
  let draft: Map<string, PrintState> | undefined;
  for (const event of events) {
    if (event.type === 'day-opened') {
      // The same day opened again keeps its papers.
      if (event.day === day) continue;
      day = event.day;
      draft = new Map();
      continue;
    }
    if (!('ticket' in event)) continue;
    const print = printAfter(event, () => (draft ?? papers.prints).get(event.ticket) ?? NOT_PRINTED);
    if (print === undefined) continue;
    draft ??= new Map(papers.prints);
    draft.set(event.ticket, print);
  }
  return draft === undefined ? papers : { day, prints: draft };
}

/** What is known of a ticket's print after an event; undefined where the event says nothing of it. */
function printAfter(event: Event, before: () => PrintState): PrintState | undefined {
  switch (event.type) {
    case 'print-started': {
      const known = before();
      return { state: 'unknown', reprint: known.state === 'pending' && known.reprint };
    }
    case 'ticket-printed':
      return { state: 'printed', proof: event.proof };
    case 'print-failed':
      return { state: 'failed', reason: event.reason };
    case 'reprint-requested':
      return { state: 'pending', reprint: true };
    default:
      return undefined;
  }
}
