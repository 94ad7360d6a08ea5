import { z } from 'zod';
import { CounterId, Instant, TicketNumber, UniqueId } from '../ground/identifiers.ts';
import { openEnum } from '../ground/open-enum.ts';
import { Language } from './events.ts';

/** A call to be said aloud. `id` is unique to it: delivered twice, it is said once. */
export const AnnouncementMessage = z.object({
  id: UniqueId,
  number: TicketNumber,
  counter: CounterId,
  language: Language.nullable(),
});
export type AnnouncementMessage = z.infer<typeof AnnouncementMessage>;

/** `calling`: whoever was called is still expected. `serving`: they are at the counter, or were called so long ago that they must be. */
export const CallState = z.enum(['calling', 'serving']);
export type CallState = z.infer<typeof CallState>;

/** A number at the counter to which it was called; `language` is the ticket's own where it has one: its call is announced in it too. */
export const CallView = z.object({
  number: TicketNumber,
  counter: CounterId,
  /** When it was called, or called again, last. */
  at: Instant,
  state: openEnum(CallState, 'serving').default('calling'),
  language: Language.optional(),
});
export type CallView = z.infer<typeof CallView>;

/** A number that nobody answered to, and when it was given up. */
export const AbsentView = z.object({ number: TicketNumber, at: Instant });
export type AbsentView = z.infer<typeof AbsentView>;
