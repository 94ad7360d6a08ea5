import type { HoldReason, IssuedBy, Need, Priority } from './events.ts';
import type { TicketState } from './ticket-state.ts';

/** A call that stands: whoever was called is at the counter, or on the way there. */
export interface Call {
  /** When it was called, or called again, last; milliseconds. */
  readonly at: number;
  /** Whether somebody said or showed that they came. */
  readonly arrived: boolean;
}

/** What a ticket was before it was finished, cancelled, made absent or transferred: what a mistake takes away and nothing else. */
export interface Before {
  readonly state: Exclude<TicketState, 'done' | 'cancelled'>;
  readonly service: string;
  readonly counter: number | null;
  readonly since: number;
  readonly heldReason: HoldReason | null;
  /** Its call, which ended with it. */
  readonly call: Call | null;
  readonly before: Before | null;
}

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
  /** Since when it is in this state, milliseconds. */
  readonly since: number;
  /** What it is held for; null where nobody said so. */
  readonly heldReason: HoldReason | null;
  /** What it comes back to if what happened to it last was a mistake; null where that can't be taken back. */
  readonly before: Before | null;
}

/** Whether a ticket's visit may still go on: it waits, is at a counter, is held, or may come back. */
export const isAlive = (ticket: Ticket): boolean => ticket.state !== 'done' && ticket.state !== 'cancelled';
