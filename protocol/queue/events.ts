import { z } from 'zod';
import { CounterId, Day, Identifier, Instant, TicketNumber, UniqueId } from '../ground/identifiers.ts';
import { openEnum, openList } from '../ground/open-enum.ts';
import { PaperEvent } from '../paper/paper-events.ts';

export const CongestionLevel = z.enum(['quiet', 'moderate', 'busy', 'packed', 'closed', 'unknown']);
export type CongestionLevel = z.infer<typeof CongestionLevel>;

export const IssuedBy = z.enum(['kiosk', 'staff', 'web', 'appointment']);
export type IssuedBy = z.infer<typeof IssuedBy>;

export const Priority = z.enum(['none', 'priority', 'appointment']);
export type Priority = z.infer<typeof Priority>;

/** A BCP 47 tag, as in `ja`, `en`, `zh-Hans`. */
export const Language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'write a language tag, as in ja or zh-Hans');

/** What helps a resident at the counter; it says nothing about who they are. */
export const Need = z.enum(['hearing', 'sight', 'wheelchair', 'interpreter', 'infant']);
export type Need = z.infer<typeof Need>;

/** What a visit is set aside for: papers that the section makes, what the resident writes or fetches. */
export const HoldReason = z.enum(['papers', 'resident-writes', 'fetching', 'other']);
export type HoldReason = z.infer<typeof HoldReason>;

/** Why nobody sits at a paused counter. */
export const PauseReason = z.enum(['lunch', 'break', 'back-office', 'training']);
export type PauseReason = z.infer<typeof PauseReason>;

/** Where a ticket is again that was finished, cancelled, made absent or transferred by mistake. */
export const RestoredTo = z.enum(['called', 'waiting', 'held', 'absent']);
export type RestoredTo = z.infer<typeof RestoredTo>;

const at = Instant;
const ticket = UniqueId;
const counter = CounterId;
const service = Identifier;

/** What happens in a section's queue: its state is what these fold to (protocol/queue/evolve.ts). */
export const QueueEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('day-opened'), at, day: Day }),
  z.object({ type: z.literal('reception-closed'), at }),
  z.object({
    type: z.literal('ticket-issued'),
    at,
    ticket,
    number: TicketNumber,
    /** What its number counts in, where it has no letter: the first number of its service. */
    series: z.string().min(1).max(4).optional(),
    service,
    code: z.string().min(8).max(64),
    /** Who issued it in a way of a later version: as if staff had, so that its paper is printed. */
    by: openEnum(IssuedBy, 'staff'),
    /** Nobody is moved ahead for a reason that this version doesn't know. */
    priority: openEnum(Priority, 'none').optional(),
    language: Language.optional(),
    needs: openList(Need).optional(),
  }),
  /** `present`: whoever is called stands there already, and nobody is to be called aloud. */
  z.object({ type: z.literal('ticket-called'), at, ticket, counter, present: z.literal(true).optional() }),
  z.object({ type: z.literal('ticket-recalled'), at, ticket, counter }),
  /** Whoever was called is at the counter: they are not called any more. */
  z.object({ type: z.literal('visit-started'), at, ticket, counter }),
  z.object({ type: z.literal('ticket-absent'), at, ticket, counter }),
  z.object({ type: z.literal('ticket-held'), at, ticket, counter, reason: openEnum(HoldReason, 'other').optional() }),
  z.object({ type: z.literal('ticket-requeued'), at, ticket, reason: z.string().max(64) }),
  z.object({ type: z.literal('ticket-transferred'), at, ticket, counter, service }),
  z.object({ type: z.literal('service-finished'), at, ticket, counter }),
  z.object({ type: z.literal('ticket-cancelled'), at, ticket }),
  /** What ended, missed or moved it was a mistake. `counter`: where it is served, if it is `called`; a way of a later version sets it aside. */
  z.object({
    type: z.literal('ticket-restored'),
    at,
    ticket,
    to: openEnum(RestoredTo, 'held'),
    counter: counter.optional(),
  }),
  /** `duty`: a staff card of that duty opened it. */
  z.object({
    type: z.literal('counter-opened'),
    at,
    counter,
    services: z.array(service).max(64),
    duty: Identifier.optional(),
  }),
  /** `until`: when somebody means to be back. */
  z.object({
    type: z.literal('counter-paused'),
    at,
    counter,
    reason: openEnum(PauseReason, 'back-office').optional(),
    until: Instant.optional(),
  }),
  z.object({ type: z.literal('counter-closed'), at, counter }),
  /** `until`: from when on it says nothing any more, as the section that declared it decides. */
  z.object({
    type: z.literal('level-declared'),
    at,
    level: openEnum(CongestionLevel, 'unknown'),
    service: service.optional(),
    until: Instant.optional(),
  }),
  /** Numbers up to and including these were given out on this day by an earlier life of this unit. */
  z.object({
    type: z.literal('numbers-raised'),
    at,
    day: Day,
    last: z.record(z.string().max(4), z.int().nonnegative()),
  }),
]);
export type QueueEvent = z.infer<typeof QueueEvent>;

/**
 * Everything that can happen in a section. The log holds these, in order. Each room has a union of its own, which is listed
 * here and folded by that room alone.
 */
export const Event = z.discriminatedUnion('type', [...QueueEvent.options, ...PaperEvent.options]);
export type Event = z.infer<typeof Event>;
type EventType = Event['type'];
export type EventOf<T extends EventType> = Extract<Event, { type: T }>;

/** The least that an event of any version carries. Types that this version doesn't know are stored and skipped. */
export interface StoredEvent {
  readonly type: string;
  readonly at: number;
  readonly [field: string]: unknown;
}

/** Looked at and not copied: a hub takes in tens of thousands a second, and {@link readEvent} reads each once. */
export const StoredEvent = z.custom<StoredEvent>(isStoredEvent, 'an event needs a type and an integer at').meta({
  type: 'object',
  required: ['type', 'at'],
  properties: { type: { type: 'string', minLength: 1, maxLength: 64 }, at: { type: 'integer', minimum: 0 } },
});

function isStoredEvent(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('at' in value)) return false;
  const { type, at } = value;
  return (
    typeof type === 'string' && type.length > 0 && type.length <= 64 && Number.isSafeInteger(at) && Number(at) >= 0
  );
}

/** The event, its unknown fields left off; `undefined` if this version can't read it (unknown type, or wrong fields). */
export function readEvent(stored: unknown): Event | undefined {
  return Event.safeParse(stored).data;
}

const known = new Set<string>(Event.options.map((option) => option.shape.type.value));

/** Whether this version knows the type at all; an event of a known type that {@link readEvent} can't read is a fault of its sender. */
export const isKnownEventType = (type: string): boolean => known.has(type);
