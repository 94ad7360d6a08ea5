import { z } from 'zod';
import { RESTS, WEEKDAYS } from './calendar.ts';
import { Day } from './identifiers.ts';

/** A time of day, `HH:MM`. */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time as HH:MM, as in "08:30"');

/** An IANA time zone that this machine knows. */
export const TimeZone = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, 'not a time zone this machine knows; write one as in Asia/Tokyo');

const span = { opens: TimeOfDay, closes: TimeOfDay };
const grows = ({ opens, closes }: { opens: string; closes: string }): boolean => opens < closes;
const BACKWARDS = { error: 'opens must be before closes', path: ['opens'] };
const DayHours = z.strictObject(span).refine(grows, BACKWARDS);
const Nth = z.array(z.int().min(1).max(5)).min(1);
const Months = z.array(z.int().min(1).max(12)).min(1);

/** When people are received (protocol/ground/calendar.ts says which rule wins). */
export const Hours = z
  .strictObject({
    ...span,
    timezone: TimeZone.default('Asia/Tokyo'),
    closedOn: z.array(z.enum(RESTS)).optional(),
    weekdays: z.partialRecord(z.enum(WEEKDAYS), z.union([DayHours, z.literal('closed')])).optional(),
    monthly: z
      .array(
        z
          .strictObject({ weekday: z.enum(WEEKDAYS), nth: Nth, months: Months.optional(), ...span })
          .refine(grows, BACKWARDS),
      )
      .max(12)
      .optional(),
    dates: z.record(Day, z.union([DayHours, z.literal('closed')])).optional(),
  })
  .refine(grows, BACKWARDS);
export type Hours = z.infer<typeof Hours>;

/** A TCP port; 0 takes any free one. */
export const Port = z.int().min(0).max(65_535);

/** The address a listener binds to. Loopback unless a configuration names another. */
export const Host = z.string().min(1).default('127.0.0.1');

/** `mqtt://host:port` */
export const BrokerUrl = z.string().regex(/^mqtt:\/\/[^\s/]+$/, 'write mqtt://host:port');

/** The letter of a service's numbers. */
export const Letter = z.string().regex(/^[A-Z]$/, 'one capital letter, A to Z');
