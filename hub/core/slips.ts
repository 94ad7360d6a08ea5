import type { Event, EventOf } from '../../protocol/queue/events.ts';
import { evolve } from '../../protocol/queue/evolve.ts';
import type { SectionState } from '../../protocol/queue/state.ts';

export const isTakenBack = ({ type }: Event): boolean => type === 'ticket-restored';

/**
 * Events as they would have come if no visit had been ended, missed or moved by mistake: what was taken back is gone with the slip,
 * and teaches nothing. Where a ticket could not go back to just what it was, because its counter served somebody else meanwhile, it
 * is set aside when the slip was made. A slip and its restoration lie in the same day, so whole days are to be given.
 */
export function withoutSlips(before: SectionState, events: readonly Event[]): readonly Event[] {
  if (!events.some(isTakenBack)) return events;
  let state = before;
  const kept: (Event | undefined)[] = [...events];
  /** Where the slips stand that may still be taken back, by ticket, the latest last. */
  const slips = new Map<string, number[]>();
  /** Where each counter was last called to, or closed. */
  const touched = new Map<number, number>();
  for (const [i, event] of events.entries()) {
    if (event.type === 'ticket-restored')
      mend(kept, { event, i, slip: slips.get(event.ticket)?.pop(), state, touched });
    else if ('ticket' in event) note(slips, event, i);
    if (event.type === 'ticket-called' || event.type === 'counter-closed') touched.set(event.counter, i);
    state = evolve(state, [event]);
  }
  return kept.filter((event) => event !== undefined);
}

function note(slips: Map<string, number[]>, { type, ticket }: Event & { readonly ticket: string }, i: number): void {
  switch (type) {
    case 'service-finished':
    case 'ticket-absent':
    case 'ticket-transferred':
    case 'ticket-cancelled':
      slips.set(ticket, [...(slips.get(ticket) ?? []), i]);
      return;
    case 'ticket-called':
    case 'ticket-requeued':
    case 'ticket-held':
      slips.delete(ticket);
      return;
    default:
  }
}

interface Restored {
  readonly event: EventOf<'ticket-restored'>;
  readonly i: number;
  readonly slip: number | undefined;
  /** As it was just before. */
  readonly state: SectionState;
  readonly touched: ReadonlyMap<number, number>;
}

function mend(kept: (Event | undefined)[], { event, i, slip, state, touched }: Restored): void {
  const ended = slip === undefined ? undefined : kept[slip];
  const was = state.tickets.get(event.ticket)?.before;
  if (slip === undefined || ended === undefined || was == null) return;
  const { to, counter } = event;
  const isThere = to !== 'called' || (counter === was.counter && (touched.get(counter ?? 0) ?? -1) < slip);
  if (was.state === to && isThere) {
    kept[slip] = undefined;
    kept[i] = undefined;
    return;
  }
  // The counter that serves it again later calls it then, as far as a counter's time goes.
  const { counter: _, ...aside } = event;
  kept[slip] = { ...aside, to: to === 'called' ? 'held' : to, at: ended.at };
  if (to !== 'called') kept[i] = undefined;
}
