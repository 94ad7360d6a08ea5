import type { Refusal } from '../../protocol/queue/commands.ts';
import type { Event } from '../../protocol/queue/events.ts';
import type { Counter, SectionState } from '../../protocol/queue/state.ts';
import { isAlive, type Ticket } from '../../protocol/queue/ticket.ts';
import type { Papers } from './papers.ts';
import { refuse } from './refusals.ts';
import { counterOf, type QueueRules } from './rules.ts';

/** What a decision may need and can't compute: given from outside, so that a decision is pure. */
export interface Circumstances {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The business day that the clock says, `YYYY-MM-DD`, and whether the clock may be believed. */
  readonly today: string;
  readonly trusted: boolean;
  /** For a ticket issued by this command: an id that never repeats, and an unguessable code. */
  readonly ticket: string;
  readonly code: string;
  /** When the kiosk that asks gave out its last tickets, milliseconds; none where it isn't a kiosk that asks. */
  readonly given: readonly number[];
}

/** What a rule looks at: all that the log folds to, the section's configuration and the circumstances. */
export interface Question {
  readonly queue: SectionState;
  readonly papers: Papers;
  readonly rules: QueueRules;
  readonly now: Circumstances;
}

export type Decision = { readonly events: readonly Event[] } | { readonly refused: Refusal };

export const accept = (...events: Event[]): Decision => ({ events });
export const refused = (...why: Parameters<typeof refuse>): Decision => ({ refused: refuse(...why) });
export const isRefused = (decision: Decision): decision is { readonly refused: Refusal } => 'refused' in decision;

export const isOffered = (rules: QueueRules, service: string): boolean =>
  rules.services.some(({ id }) => id === service);

/** What people see of a ticket. */
export const numberOf = ({ tickets }: SectionState, ticket: string): string => tickets.get(ticket)?.number ?? ticket;

export function atCounter({ queue, rules }: Question, id: number, then: (counter: Counter) => Decision): Decision {
  const counter = counterOf(queue, rules, id);
  return counter === undefined ? refused('unknown-counter', id) : then(counter);
}

/** At which counter something is asked, and the ticket that its asker saw there; undefined where they didn't say. */
export interface Seen {
  readonly counter: number;
  readonly visit?: string | null | undefined;
}

/** Why nothing is done for somebody who saw another visit at a counter than the one that is there; undefined where they didn't. */
export function unseen({ queue }: Question, { counter, visit }: Seen): Decision | undefined {
  const there = queue.counters.get(counter)?.ticket ?? null;
  if (visit === undefined || visit === there) return undefined;
  const number = there === null ? '' : numberOf(queue, there);
  return number !== '' && visit?.toUpperCase() === number ? undefined : refused('visit-changed', number);
}

/** The visit that whoever asks saw. It ends where it is, though the counter isn't configured any more; none begins there. */
export function withVisit(
  question: Question,
  seen: Seen,
  then: (ticket: string, counter: number) => Decision,
): Decision {
  const { counter } = seen;
  const visit = question.queue.counters.get(counter)?.ticket ?? null;
  if (visit === null) return atCounter(question, counter, () => unseen(question, seen) ?? refused('no-visit', counter));
  return unseen(question, seen) ?? then(visit, counter);
}

/** A ticket by its id, or by the number that people see. */
export const byReference = (queue: SectionState, reference: string): Ticket | undefined =>
  queue.tickets.get(reference) ?? byNumber(queue, reference);

/** The same, for what is done to a living ticket alone. */
export function withTicket({ queue }: Question, reference: string, then: (ticket: Ticket) => Decision): Decision {
  const ticket = byReference(queue, reference);
  if (ticket === undefined) return refused('unknown-ticket', reference);
  return isAlive(ticket) ? then(ticket) : refused('ticket-over', ticket.number);
}

/** Of the day's tickets with a number, the living one, else the latest. */
function byNumber({ tickets }: SectionState, number: string): Ticket | undefined {
  const same = tickets.values().filter((ticket) => ticket.number === number.toUpperCase());
  return same.find(isAlive) ?? same.at(-1);
}
