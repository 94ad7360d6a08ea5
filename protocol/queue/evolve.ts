import type { Event, EventOf, QueueEvent } from './events.ts';
import { callingOrder, creditedPlace } from './order.ts';
import { type Counter, emptySection, type SectionState } from './state.ts';
import type { Ticket } from './ticket.ts';

/** How many recent calls a state remembers. */
const CALLS_KEPT = 12;
/** A declared level stands so long where whoever declared it did not say how long. */
const DECLARATION_MS = 60 * 60_000;
/** A ticket that comes back after an absence goes behind this many of those who waited. */
const BEHIND_ON_RETURN = 2;
/** What most tickets have in common is kept once. */
const NO_NEEDS: Ticket['needs'] = [];

/** A state being folded: its parts are replaced, never changed. */
type Draft = { -readonly [Part in keyof SectionState]: SectionState[Part] };

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
      return patch(draft, event.ticket, (ticket) => {
        remember(draft, ticket, event);
        return { recalls: ticket.recalls + 1 };
      });
    case 'ticket-absent':
      return leave(draft, event, 'absent');
    case 'ticket-held':
      return leave(draft, event, 'held');
    case 'service-finished':
      return leave(draft, event, 'done');
    case 'ticket-transferred':
      leave(draft, event, 'waiting');
      return patch(draft, event.ticket, () => ({ service: event.service, counter: null }));
    case 'ticket-requeued':
      return requeue(draft, event);
    case 'ticket-cancelled':
      return patch(draft, event.ticket, () => {
        freeCounterOf(draft, event.ticket);
        forgetCall(draft, event.ticket);
        return { state: 'cancelled' };
      });
    case 'counter-opened':
      return setCounter(draft, event.counter, { state: 'open', services: event.services, duty: event.duty ?? null });
    case 'counter-paused':
      return setCounter(draft, event.counter, { state: 'paused' });
    case 'counter-closed':
      return setCounter(draft, event.counter, { state: 'closed', duty: null });
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
  });
}

function call(draft: Draft, event: EventOf<'ticket-called'>): void {
  patch(draft, event.ticket, (ticket) => {
    freeCounterOf(draft, event.ticket);
    setCounter(draft, event.counter, { ticket: event.ticket });
    remember(draft, ticket, event);
    return { state: 'called', counter: event.counter, calledAt: event.at };
  });
}

function leave(draft: Draft, event: { ticket: string; counter: number }, state: Ticket['state']): void {
  patch(draft, event.ticket, () => {
    freeCounterOf(draft, event.ticket);
    return { state };
  });
}

/** A held visit that is ready takes its old place; one that missed its call goes behind the next two. */
function requeue(draft: Draft, event: EventOf<'ticket-requeued'>): void {
  patch(draft, event.ticket, (ticket) => {
    freeCounterOf(draft, event.ticket);
    if (ticket.state !== 'absent') return { state: 'waiting', counter: null };
    const rules = { services: [ticket.service] };
    const waiting = callingOrder(draft.tickets, rules);
    const before = waiting[BEHIND_ON_RETURN - 1] ?? waiting.at(-1);
    if (before === undefined) return { state: 'waiting', counter: null };
    const credit = ticket.place - creditedPlace(ticket, rules);
    const place = Math.max(ticket.place, creditedPlace(before, rules) + credit);
    return { state: 'waiting', counter: null, place, order: Math.max(ticket.order, before.order + 0.5) };
  });
}

/** Of so few entries that a copy costs nothing. */
const entered = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> => new Map(map).set(key, value);

function patch(draft: Draft, id: string, change: (ticket: Ticket) => Partial<Ticket>): void {
  const ticket = draft.tickets.get(id);
  if (ticket !== undefined) draft.tickets = draft.tickets.with({ ...ticket, ...change(ticket) });
}

function setCounter(draft: Draft, counter: number, change: Partial<Counter>): void {
  const before = draft.counters.get(counter) ?? { counter, state: 'open', services: [], duty: null, ticket: null };
  draft.counters = entered(draft.counters, counter, { ...before, ...change });
}

function freeCounterOf(draft: Draft, ticket: string): void {
  for (const counter of draft.counters.values()) {
    if (counter.ticket === ticket) setCounter(draft, counter.counter, { ticket: null });
  }
}

function remember(draft: Draft, ticket: Ticket, event: { counter: number; at: number }): void {
  const { number, service, language } = ticket;
  forgetCall(draft, ticket.ticket);
  draft.lastCalled = entered(draft.lastCalled, service, number);
  const call = { ticket: ticket.ticket, number, service, counter: event.counter, language, at: event.at };
  draft.calls = [call, ...draft.calls].slice(0, CALLS_KEPT);
}

function forgetCall(draft: Draft, ticket: string): void {
  draft.calls = draft.calls.filter((call) => call.ticket !== ticket);
}

/** `A012` → letter `A`, count 12. A number of any other form has the letter '' or what comes before its digits. */
export function splitNumber(number: string): { letter: string; count: number } {
  const match = /^(\D*)(\d+)$/.exec(number);
  return match === null ? { letter: number, count: 0 } : { letter: match[1] ?? '', count: Number(match[2]) };
}
