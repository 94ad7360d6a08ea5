import { z } from 'zod';
import { CounterId, Day, Identifier, Instant, TicketNumber, UniqueId } from '../ground/identifiers.ts';
import { Command, Refusal } from './commands.ts';
import { Language, StoredEvent } from './events.ts';

/** A place in a section's log. `seq` starts at 1 in each epoch; epochs only grow. */
export const LogPosition = z.object({ epoch: z.int().nonnegative(), seq: z.int().nonnegative() });
export type LogPosition = z.infer<typeof LogPosition>;

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
  events: z.array(StoredEvent).max(512),
});
export type EventsMessage = z.infer<typeof EventsMessage>;

/**
 * The highest contiguous place that the hub has committed; epoch 0, seq 0 asks for the whole log.
 * `numbers` are the last numbers given out that day by letter, a floor for a lead whose log knows less.
 */
export const AckedMessage = LogPosition.extend({
  numbers: z.object({ day: Day, last: z.record(z.string().max(4), z.int().nonnegative()) }).optional(),
});
export type AckedMessage = z.infer<typeof AckedMessage>;

export const CounterState = z.enum(['open', 'paused', 'closed']);
export type CounterState = z.infer<typeof CounterState>;

/** A counter as the public sees it; `ticket` is the number that it serves. */
export const CounterView = z.object({
  counter: CounterId,
  state: CounterState,
  ticket: TicketNumber.nullable().default(null),
});
export type CounterView = z.infer<typeof CounterView>;

/** The number last called, as people see it. Existing ticket machines send it as a plain number. */
const LastCalled = z
  .union([TicketNumber, z.int().nonnegative().transform(String)])
  .nullable()
  .default(null);

export const WaitingMessage = z.object({
  observedAt: Instant,
  services: z
    .array(
      z.object({
        service: Identifier,
        waiting: z.int().min(0).max(100_000),
        lastCalled: LastCalled,
        headIssuedAt: Instant.nullable().optional(),
        openCounters: z.int().min(0).max(999).optional(),
      }),
    )
    .max(64),
  counters: z.array(CounterView).max(200).default([]),
});
export type WaitingMessage = z.infer<typeof WaitingMessage>;
export type WaitingService = WaitingMessage['services'][number];

/** A call to be said aloud. `id` is unique to it: delivered twice, it is said once. */
export const AnnouncementMessage = z.object({
  id: UniqueId,
  number: TicketNumber,
  counter: CounterId,
  language: Language.nullable(),
});
export type AnnouncementMessage = z.infer<typeof AnnouncementMessage>;

export const CommandMessage = z.object({ id: UniqueId, expiresAt: Instant, command: Command });
export type CommandMessage = z.infer<typeof CommandMessage>;

export const ReplyMessage = z.union([
  z.object({ id: UniqueId, events: z.array(StoredEvent) }),
  z.object({ id: UniqueId, refused: Refusal }),
]);
export type ReplyMessage = z.infer<typeof ReplyMessage>;

/** A number called to a counter; `language` is the ticket's own where it has one: its call is announced in it too. */
export const CallView = z.object({
  number: TicketNumber,
  counter: CounterId,
  at: Instant,
  language: Language.optional(),
});
export type CallView = z.infer<typeof CallView>;

export const TicketState = z.enum(['waiting', 'called', 'held', 'absent', 'done', 'cancelled']);
export type TicketState = z.infer<typeof TicketState>;
