import { z } from 'zod';
import { ToldPeaks, ToldThresholds } from '../congestion/configuration.ts';
import { RESTS, WEEKDAYS } from '../ground/calendar.ts';
import { Letter, TimeOfDay, TimeZone } from '../ground/configuration.ts';
import { CounterId, Day, Identifier, Instant } from '../ground/identifiers.ts';
import { openEnum, openList } from '../ground/open-enum.ts';

const Text = z.object({ ja: z.string().min(1).max(120), en: z.string().min(1).max(120) });
const span = { opens: TimeOfDay, closes: TimeOfDay };
/** Dates with hours of their own that are read, of a section: those of two years. */
const MOST_DATES = 750;
const DayHours = z.union([z.object(span), z.literal('closed')]);

/** Hours as they travel: those of the configuration, read with patience. A rule that this version doesn't know is left out. */
const ToldHours = z.object({
  ...span,
  timezone: TimeZone,
  closedOn: openList(z.enum(RESTS)).optional(),
  weekdays: z.partialRecord(z.enum(WEEKDAYS), DayHours).optional(),
  monthly: z
    .array(
      z.object({
        ...span,
        weekday: z.enum(WEEKDAYS),
        nth: z.array(z.int().min(1).max(5)).max(5),
        months: z.array(z.int().min(1).max(12)).max(12).optional(),
      }),
    )
    .max(12)
    .optional(),
  dates: z
    .record(Day, DayHours)
    .refine((dates) => Object.keys(dates).length <= MOST_DATES, `at most ${MOST_DATES} dates`)
    .optional(),
});

/**
 * What a section is: its lead's configuration, as far as it concerns others. It is said by the lead alone and believed by
 * everybody; a hub keeps the last one, so that it knows a section whose lead is switched off.
 */
export const AboutMessage = z.object({
  /** When it was said, by the lead's clock. */
  at: Instant,
  unit: Identifier,
  name: Text,
  hours: ToldHours,
  services: z
    .array(
      z.object({
        id: Identifier,
        /** Left out where its numbers are figures alone. */
        letter: Letter.optional(),
        name: Text,
        /** Minutes that a visit is expected to take, until better is learned. */
        expectedMinutes: z.number().min(0.5).max(240).default(10),
      }),
    )
    .max(64),
  counters: z
    .array(
      z.object({
        id: CounterId,
        services: z.array(Identifier).max(64),
        /** How the counter chooses the next: whoever waited longest, or its first service first. */
        order: openEnum(z.enum(['longest-wait', 'listed']), 'longest-wait').default('longest-wait'),
      }),
    )
    .max(200),
  /** Minutes of waiting that a priority, or an earlier place in a `listed` counter's services, is worth. */
  credits: z
    .object({
      priority: z.number().nonnegative(),
      appointment: z.number().nonnegative(),
      listed: z.number().nonnegative(),
    })
    .optional(),
  thresholds: ToldThresholds.prefault({}),
  peaks: ToldPeaks.prefault({}),
});
export type AboutMessage = z.infer<typeof AboutMessage>;
