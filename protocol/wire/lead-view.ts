import { z } from 'zod';
import { Accuracy, Estimate } from '../congestion/views.ts';
import { DeviceView } from '../ground/devices.ts';
import { CounterId, Day, Identifier, Instant, TicketNumber, UniqueId } from '../ground/identifiers.ts';
import { openEnum } from '../ground/open-enum.ts';
import { AbsentView, CallView } from '../queue/calls.ts';
import { CongestionLevel, HoldReason, Language, Need, PauseReason, Priority } from '../queue/events.ts';
import { TicketState } from '../queue/ticket-state.ts';
import { CounterState } from '../queue/waiting.ts';

const Text = z.object({ ja: z.string(), en: z.string() });

/** A living or ended ticket of the day, as staff see it. It carries no code: the code is the resident's. */
export const LeadTicket = z.object({
  ticket: UniqueId,
  number: TicketNumber,
  service: Identifier,
  state: TicketState,
  priority: Priority,
  language: Language.nullable(),
  needs: z.array(Need),
  issuedAt: Instant,
  calledAt: Instant.nullable(),
  counter: CounterId.nullable(),
  recalls: z.int().nonnegative(),
  /** Since when it is in this state; left out by a lead of 0.1.0. */
  since: Instant.optional(),
  /** What a held ticket waits for, where staff said so. */
  heldReason: openEnum(HoldReason, 'other').nullable().default(null),
  /** Whether `restore` brings it back. */
  restorable: z.boolean().default(false),
  /** 1 is called next among its service's waiting tickets; null unless it waits. */
  position: z.int().positive().nullable(),
  /** Minutes that its priority moves it ahead: the reason for an order that isn't that of arrival. */
  creditMinutes: z.number().nonnegative(),
  /** `none`: no paper is asked for. `sent`: the bytes went out and this printer can't prove more. `unknown`: look at the printer; reprint if nothing came. */
  print: z.enum(['none', 'pending', 'printed', 'sent', 'unknown', 'failed']),
  printDetail: z.string().nullable(),
});
export type LeadTicket = z.infer<typeof LeadTicket>;

/** `GET /api/v1/section` on a lead, and `event: section` of its stream: everything its board, kiosk and staff pages show. */
export const LeadView = z.object({
  city: Identifier,
  office: Identifier,
  section: Identifier,
  name: Text,
  unit: Identifier,
  observedAt: Instant,
  day: Day.nullable(),
  reception: z.enum(['open', 'closed']),
  /** Today's; the usual ones on a day of rest. */
  hours: z.object({ opens: z.string(), closes: z.string(), timezone: z.string() }),
  /** Why the calendar has no hours today; null where it has. */
  restDay: Text.nullable(),
  clockTrusted: z.boolean(),
  /** `none`: this section is configured to stand alone. `pending`: events that the hub has not acknowledged. */
  hub: z.object({ state: z.enum(['none', 'connected', 'offline']), pending: z.int().nonnegative() }),
  services: z.array(
    z.object({
      service: Identifier,
      name: Text,
      /** Null where its numbers are figures alone. */
      letter: z.string().nullable(),
      waiting: z.int().nonnegative(),
      lastCalled: TicketNumber.nullable(),
      /** The hub's, where it is known and fresh. */
      estimate: Estimate.nullable(),
    }),
  ),
  counters: z.array(
    z.object({
      counter: CounterId,
      state: CounterState,
      services: z.array(Identifier),
      /** The duty that a staff card opened it in. */
      duty: Identifier.nullable(),
      ticket: TicketNumber.nullable(),
      ticketId: UniqueId.nullable(),
      calledAt: Instant.nullable(),
      /** Why and until when it is paused, as far as staff said so. */
      pause: z
        .object({ reason: openEnum(PauseReason, 'back-office').nullable(), until: Instant.nullable() })
        .nullable()
        .default(null),
      /** Why a device at this counter did nothing a moment ago; it is told for ten seconds. */
      refused: z.object({ message: Text, at: Instant }).nullable().default(null),
    }),
  ),
  /** How busy staff declared the section to be, and until when that stands; null where nothing is declared. */
  declared: z.object({ level: CongestionLevel, at: Instant, until: Instant }).nullable(),
  /** Who was called to a counter and is not gone from there, the newest call first. */
  calls: z.array(CallView),
  /** The numbers that boards show as absent, the latest first. */
  absent: z.array(AbsentView).default([]),
  tickets: z.array(LeadTicket),
  units: z.array(z.object({ unit: Identifier, state: z.enum(['online', 'offline']), devices: z.array(DeviceView) })),
  /** Where a ticket's QR leads, its code to be appended; null where residents have no page. */
  ticketPage: z.string().nullable(),
  /** How right the hub's estimates for this section were; null where it has not said. */
  accuracy: Accuracy.nullable(),
  /** Where the hub shows them day by day; null where staff have no page. */
  accuracyPage: z.string().nullable(),
});
export type LeadView = z.infer<typeof LeadView>;

/** `POST /api/v1/commands` answered with what happened. A refusal is a problem document (status 409) with `code` and `messageEn`. */
export const CommandResult = z.object({
  id: UniqueId,
  events: z.array(z.looseObject({ type: z.string(), at: Instant })),
});
export type CommandResult = z.infer<typeof CommandResult>;
