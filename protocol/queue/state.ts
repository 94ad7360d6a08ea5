import type { CongestionLevel, PauseReason } from './events.ts';
import type { Call } from './ticket.ts';
import { Tickets } from './tickets.ts';
import type { CounterState } from './waiting.ts';

export interface Counter {
  readonly counter: number;
  readonly state: CounterState;
  readonly services: readonly string[];
  /** The duty that a staff card opened it in; null where nobody's card did. */
  readonly duty: string | null;
  /** The id of the ticket being served. */
  readonly ticket: string | null;
  /** How it was called there; null where nobody is served. */
  readonly call: Call | null;
  /** Why and until when (milliseconds) it is paused, as far as staff said so; null while it isn't. */
  readonly pause: { readonly reason: PauseReason | null; readonly until: number | null } | null;
}

export interface Declared {
  readonly level: CongestionLevel;
  readonly at: number;
  /** From then on it says nothing any more. */
  readonly until: number;
}

/**
 * A section's day. It is what its events fold to, and nothing else. Immutable: a fold gives a new state.
 */
export interface SectionState {
  /** The business day; null until the first was opened. */
  readonly day: string | null;
  readonly dayOpenedAt: number | null;
  readonly reception: 'open' | 'closed';
  /** Milliseconds; the latest `at` of any event of the day. It never goes back within one, whatever the clock does. */
  readonly clock: number;
  readonly tickets: Tickets;
  readonly counters: ReadonlyMap<number, Counter>;
  /** The last number given out, by letter, or by the series that its event names. */
  readonly lastNumbers: ReadonlyMap<string, number>;
  /** The number last called, by service. */
  readonly lastCalled: ReadonlyMap<string, string>;
  /** The level that staff declared: for the section under the key '', else by service. */
  readonly declared: ReadonlyMap<string, Declared>;
}

export const emptySection: SectionState = {
  day: null,
  dayOpenedAt: null,
  reception: 'closed',
  clock: 0,
  tickets: new Tickets(),
  counters: new Map(),
  lastNumbers: new Map(),
  lastCalled: new Map(),
  declared: new Map(),
};
