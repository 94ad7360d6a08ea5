import type { IssuedBy, Need, Priority } from './events.ts';
import type { TicketState } from './ticket-state.ts';

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
}

/** Whether a ticket's visit may still go on: it waits, is at a counter, is held, or may come back. */
export const isAlive = (ticket: Ticket): boolean => ticket.state !== 'done' && ticket.state !== 'cancelled';
