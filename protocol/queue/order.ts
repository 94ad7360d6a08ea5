import type { Priority } from './events.ts';
import type { Ticket } from './ticket.ts';
import type { Tickets } from './tickets.ts';

/** Minutes of waiting that a ticket is credited with; the longest credited wait is called first, so nobody starves. */
export type PriorityCredits = Readonly<Record<Priority, number>>;

export const defaultCredits: PriorityCredits = { none: 0, priority: 15, appointment: 20 };

export interface CallingRules {
  /** The services to call for, in the counter's order. */
  readonly services: readonly string[];
  /** `longest-wait`: the services are equal. `listed`: each service earlier in the list is credited `listedCreditMinutes` more. */
  readonly order?: 'longest-wait' | 'listed';
  readonly listedCreditMinutes?: number;
  readonly credits?: PriorityCredits;
}

const MINUTE = 60_000;
const LISTED_CREDIT_MINUTES = 15;

/** When the ticket counts as having come, in milliseconds: its place, less the minutes it is credited with. Smaller is called earlier. */
export function creditedPlace(ticket: Ticket, rules: CallingRules): number {
  const rank = rules.services.indexOf(ticket.service);
  const listed =
    rules.order === 'listed'
      ? (rules.services.length - 1 - rank) * (rules.listedCreditMinutes ?? LISTED_CREDIT_MINUTES)
      : 0;
  return ticket.place - (listed + (rules.credits ?? defaultCredits)[ticket.priority]) * MINUTE;
}

/** Those of the waiting tickets that the rules call for, first to be called first. */
export function callingOrder({ waiting }: Tickets, rules: CallingRules): Ticket[] {
  const called: { ticket: Ticket; key: number }[] = [];
  for (const ticket of waiting)
    if (rules.services.includes(ticket.service)) called.push({ ticket, key: creditedPlace(ticket, rules) });
  return called.sort((a, b) => a.key - b.key || a.ticket.order - b.ticket.order).map(({ ticket }) => ticket);
}
