import { changeCall, changeTicket, type Draft, entered, freeCounterOf, setCounter } from './draft.ts';
import type { Event, EventOf, QueueEvent } from './events.ts';
import { callingOrder, creditedPlace } from './order.ts';
import { emptySection, type SectionState } from './state.ts';
import type { Ticket } from './ticket.ts';

/** A declared level stands so long where whoever declared it did not say how long. */
const DECLARATION_MS = 60 * 60_000;
/** A ticket that comes back after an absence goes behind this many of those who waited. */
const BEHIND_ON_RETURN = 2;
/** What most tickets have in common is kept once. */
const NO_NEEDS: Ticket['needs'] = [];

/**
 * Folds the queue's events into its state; those of other rooms leave it as it is. Total: an event about a ticket or a counter
 * that the state doesn't know changes nothing.
 * Pure: what an event leaves as it was is shared with the state before it.
 */
export function evolve(state: SectionState, events: readonly Event[]): SectionState {
  if (events.length === 0) return state;
  const draft: Draft = { ...state };
  for (const event of events) {
    draft.clock = Math.max(draft.clock, event.at);
    apply(draft, event);
  }
  return draft;
}

function apply(draft: Draft, event: Event): void {
  switch (event.type) {
    case 'day-opened':
      return openDay(draft, event);
    case 'reception-closed':
      draft.reception = 'closed';
      return;
    case 'ticket-issued':
      return issue(draft, event);
    case 'ticket-called':
      return call(draft, event);
    case 'ticket-recalled':
      changeCall(draft, event, { at: event.at, arrived: false });
      return changeTicket(draft, event.ticket, (ticket) => {
        draft.lastCalled = entered(draft.lastCalled, ticket.service, ticket.number);
        return { recalls: ticket.recalls + 1 };
      });
    case 'visit-started':
      return changeCall(draft, event, { arrived: true });
    case 'ticket-absent':
      return leave(draft, event, 'absent');
    case 'ticket-held':
      return leave(draft, event, 'held');
    case 'service-finished':
      return leave(draft, event, 'done');
    case 'ticket-transferred':
      leave(draft, event, 'waiting');
      return changeTicket(draft, event.ticket, () => ({ service: event.service, counter: null }));
    case 'ticket-requeued':
      return requeue(draft, event);
    case 'ticket-cancelled':
      return leave(draft, event, 'cancelled');
    case 'ticket-restored':
      return restore(draft, event);
    case 'counter-opened':
      return setCounter(draft, event.counter, {
        state: 'open',
        services: event.services,
        duty: event.duty ?? null,
        pause: null,
      });
    case 'counter-paused':
      return setCounter(draft, event.counter, {
        state: 'paused',
        pause: { reason: event.reason ?? null, until: event.until ?? null },
      });
    case 'counter-closed':
      return setCounter(draft, event.counter, { state: 'closed', duty: null, pause: null });
    case 'level-declared':
      draft.declared = entered(draft.declared, event.service ?? '', {
        level: event.level,
        at: event.at,
        until: event.until ?? event.at + DECLARATION_MS,
      });
      return;
    case 'numbers-raised':
      if (event.day !== draft.day) return;
      for (const [series, last] of Object.entries(event.last)) {
        draft.lastNumbers = entered(draft.lastNumbers, series, Math.max(draft.lastNumbers.get(series) ?? 0, last));
      }
      return;
    default:
      // What is left are the events of other rooms, which they fold themselves.
      event satisfies Exclude<Event, QueueEvent>;
  }
}

/** A new day begins empty, as if nothing had been before it. The same day opened again is its reception opened again: nobody's ticket is lost by it. */
function openDay(draft: Draft, event: EventOf<'day-opened'>): void {
  draft.reception = 'open';
  if (event.day === draft.day) return;
  const begun: SectionState = {
    ...emptySection,
    day: event.day,
    dayOpenedAt: event.at,
    reception: 'open',
    clock: event.at,
  };
  Object.assign(draft, begun);
}

function issue(draft: Draft, event: EventOf<'ticket-issued'>): void {
  if (draft.tickets.has(event.ticket)) return;
  const { letter, count } = splitNumber(event.number);
  draft.lastNumbers = entered(draft.lastNumbers, event.series ?? letter, count);
  draft.tickets = draft.tickets.with({
    ticket: event.ticket,
    number: event.number,
    code: event.code,
    by: event.by,
    priority: event.priority ?? 'none',
    language: event.language ?? null,
    needs: event.needs ?? NO_NEEDS,
    service: event.service,
    state: 'waiting',
    counter: null,
    issuedAt: event.at,
    place: draft.clock,
    order: draft.tickets.size + 1,
    calledAt: null,
    recalls: 0,
    since: event.at,
    heldReason: null,
    before: null,
  });
}

function call(draft: Draft, event: EventOf<'ticket-called'>): void {
  changeTicket(draft, event.ticket, (ticket) => {
    freeCounterOf(draft, event.ticket);
    const arrived = event.present === true;
    setCounter(draft, event.counter, { ticket: event.ticket, call: { at: event.at, arrived } });
    draft.lastCalled = entered(draft.lastCalled, ticket.service, ticket.number);
    return { ...now('called', event), counter: event.counter, calledAt: event.at };
  });
}

/** What a ticket is that has just come into a state: nothing of what was before. */
const now = (state: Ticket['state'], { at }: { readonly at: number }) => ({
  state,
  since: at,
  heldReason: null,
  before: null,
});

type Leaving = EventOf<
  'ticket-absent' | 'ticket-held' | 'service-finished' | 'ticket-transferred' | 'ticket-cancelled'
>;

/** A visit leaves its counter. What may be a mistake is remembered with it, till something else happens to it or the day ends. */
function leave(draft: Draft, event: Leaving, to: Ticket['state']): void {
  changeTicket(draft, event.ticket, ({ state, service, counter, since, heldReason, before }) => {
    const call = freeCounterOf(draft, event.ticket);
    if (event.type === 'ticket-held') return { ...now(to, event), heldReason: event.reason ?? null };
    // Of what had ended before, the first end is the mistake.
    if (state === 'done' || state === 'cancelled') return { ...now(to, event), before };
    return { ...now(to, event), before: { state, service, counter, since, heldReason, call, before } };
  });
}

/**
 * A ticket is again what it was, where it comes back to just that; else it is set aside or waits, at the service and at the place
 * that it had. Its old call stands again, and is no new one.
 */
function restore(draft: Draft, event: EventOf<'ticket-restored'>): void {
  const { to } = event;
  changeTicket(draft, event.ticket, (ticket) => {
    const { before } = ticket;
    freeCounterOf(draft, event.ticket);
    const counter = (to === 'called' ? event.counter : to === 'waiting' ? null : before?.counter) ?? null;
    if (to === 'called' && counter !== null) {
      const call = before?.counter === counter ? before.call : null;
      setCounter(draft, counter, { ticket: event.ticket, call: call ?? { at: event.at, arrived: true } });
    }
    const { call: _, ...was } = before?.state === to ? before : { ...now(to, event), call: null };
    return { ...was, service: before?.service ?? ticket.service, counter };
  });
}

/** A held visit that is ready takes its old place; one that missed its call goes behind the next two. */
function requeue(draft: Draft, event: EventOf<'ticket-requeued'>): void {
  changeTicket(draft, event.ticket, (ticket) => {
    freeCounterOf(draft, event.ticket);
    const back = { ...now('waiting', event), counter: null };
    if (ticket.state !== 'absent') return back;
    const rules = { services: [ticket.service] };
    const waiting = callingOrder(draft.tickets, rules);
    const before = waiting[BEHIND_ON_RETURN - 1] ?? waiting.at(-1);
    if (before === undefined) return back;
    const credit = ticket.place - creditedPlace(ticket, rules);
    const place = Math.max(ticket.place, creditedPlace(before, rules) + credit);
    return { ...back, place, order: Math.max(ticket.order, before.order + 0.5) };
  });
}

/** `A012` → letter `A`, count 12. A number of any other form has the letter '' or what comes before its digits. */
function splitNumber(number: string): { letter: string; count: number } {
  const match = /^(\D*)(\d+)$/.exec(number);
  return match === null ? { letter: number, count: 0 } : { letter: match[1] ?? '', count: Number(match[2]) };
}
