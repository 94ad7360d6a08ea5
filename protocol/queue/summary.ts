import type { AbsentView, CallView } from './calls.ts';
import type { SectionState } from './state.ts';
import type { CounterView, WaitingMessage } from './waiting.ts';

const MINUTE = 60_000;
/** A hall is crossed in a minute or two; who is still looked for then is called again, which begins anew. */
const CALLING_MS = 3 * MINUTE;
/** Whoever did not come within so long after they were given up is not looked for on a board any more. */
const ABSENT_SHOWN_MS = 30 * MINUTE;
/** What happened further ahead than this happened before a clock was set back: how long ago, nobody knows. */
const AHEAD_MS = MINUTE;

const isYoung = (at: number, now: number, ms: number): boolean => at - now < AHEAD_MS && now - at < ms;

/** What a section's lead publishes of its queue, for the services that it offers, in their order. */
export function summarize(state: SectionState, services: readonly string[], observedAt: number): WaitingMessage {
  return {
    observedAt,
    services: services.map((service) => {
      let waiting = 0;
      let headIssuedAt: number | null = null;
      for (const ticket of state.tickets.waiting) {
        if (ticket.service !== service) continue;
        waiting += 1;
        if (headIssuedAt === null || ticket.issuedAt < headIssuedAt) headIssuedAt = ticket.issuedAt;
      }
      let openCounters = 0;
      for (const counter of state.counters.values()) {
        if (counter.state === 'open' && counter.services.includes(service)) openCounters += 1;
      }
      const lastCalled = state.lastCalled.get(service) ?? null;
      const head = headIssuedAt === null ? {} : { headIssuedAt };
      return { service, waiting, lastCalled, ...head, openCounters };
    }),
    counters: counterViews(state),
  };
}

/** Who is at a counter or called to it, as the public sees and hears it, the newest call first. `now`: milliseconds. */
export function callViews({ counters, tickets }: SectionState, now: number): CallView[] {
  const calls = [...counters.values()].flatMap(({ counter, ticket: id, call }) => {
    const ticket = id === null ? undefined : tickets.get(id);
    return ticket === undefined || call === null ? [] : [{ counter, ticket, call }];
  });
  return calls
    .sort((a, b) => b.call.at - a.call.at || b.ticket.order - a.ticket.order)
    .map(({ counter, ticket: { number, language }, call: { at, arrived } }) => ({
      number,
      counter,
      at,
      state: !arrived && isYoung(at, now, CALLING_MS) ? ('calling' as const) : ('serving' as const),
      ...(language === null ? {} : { language }),
    }));
}

/** The numbers that boards show as absent, the latest first. `now`: milliseconds. */
export const absentViews = ({ tickets }: SectionState, now: number): AbsentView[] =>
  tickets.absent
    .filter(({ since }) => isYoung(since, now, ABSENT_SHOWN_MS))
    .map(({ number, since }) => ({ number, at: since }))
    .sort((a, b) => b.at - a.at);

/** The counters as the public sees them, by number. */
export function counterViews(state: SectionState): CounterView[] {
  return [...state.counters.values()]
    .map(({ counter, state: open, ticket }) => ({
      counter,
      state: open,
      ticket: ticket === null ? null : (state.tickets.get(ticket)?.number ?? null),
    }))
    .sort((a, b) => a.counter - b.counter);
}
