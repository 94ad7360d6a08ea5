import type { CallView } from './calls.ts';
import type { SectionState } from './state.ts';
import type { CounterView, WaitingMessage } from './waiting.ts';

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

/** The latest calls as the public sees and hears them, newest first. */
export function callViews({ calls }: SectionState): CallView[] {
  return calls.map(({ number, counter, at, language }) => ({
    number,
    counter,
    at,
    ...(language === null ? {} : { language }),
  }));
}

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
