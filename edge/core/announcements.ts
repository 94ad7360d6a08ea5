import type { AnnouncementMessage } from '../../protocol/queue/calls.ts';
import type { SectionState } from '../../protocol/queue/state.ts';
import type { LogRun } from '../queue/event-log.ts';

/**
 * What is to be said aloud of a run that has just become durable: its calls and recalls, in their order. Nothing else is ever
 * announced, so that a restart says nothing twice and nobody hears what could be forgotten.
 */
export function announcementsOf({ epoch, first, events }: LogRun, state: SectionState): AnnouncementMessage[] {
  return events.flatMap((event, i): AnnouncementMessage[] => {
    if (event.type !== 'ticket-called' && event.type !== 'ticket-recalled') return [];
    if (event.type === 'ticket-called' && event.present === true) return [];
    const ticket = state.tickets.get(event.ticket);
    if (ticket === undefined) return [];
    const { number, language } = ticket;
    return [{ id: `${epoch}-${first + i}`, number, counter: event.counter, language }];
  });
}
