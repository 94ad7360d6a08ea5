import { z } from 'zod';
import { Day, Identifier } from '../ground/identifiers.ts';
import { StoredEvent } from './events.ts';

/** A place in a section's log. `seq` starts at 1 in each epoch; epochs only grow. */
export const LogPosition = z.object({ epoch: z.int().nonnegative(), seq: z.int().nonnegative() });
export type LogPosition = z.infer<typeof LogPosition>;

/** Where a lead's audit of who did what ends on its disk: the number of its last row, and the hash of that row and all before it. */
export const AuditHead = z.object({ seq: z.int().min(1), head: z.string().regex(/^[0-9a-f]{64}$/) });
export type AuditHead = z.infer<typeof AuditHead>;

/**
 * A run of the log: event i has seq `first + i`. Where a run begins an epoch (`first` = 1), `after` names the last place of
 * the epoch before it in the same log (epoch 0, seq 0: the log begins here). A hub that lacks what comes before `after` asks
 * for it instead of skipping it; a hub that knows more than `after` knows what this log has lost (its disk was replaced, or an
 * older copy restored), and folds only what the log still holds, so that its counts equal the section's.
 */
export const EventsMessage = z.object({
  unit: Identifier,
  epoch: z.int().nonnegative(),
  first: z.int().min(1),
  after: LogPosition.optional(),
  /** Where the log ended when this was sent; a hub that is not there yet knows that it knows only a part. */
  end: LogPosition.optional(),
  /** Left out by a lead that takes nothing down. */
  audit: AuditHead.optional(),
  /** None where only the audit has moved on; `first` is the place of the next event then. */
  events: z.array(StoredEvent).max(512),
});
export type EventsMessage = z.infer<typeof EventsMessage>;

/**
 * The highest contiguous place that the hub has committed; epoch 0, seq 0 asks for the whole log.
 * `numbers` are the last numbers given out that day by letter or series, a floor for a lead whose log knows less.
 */
export const AckedMessage = LogPosition.extend({
  numbers: z.object({ day: Day, last: z.record(z.string().max(4), z.int().nonnegative()) }).optional(),
});
export type AckedMessage = z.infer<typeof AckedMessage>;
