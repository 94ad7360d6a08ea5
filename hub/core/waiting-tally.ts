import type { Event, EventOf } from '../../protocol/events.ts';
import type { SectionState } from '../../protocol/section/state.ts';

/** A call as the estimate learns from it: which service it was for, and whether somebody still waits for that after it. */
export interface LearnedCall {
  readonly service: string;
  readonly at: number;
  readonly waitsOn: boolean;
}

/**
 * The calls of a run of events, in order, as folding event by event would show them. It follows who waits for what beside the
 * state instead of folding a state for each call, so that a run costs one look at the day and no more.
 */
export function callsOf(before: SectionState, events: readonly Event[]): (LearnedCall | 'new-day')[] {
  if (!events.some(({ type }) => type === 'ticket-called' || type === 'day-opened')) return [];
  let day = before.day;
  let known: ReadonlyMap<string, { readonly service: string; readonly state: string }> = before.tickets;
  /** Tickets that the run has touched; `null` waits for nothing. */
  const touched = new Map<string, { service: string; waits: boolean }>();
  const waiting = new Map<string, number>();
  for (const { service, state } of known.values()) if (state === 'waiting') add(waiting, service, 1);

  const find = (ticket: string): { service: string; waits: boolean } | undefined => {
    const seen = touched.get(ticket);
    if (seen !== undefined) return seen;
    const stored = known.get(ticket);
    return stored && { service: stored.service, waits: stored.state === 'waiting' };
  };
  const move = (ticket: string, waits: boolean, to?: string): string | undefined => {
    const was = find(ticket);
    if (was === undefined) return undefined;
    if (was.waits) add(waiting, was.service, -1);
    const now = { service: to ?? was.service, waits };
    if (waits) add(waiting, now.service, 1);
    touched.set(ticket, now);
    return now.service;
  };

  const calls: (LearnedCall | 'new-day')[] = [];
  for (const event of events) {
    switch (event.type) {
      case 'day-opened':
        if (event.day === day) break;
        day = event.day;
        known = new Map();
        touched.clear();
        waiting.clear();
        calls.push('new-day');
        break;
      case 'ticket-issued':
        if (find(event.ticket) !== undefined) break;
        touched.set(event.ticket, { service: event.service, waits: true });
        add(waiting, event.service, 1);
        break;
      case 'ticket-called': {
        const service = move(event.ticket, false);
        if (service !== undefined) calls.push(learned(event, service, waiting));
        break;
      }
      case 'ticket-transferred':
        move(event.ticket, true, event.service);
        break;
      case 'ticket-requeued':
        move(event.ticket, true);
        break;
      case 'ticket-absent':
      case 'ticket-held':
      case 'service-finished':
      case 'ticket-cancelled':
        move(event.ticket, false);
        break;
      default:
    }
  }
  return calls;
}

const learned = (
  { at }: EventOf<'ticket-called'>,
  service: string,
  waiting: ReadonlyMap<string, number>,
): LearnedCall => ({ service, at, waitsOn: (waiting.get(service) ?? 0) > 0 });

const add = (counts: Map<string, number>, service: string, by: number): void => {
  counts.set(service, (counts.get(service) ?? 0) + by);
};
