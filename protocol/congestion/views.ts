import { z } from 'zod';
import { CounterId, Day, Identifier, Instant, TicketNumber } from '../ground/identifiers.ts';
import { openEnum } from '../ground/open-enum.ts';
import { AbsentView, CallState, CallView } from '../queue/calls.ts';
import { HoldReason, CongestionLevel as KnownLevel } from '../queue/events.ts';
import { TicketState } from '../queue/ticket-state.ts';
import { CounterView } from '../queue/waiting.ts';

const Text = z.object({ ja: z.string(), en: z.string() });
const CongestionLevel = openEnum(KnownLevel, 'unknown');

/** How old a section's figures are: `live`, `delayed` (its unit is silent or behind), `lost` (too old to stand on). */
const FreshnessWord = z.enum(['live', 'delayed', 'lost']);
/** Figures of which nobody here can say how old they are, nobody stands on. */
export const Freshness = openEnum(FreshnessWord, 'lost');
export type Freshness = z.infer<typeof Freshness>;
const Source = z.enum(['tickets', 'counts', 'declared']);
const Reception = z.enum(['open', 'closed']);
const BeforeClosing = z.enum(['doubtful', 'unlikely']);

/** The wait for a ticket taken now, in minutes: median and 80 % range. */
export const Estimate = z.object({
  lowMinutes: z.number().nonnegative(),
  medianMinutes: z.number().nonnegative(),
  highMinutes: z.number().nonnegative(),
  /** Whether the call comes before the office closes, where that is in doubt. */
  beforeClosing: openEnum(BeforeClosing, 'doubtful').optional(),
});
export type Estimate = z.infer<typeof Estimate>;

/** How right what was promised at tickets' issue turned out, over those that were called. */
export const Accuracy = z.object({
  tickets: z.int().positive(),
  /** Half of the promised medians lay no further from the wait, minutes. */
  medianErrorMinutes: z.number().nonnegative(),
  /** The share of waits within the promised range; a range of 80 % should hold 0.8. */
  covered: z.number().min(0).max(1),
  /** The share of waits of the level that was shown. */
  levelRight: z.number().min(0).max(1),
});
export type Accuracy = z.infer<typeof Accuracy>;

export const ServiceView = z.object({
  service: Identifier,
  name: Text,
  letter: z.string().nullable(),
  waiting: z.int().nonnegative().nullable(),
  lastCalled: TicketNumber.nullable(),
  /** When whoever waits longest took their ticket; left out where nobody waits or the section does not say. */
  headIssuedAt: Instant.optional(),
  level: CongestionLevel,
  estimate: Estimate.nullable(),
});
export type ServiceView = z.infer<typeof ServiceView>;

export const SectionView = z.object({
  section: Identifier,
  name: Text,
  level: CongestionLevel,
  freshness: Freshness,
  /** When the figures were true. Not later than the office's `observedAt`; null where nothing was ever heard. */
  observedAt: Instant.nullable(),
  source: openEnum(Source, 'counts'),
  /** Only `closed` says that nobody is received; any other word comes with a level that says how it is. */
  reception: openEnum(Reception, 'open'),
  /** Whether reception was open today and is over, be it before its hours are; left out where it isn't, or where that is not known. */
  endedToday: z.boolean().optional(),
  services: z.array(ServiceView),
  counters: z.array(CounterView),
  /** Of the last 28 days; null before the first ticket was called. */
  accuracy: Accuracy.nullable().default(null),
  /** Who was called to a counter and is not gone from there, the newest call first; a recalled number moves to the front again. */
  calls: z.array(CallView),
  /** The numbers that boards show as absent, the latest first. */
  absent: z.array(AbsentView).default([]),
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
  /** What a held ticket waits for, where staff said so. */
  heldReason: openEnum(HoldReason, 'other').nullable().default(null),
  /** Of a called ticket: whether it is still expected, or at its counter. */
  callState: openEnum(CallState, 'serving').optional(),
  /** Whether it waits for another service after one that it was at. */
  transferred: z.boolean().optional(),
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

/** Days on which cities see more people than on others: Mondays, the day after another rest than a weekend, a month's end, and mid-March to mid-April. */
export const Peak = z.enum(['monday', 'after-rest', 'month-end', 'moving']);
export type Peak = z.infer<typeof Peak>;

/** A half hour to come. What nobody can know yet is null, with the level `unknown`. */
export const ForecastSlot = z.object({
  /** It lasts half an hour, or until the section closes. */
  from: Instant,
  level: CongestionLevel,
  /** People who wait, on average. */
  waiting: z.number().nonnegative().nullable(),
  /** How long who comes then waits: median and 80 % range, minutes. */
  estimate: Estimate.nullable(),
});
export type ForecastSlot = z.infer<typeof ForecastSlot>;

const Forecasts = z.object({
  slots: z.array(ForecastSlot),
  /** The best times to come, the best first, at most one a day: who comes then waits least, and is served that day. */
  best: z.array(ForecastSlot),
});

/** `GET /api/v1/forecast/{city}/{office}/{section}`: the rest of today and the days to come. */
export const ForecastView = z.object({
  city: Identifier,
  office: Identifier,
  section: Identifier,
  name: Text,
  observedAt: Instant,
  /** From how many of its days it was learned; 0: nothing is known yet. */
  learnedDays: z.int().nonnegative(),
  /** Today first. */
  days: z.array(
    z.object({
      day: Day,
      hours: z.object({ opens: z.string(), closes: z.string() }).nullable(),
      /** Why the section is closed that day; null where it isn't. */
      closed: Text.nullable(),
      peaks: z.array(Peak),
    }),
  ),
  /** All services together: the longest wait among them, and everybody who waits. */
  whole: Forecasts,
  services: z.array(Forecasts.extend({ service: Identifier, name: Text, letter: z.string().nullable() })),
});
export type ForecastView = z.infer<typeof ForecastView>;

/** `GET /api/v1/accuracy/{city}/{office}/{section}`: how right the section's promises were, today and the 27 days before. */
export const AccuracyView = z.object({
  city: Identifier,
  office: Identifier,
  section: Identifier,
  name: Text,
  observedAt: Instant,
  last28Days: Accuracy.nullable(),
  /** Days on which somebody was called, in order. */
  days: z.array(Accuracy.extend({ day: Day })),
});
export type AccuracyView = z.infer<typeof AccuracyView>;

/** `GET /api/v1/accuracy/{city}/{office}/{section}/{day}`: a day's promises and what came of them. */
export const AccuracyDayView = z.object({
  observedAt: Instant,
  day: Day,
  accuracy: Accuracy,
  services: z.array(z.object({ service: Identifier, name: Text })),
  /** Of a day with many tickets an even choice of them. */
  tickets: z.array(
    z.object({ at: Instant, service: Identifier, estimate: Estimate, actualMinutes: z.number().nonnegative() }),
  ),
});
export type AccuracyDayView = z.infer<typeof AccuracyDayView>;
