import type { Estimate } from '../../protocol/congestion/views.ts';
import type { CongestionLevel } from '../../protocol/queue/events.ts';

/** What a resident was told when their ticket was issued (of a section that only counts: whoever would have taken one then). */
export interface Promised {
  /** When it was told, milliseconds. */
  readonly at: number;
  readonly service: string;
  readonly estimate: Estimate;
  readonly level: CongestionLevel;
}

/** A promise and what became of it: told once, when the ticket is called for the first time. */
export interface Outcome extends Promised {
  /** Milliseconds. */
  readonly calledAt: number;
  readonly actualMinutes: number;
  /** Nobody saw the call: it is when it may have been, of a queue that only counts who wait. */
  readonly reckoned?: true;
}
