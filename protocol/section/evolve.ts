import type { Event, EventOf } from '../events.ts';
import { callingOrder, creditedPlace } from './order.ts';
import type { Call, Counter, Declared, SectionState, Ticket } from './state.ts';

/** How many recent calls a state remembers. */
const CALLS_KEPT = 12;
/** A declared level stands so long where whoever declared it did not say how long. */
const DECLARATION_MS = 60 * 60_000;
/** A ticket that comes back after an absence goes behind this many of those who waited. */
const BEHIND_ON_RETURN = 2;

/** A state being folded: the maps are this fold's own, the values in them are never changed. */
interface Draft {
  day: string | null;
  dayOpenedAt: number | null;
  reception: 'open' | 'closed';
  clock: number;
  readonly tickets: Map<string, Ticket>;
  readonly counters: Map<number, Counter>;
  readonly lastNumbers: Map<string, number>;
  calls: readonly Call[];
  readonly lastCalled: Map<string, string>;
  readonly declared: Map<string, Declared>;
}

/**
 * Folds events into a state. Total: an event about a ticket or a counter that the state doesn't know changes nothing.
 * Pure, and one copy for the whole run, so a long log folds in one pass.
 */
export function evolve(state: SectionState, events: readonly Event[]): SectionState {
  if (events.length === 0) return state;
  const fold = openFold(state);
  for (const event of events) fold.take(event);
  return fold.state;
}

/** A fold event by event, for whoever looks at the state in between: `state` changes with each event taken, the state it began with doesn't. */
export interface Fold {
  readonly state: SectionState;
  take(event: Event): void;
}

export function openFold(state: SectionState): Fold {
  const draft: Draft = {
    ...state,
    tickets: new Map(state.tickets),
    counters: new Map(state.counters),
    lastNumbers: new Map(state.lastNumbers),
    lastCalled: new Map(state.lastCalled),
    declared: new Map(state.declared),
  };
  return {
    state: draft,
    take(event) {
      draft.clock = Math.max(draft.clock, event.at);
      apply(draft, event);
    },
  };
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
      draft.declared.set(event.service ?? '', {
        level: event.level,
        at: event.at,
        until: event.until ?? event.at + DECLARATION_MS,
      });
      return;
    case 'print-started':
      return patch(draft, event.ticket, (ticket) => ({
        print: { state: 'unknown', reprint: ticket.print.state === 'pending' && ticket.print.reprint },
      }));
    case 'ticket-printed':
      return patch(draft, event.ticket, () => ({ print: { state: 'printed', proof: event.proof } }));
    case 'print-failed':
      return patch(draft, event.ticket, () => ({ print: { state: 'failed', reason: event.reason } }));
    case 'reprint-requested':
      return patch(draft, event.ticket, () => ({ print: { state: 'pending', reprint: true } }));
    case 'numbers-raised':
      if (event.day !== draft.day) return;
      for (const [letter, last] of Object.entries(event.last)) {
        draft.lastNumbers.set(letter, Math.max(draft.lastNumbers.get(letter) ?? 0, last));
      }
      return;
    default:
      event satisfies never;
  }
}

/** A new day begins empty, as if nothing had been before it. The same day opened again is its reception opened again: nobody's ticket is lost by it. */
function openDay(draft: Draft, event: EventOf<'day-opened'>): void {
  draft.reception = 'open';
  if (event.day === draft.day) return;
  draft.day = event.day;
  draft.dayOpenedAt = event.at;
  draft.clock = event.at;
  draft.tickets.clear();
  draft.lastNumbers.clear();
  draft.declared.clear();
  draft.lastCalled.clear();
  draft.calls = [];
  draft.counters.clear();
}

function issue(draft: Draft, event: EventOf<'ticket-issued'>): void {
  if (draft.tickets.has(event.ticket)) return;
  const { letter, count } = splitNumber(event.number);
  draft.lastNumbers.set(letter, count);
  draft.tickets.set(event.ticket, {
    ticket: event.ticket,
    number: event.number,
    code: event.code,
    by: event.by,
    priority: event.priority ?? 'none',
    language: event.language ?? null,
    needs: event.needs ?? [],
    service: event.service,
    state: 'waiting',
    counter: null,
    issuedAt: event.at,
    place: draft.clock,
    order: draft.tickets.size + 1,
    calledAt: null,
    recalls: 0,
    print: { state: 'pending', reprint: false },
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
    const waiting = callingOrder(draft.tickets.values(), rules);
    const before = waiting[BEHIND_ON_RETURN - 1] ?? waiting.at(-1);
    if (before === undefined) return { state: 'waiting', counter: null };
    const credit = ticket.place - creditedPlace(ticket, rules);
    const place = Math.max(ticket.place, creditedPlace(before, rules) + credit);
    return { state: 'waiting', counter: null, place, order: Math.max(ticket.order, before.order + 0.5) };
  });
}

function patch(draft: Draft, id: string, change: (ticket: Ticket) => Partial<Ticket>): void {
  const ticket = draft.tickets.get(id);
  if (ticket !== undefined) draft.tickets.set(id, { ...ticket, ...change(ticket) });
}

function setCounter(draft: Draft, counter: number, change: Partial<Counter>): void {
  const before = draft.counters.get(counter) ?? { counter, state: 'open', services: [], duty: null, ticket: null };
  draft.counters.set(counter, { ...before, ...change });
}

function freeCounterOf(draft: Draft, ticket: string): void {
  for (const counter of draft.counters.values()) {
    if (counter.ticket === ticket) setCounter(draft, counter.counter, { ticket: null });
  }
}

function remember(draft: Draft, ticket: Ticket, event: { counter: number; at: number }): void {
  const { number, service, language } = ticket;
  forgetCall(draft, ticket.ticket);
  draft.lastCalled.set(service, number);
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
