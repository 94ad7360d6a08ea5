import type { Counter, SectionState } from './state.ts';
import type { Call, Ticket } from './ticket.ts';

/** A section's state while events are folded into it: its parts are replaced, never changed. */
export type Draft = { -readonly [Part in keyof SectionState]: SectionState[Part] };

/** The map with an entry more, or another in its place. Only for maps of so few entries that a copy costs nothing. */
export const entered = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> =>
  new Map(map).set(key, value);

/** Replaces what is said of a ticket, where the section has it. */
export function changeTicket(draft: Draft, id: string, change: (ticket: Ticket) => Partial<Ticket>): void {
  const ticket = draft.tickets.get(id);
  if (ticket !== undefined) draft.tickets = draft.tickets.with({ ...ticket, ...change(ticket) });
}

/** A counter of which no event has told. */
const UNSEEN: Omit<Counter, 'counter'> = {
  state: 'open',
  services: [],
  duty: null,
  ticket: null,
  call: null,
  pause: null,
};

export function setCounter(draft: Draft, counter: number, change: Partial<Counter>): void {
  const before = draft.counters.get(counter) ?? { counter, ...UNSEEN };
  draft.counters = entered(draft.counters, counter, { ...before, ...change });
}

/** Nobody is at the ticket's counter any more. Gives back how it had been called there. */
export function freeCounterOf(draft: Draft, ticket: string): Call | null {
  let freed: Call | null = null;
  for (const counter of draft.counters.values()) {
    if (counter.ticket !== ticket) continue;
    freed = counter.call;
    setCounter(draft, counter.counter, { ticket: null, call: null });
  }
  return freed;
}

/** Replaces what is said of the call of a ticket that is at the counter. */
export function changeCall(
  draft: Draft,
  { ticket, counter }: { readonly ticket: string; readonly counter: number },
  change: Partial<Call>,
): void {
  const at = draft.counters.get(counter);
  if (at?.ticket === ticket && at.call !== null) setCounter(draft, counter, { call: { ...at.call, ...change } });
}
