import type { AnnouncementMessage } from '../../protocol/queue/calls.ts';
import type { Event } from '../../protocol/queue/events.ts';
import type { SectionState } from '../../protocol/queue/state.ts';

/** Events that have just become durable, and their place in the log. */
export interface CommittedRun {
  readonly epoch: number;
  /** The seq of the first event. */
  readonly first: number;
  readonly events: readonly Event[];
}

/**
 * What is to be said aloud of a run that has just become durable: its calls and recalls, in their order. Nothing else is ever
 * announced, so that a restart says nothing twice and nobody hears what could be forgotten.
 */
export function announcementsOf({ epoch, first, events }: CommittedRun, state: SectionState): AnnouncementMessage[] {
  return events.flatMap((event, i): AnnouncementMessage[] => {
    if (event.type !== 'ticket-called' && event.type !== 'ticket-recalled') return [];
    if (event.type === 'ticket-called' && event.present === true) return [];
    const ticket = state.tickets.get(event.ticket);
    if (ticket === undefined) return [];
    const { number, language } = ticket;
    return [{ id: `${epoch}-${first + i}`, number, counter: event.counter, language }];
  });
}
