import { z } from 'zod';
import { CongestionLevel, Language } from './events.ts';
import { CounterId, Identifier, Instant, TicketNumber } from './identifiers.ts';
import { CounterView } from './messages.ts';

const Text = z.object({ ja: z.string(), en: z.string() });

/** How old a section's figures are: `live`, `delayed` (its unit is silent or behind), `lost` (too old to stand on). */
export const Freshness = z.enum(['live', 'delayed', 'lost']);
export type Freshness = z.infer<typeof Freshness>;

/** The wait for a ticket taken now, in minutes: median and 80 % range. */
export const Estimate = z.object({
  lowMinutes: z.number().nonnegative(),
  medianMinutes: z.number().nonnegative(),
  highMinutes: z.number().nonnegative(),
});
export type Estimate = z.infer<typeof Estimate>;

export const ServiceView = z.object({
  service: Identifier,
  name: Text,
  letter: z.string().nullable(),
  waiting: z.int().nonnegative().nullable(),
  lastCalled: TicketNumber.nullable(),
  level: CongestionLevel,
  estimate: Estimate.nullable(),
});
export type ServiceView = z.infer<typeof ServiceView>;

/** A number called to a counter; `language` is the ticket's own where it has one: its call is announced in it too. */
export const CallView = z.object({
  number: TicketNumber,
  counter: CounterId,
  at: Instant,
  language: Language.optional(),
});
export type CallView = z.infer<typeof CallView>;

export const SectionView = z.object({
  section: Identifier,
  name: Text,
  level: CongestionLevel,
  freshness: Freshness,
  /** When the figures were true. Not later than the office's `observedAt`; null where nothing was ever heard. */
  observedAt: Instant.nullable(),
  source: z.enum(['tickets', 'counts', 'declared']),
  reception: z.enum(['open', 'closed']),
  services: z.array(ServiceView),
  counters: z.array(CounterView),
  /** The latest calls, newest first; a recalled number moves to the front again. */
  calls: z.array(CallView),
});
export type SectionView = z.infer<typeof SectionView>;

/** An office as the hub publishes it, the same over MQTT and HTTP. `waiting` counts sections whose figures are not lost. */
export const OfficeView = z.object({
  city: Identifier,
  office: Identifier,
  name: Text,
  observedAt: Instant,
  level: CongestionLevel,
  waiting: z.int().nonnegative(),
  sections: z.array(SectionView),
});
export type OfficeView = z.infer<typeof OfficeView>;

/** `GET /api/v1/congestion`: every office of this hub. */
export const CongestionList = z.object({ observedAt: Instant, offices: z.array(OfficeView) });
export type CongestionList = z.infer<typeof CongestionList>;

/** `matazu/v1/{city}/congestion`: a city at a glance. */
export const CityView = z.object({
  city: Identifier,
  observedAt: Instant,
  offices: z.array(z.object({ office: Identifier, level: CongestionLevel, waiting: z.int().nonnegative() })),
});
export type CityView = z.infer<typeof CityView>;

export const TicketState = z.enum(['waiting', 'called', 'held', 'absent', 'done', 'cancelled']);
export type TicketState = z.infer<typeof TicketState>;

/** `GET /api/v1/tickets/{code}` on the hub: one resident's ticket. */
export const TicketView = z.object({
  number: TicketNumber,
  city: Identifier,
  office: Identifier,
  officeName: Text,
  section: Identifier,
  sectionName: Text,
  service: Identifier,
  serviceName: Text,
  state: TicketState,
  /** People who are called before this ticket; null unless it waits. */
  ahead: z.int().nonnegative().nullable(),
  estimate: Estimate.nullable(),
  counter: CounterId.nullable(),
  issuedAt: Instant,
  calledAt: Instant.nullable(),
  observedAt: Instant,
  freshness: Freshness,
});
export type TicketView = z.infer<typeof TicketView>;
