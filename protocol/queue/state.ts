import type { TicketState } from '../congestion/views.ts';
import type { CongestionLevel, IssuedBy, Need, PrintProof, Priority } from './events.ts';
import type { CounterState } from './messages.ts';
import { Tickets } from './tickets.ts';

/** What is known of a ticket's paper. `unknown`: printing began and its end was never proved. */
export type PrintState =
  | { readonly state: 'pending'; readonly reprint: boolean }
  | { readonly state: 'unknown'; readonly reprint: boolean }
  | { readonly state: 'printed'; readonly proof: PrintProof }
  | { readonly state: 'failed'; readonly reason: string };

export interface Ticket {
  readonly ticket: string;
  readonly number: string;
  readonly code: string;
  readonly by: IssuedBy;
  readonly priority: Priority;
  readonly language: string | null;
  readonly needs: readonly Need[];
  /** The service that it waits for or is served at. */
  readonly service: string;
  readonly state: TicketState;
  /** The counter that it was last called to. */
  readonly counter: number | null;
  readonly issuedAt: number;
  /** Its place in the queue: when it came, in milliseconds of the section's own never-decreasing clock. */
  readonly place: number;
  /** The order of issue; settles equal places. */
  readonly order: number;
  readonly calledAt: number | null;
  readonly recalls: number;
  readonly print: PrintState;
}

export interface Counter {
  readonly counter: number;
  readonly state: CounterState;
  readonly services: readonly string[];
  /** The duty that a staff card opened it in; null where nobody's card did. */
  readonly duty: string | null;
  /** The id of the ticket being served. */
  readonly ticket: string | null;
}

export interface Call {
  readonly ticket: string;
  readonly number: string;
  readonly service: string;
  readonly counter: number;
  /** The ticket's own language, in which the call is announced beside Japanese. */
  readonly language: string | null;
  readonly at: number;
}

export interface Declared {
  readonly level: CongestionLevel;
  readonly at: number;
  /** From then on it says nothing any more. */
  readonly until: number;
}

/**
 * A section's day. It is what its events fold to, and nothing else. Immutable: a fold gives a new state.
 */
export interface SectionState {
  /** The business day; null until the first was opened. */
  readonly day: string | null;
  readonly dayOpenedAt: number | null;
  readonly reception: 'open' | 'closed';
  /** Milliseconds; the latest `at` of any event of the day. It never goes back within one, whatever the clock does. */
  readonly clock: number;
  readonly tickets: Tickets;
  readonly counters: ReadonlyMap<number, Counter>;
  /** The last number given out, by letter. */
  readonly lastNumbers: ReadonlyMap<string, number>;
  /** The latest calls, newest first, a number at most once. */
  readonly calls: readonly Call[];
  /** The number last called, by service. */
  readonly lastCalled: ReadonlyMap<string, string>;
  /** The level that staff declared: for the section under the key '', else by service. */
  readonly declared: ReadonlyMap<string, Declared>;
}

export const emptySection: SectionState = {
  day: null,
  dayOpenedAt: null,
  reception: 'closed',
  clock: 0,
  tickets: new Tickets(),
  counters: new Map(),
  lastNumbers: new Map(),
  calls: [],
  lastCalled: new Map(),
  declared: new Map(),
};

/** Whether a ticket's visit may still go on: it waits, is at a counter, is held, or may come back. */
export const isAlive = (ticket: Ticket): boolean => ticket.state !== 'done' && ticket.state !== 'cancelled';
