import { z } from 'zod';
import { CounterId, Day, Identifier, Instant, UniqueId } from '../ground/identifiers.ts';
import { openWord } from '../ground/open-enum.ts';
import { PrintProof } from '../paper/paper-events.ts';
import { CongestionLevel, HoldReason, IssuedBy, Language, Need, PauseReason, Priority } from './events.ts';

const counter = CounterId;
/** A ticket by its id, or by the number that people see if such a ticket lives today. */
const ticket = UniqueId;
/**
 * The ticket, by its id or its number, that whoever asks saw at that counter; null: they saw nobody there. Where it is somebody
 * else by now, nothing is done. Left out (by units of 0.1.0) it isn't looked at.
 */
const visit = ticket.nullable().optional();
/** The counter at which whoever asks saw the ticket; null: at none. Where it is at another one by now, nothing is done. Left out, it isn't looked at. */
const seenAt = counter.nullable().optional();

/** What staff, residents and devices may ask of a section's lead. Words that this version doesn't know are refused: what is half understood isn't done. */
export const Command = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('issue'),
    service: Identifier,
    by: IssuedBy.default('kiosk'),
    priority: Priority.optional(),
    language: Language.optional(),
    needs: z.array(Need).max(5).optional(),
  }),
  /** It ends the visit that is there. `force`: also one that was called a moment ago and isn't known to have come. */
  z.object({ type: z.literal('call-next'), counter, visit, force: z.boolean().optional() }),
  z.object({ type: z.literal('call'), counter, visit, ticket }),
  /** The ticket with this page's code is held out at the counter. */
  z.object({ type: z.literal('scan'), counter, code: z.string().min(8).max(64) }),
  /** Whoever was called is at the counter. */
  z.object({ type: z.literal('arrived'), counter, visit }),
  z.object({ type: z.literal('recall'), counter, visit }),
  z.object({ type: z.literal('absent'), counter, visit }),
  z.object({ type: z.literal('hold'), counter, visit, reason: HoldReason.optional() }),
  z.object({ type: z.literal('requeue'), ticket, seenAt }),
  z.object({ type: z.literal('transfer'), counter, visit, service: Identifier }),
  z.object({ type: z.literal('finish'), counter, visit }),
  z.object({ type: z.literal('cancel'), ticket, seenAt }),
  /** Brings back a ticket that was finished, cancelled, made absent or transferred by mistake, as long as its day lasts. */
  z.object({ type: z.literal('restore'), ticket }),
  /** `duty`: the services of a duty of the section's configuration, as a staff card opens a counter. */
  z.object({
    type: z.literal('open-counter'),
    counter,
    services: z.array(Identifier).max(64).optional(),
    duty: Identifier.optional(),
  }),
  z.object({
    type: z.literal('pause-counter'),
    counter,
    reason: PauseReason.optional(),
    until: Instant.optional(),
  }),
  z.object({ type: z.literal('close-counter'), counter }),
  z.object({ type: z.literal('declare-level'), level: CongestionLevel, service: Identifier.optional() }),
  z.object({ type: z.literal('open-day'), day: Day.optional() }),
  z.object({ type: z.literal('close-reception') }),
  z.object({ type: z.literal('reprint'), ticket }),
  /** What a unit's printer has to tell of a ticket's print. */
  z.object({
    type: z.literal('report-print'),
    ticket,
    outcome: z.discriminatedUnion('state', [
      z.object({ state: z.literal('started') }),
      z.object({ state: z.literal('printed'), proof: PrintProof }),
      z.object({ state: z.literal('failed'), reason: z.string().max(200) }),
    ]),
  }),
  /** Numbers that the hub or a member knows to be given out on this day. */
  z.object({
    type: z.literal('raise-numbers'),
    day: Day,
    last: z.record(z.string().max(4), z.int().nonnegative()),
  }),
]);
export type Command = z.infer<typeof Command>;
export type CommandType = Command['type'];
export type CommandOf<T extends CommandType> = Extract<Command, { type: T }>;

/** The codes of this version. */
export const RefusalCode = z.enum([
  'nobody-waiting',
  'no-visit',
  'visit-changed',
  'just-called',
  'counter-busy',
  'counter-not-open',
  'no-change',
  'not-allowed',
  'other-duty',
  'unknown-counter',
  'unknown-service',
  'unknown-duty',
  'duty-elsewhere',
  'unknown-ticket',
  'ticket-over',
  'ticket-at-counter',
  'ticket-waiting',
  'number-taken',
  'no-paper',
  'reception-closed',
  'no-day-open',
  'day-in-the-past',
  'day-out-of-reach',
  'too-many-tickets',
  'numbers-exhausted',
  'too-often',
  'expired',
  'malformed',
  'log-damaged',
  'disk-full',
  'lead-unreachable',
]);
export type RefusalCode = z.infer<typeof RefusalCode>;

/**
 * Why a command changed nothing: a code for programs, and a sentence that a member of staff understands. The code may be one of a
 * later version; its sentence comes with it.
 */
export const Refusal = z.object({ code: openWord(RefusalCode), message: z.object({ ja: z.string(), en: z.string() }) });
export type Refusal = z.infer<typeof Refusal>;
