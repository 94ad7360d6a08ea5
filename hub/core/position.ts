import { isFromFuture } from '../../protocol/queue/epochs.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';

export const NOTHING: LogPosition = { epoch: 0, seq: 0 };

/** Negative, zero or positive as `a` comes before, at or after `b`. */
export const compare = (a: LogPosition, b: LogPosition): number => a.epoch - b.epoch || a.seq - b.seq;

/**
 * A stored place as it is believed: one from the future is no place of the section's log. The log is asked for from its beginning
 * then, and what is stored of it is replaced as it comes.
 */
export const believed = (stored: LogPosition, now: number): LogPosition =>
  isFromFuture(stored.epoch, now) ? NOTHING : stored;

/** A run that arrived, in the terms that matter here. */
export interface ArrivedRun {
  readonly epoch: number;
  readonly first: number;
  readonly count: number;
  /** Where `first` is 1: the end of the epoch before it in the sender's log, if the sender says so. */
  readonly after?: LogPosition | undefined;
}

/**
 * What to do with a run:
 * `take` its events from index `skip` on; the section's log has lost what the hub has after `lostAfter`, if that is given;
 * `known`: nothing in it is new; `gap`: something before it is missing. Both are answered with the acknowledgement.
 */
export type Admission =
  | { readonly admit: 'take'; readonly skip: number; readonly lostAfter?: LogPosition }
  | { readonly admit: 'known' }
  | { readonly admit: 'gap' };

/** Pure: where the hub stands and what arrived decide. Exactly once, in order, whatever is repeated, lost or swapped on the way. */
export function admit(at: LogPosition, run: ArrivedRun): Admission {
  if (run.epoch < at.epoch) return { admit: 'known' };
  if (run.epoch === at.epoch) {
    if (run.first > at.seq + 1) return { admit: 'gap' };
    const skip = at.seq + 1 - run.first;
    // One without events has all else to say that its section says of this place.
    if (run.count === 0 && skip === 0) return { admit: 'take', skip };
    return skip >= run.count ? { admit: 'known' } : { admit: 'take', skip };
  }
  if (run.first > 1 || run.count === 0) return { admit: 'gap' };
  if (run.after === undefined || compare(run.after, at) === 0) return { admit: 'take', skip: 0 };
  return compare(run.after, at) > 0 ? { admit: 'gap' } : { admit: 'take', skip: 0, lostAfter: run.after };
}
