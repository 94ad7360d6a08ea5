import { z } from 'zod';
import { CounterId, Instant, TicketNumber, UniqueId } from '../ground/identifiers.ts';
import { Language } from './events.ts';

/** A call to be said aloud. `id` is unique to it: delivered twice, it is said once. */
export const AnnouncementMessage = z.object({
  id: UniqueId,
  number: TicketNumber,
  counter: CounterId,
  language: Language.nullable(),
});
export type AnnouncementMessage = z.infer<typeof AnnouncementMessage>;

/** A number called to a counter; `language` is the ticket's own where it has one: its call is announced in it too. */
export const CallView = z.object({
  number: TicketNumber,
  counter: CounterId,
  at: Instant,
  language: Language.optional(),
});
export type CallView = z.infer<typeof CallView>;
