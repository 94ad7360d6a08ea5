import type { Estimate } from '../../../protocol/congestion/views.ts';
import type { Priority } from '../../../protocol/queue/events.ts';
import type { SectionState } from '../../../protocol/queue/state.ts';
import type { Ticket } from '../../../protocol/queue/ticket.ts';
import { correct } from './correction.ts';
import { foresee, type Waiter } from './foresee.ts';
import type { Outlook } from './promise.ts';
import type { WaitModel } from './wait-model.ts';

const MINUTE = 60_000;
/** People who came later and were called before somebody: after so many, whoever was passed over counts as gone. */
const GONE_AFTER = 4;

/**
 * Where a ticket stands in the calling order, as far as calls have shown it: smallest first. Places of one millisecond go by issue:
 * a double still tells thousandths of a millisecond of this century apart.
 */
export const keyOf = (
  credits: WaitModel['credits'],
  { place, order, priority }: Pick<Ticket, 'place' | 'order' | 'priority'>,
): number => place - credits[priority] * MINUTE + Math.min(0.9, order * 1e-3);

interface Comer {
  readonly services: readonly string[];
  readonly priority: Priority;
  readonly now: number;
}

/** The outlook of whoever takes a ticket now, for each service. */
export function outlooksAt(model: WaitModel, state: SectionState, { services, priority, now }: Comer): Outlook[] {
  return foresee(
    model,
    waitersOf(model, state.tickets.waiting),
    {
      services,
      // Behind all who came, though a clock was ahead when they did.
      key: Math.max(now, state.clock) - model.credits[priority] * MINUTE + 0.95,
      waitedMinutes: 0,
      canBeOvertaken: priority === 'none',
    },
    now,
  );
}

function waitersOf(model: WaitModel, waiting: readonly Ticket[]): Waiter[] {
  const gone = new Set<string>();
  for (const { ticket, overtaken } of model.promised) if (overtaken >= GONE_AFTER) gone.add(ticket);
  const waiters: Waiter[] = [];
  for (const ticket of waiting) {
    if (!gone.has(ticket.ticket)) waiters.push({ service: ticket.service, key: keyOf(model.credits, ticket) });
  }
  return waiters;
}

/** The wait of whoever takes a ticket now, for each service. */
export const estimatesNext = (
  model: WaitModel,
  state: SectionState,
  services: readonly string[],
  now: number,
): Estimate[] =>
  outlooksAt(model, state, { services, priority: 'none', now }).map((outlook) => correct(model.correction, outlook));

/** The wait that is left of a ticket that waits, and how many are called before it; null where it doesn't wait. */
export function estimateTicket(
  model: WaitModel,
  state: SectionState,
  id: string,
  now: number,
): { ahead: number; estimate: Estimate } | null {
  const ticket = state.tickets.get(id);
  if (ticket?.state !== 'waiting') return null;
  const key = keyOf(model.credits, ticket);
  const waiters = waitersOf(model, state.tickets.waiting);
  const waitedMinutes = Math.max(0, now - ticket.place) / MINUTE;
  const [outlook] = foresee(
    model,
    waiters,
    { services: [ticket.service], key, waitedMinutes, canBeOvertaken: ticket.priority === 'none' },
    now,
  );
  return outlook === undefined ? null : { ahead: outlook.ahead, estimate: correct(model.correction, outlook) };
}
