import { z } from 'zod';
import { RESTS, WEEKDAYS } from './calendar.ts';
import { Day, written } from './identifiers.ts';
import { type Fault, withRules } from './rules.ts';

/** A time of day, `HH:MM`. */
export const TimeOfDay = written(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time as HH:MM, as in "08:30"');

const ZONE_WORDS = 'write a time zone that this machine knows, as in Asia/Tokyo';

/** An IANA time zone that this machine knows. */
export const TimeZone = z.string(ZONE_WORDS).refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, ZONE_WORDS);

const span = { opens: TimeOfDay, closes: TimeOfDay };
function* grows({
  opens,
  closes,
}: {
  readonly opens?: string | undefined;
  readonly closes?: string | undefined;
}): Generator<Fault> {
  if (opens !== undefined && closes !== undefined && opens >= closes)
    yield { path: ['opens'], message: 'opens must be before closes' };
}
const DayHours = z.union(
  [withRules(z.strictObject(span), grows), z.literal('closed')],
  'write { opens: "09:00", closes: "12:00" } or closed',
);
const Nth = z.array(z.int().min(1).max(5)).min(1);
const Months = z.array(z.int().min(1).max(12)).min(1);
const Monthly = z.strictObject({ weekday: z.enum(WEEKDAYS), nth: Nth, months: Months.optional(), ...span });

/** When people are received (protocol/ground/calendar.ts says which rule wins). */
export const Hours = withRules(
  z.strictObject({
    ...span,
    timezone: TimeZone.default('Asia/Tokyo'),
    closedOn: z.array(z.enum(RESTS)).optional(),
    weekdays: z.partialRecord(z.enum(WEEKDAYS), DayHours).optional(),
    monthly: z.array(withRules(Monthly, grows)).max(12).optional(),
    dates: z.record(Day, DayHours).optional(),
  }),
  grows,
);
export type Hours = z.infer<typeof Hours>;

/** A TCP port; 0 takes any free one. */
export const Port = z.int('write a port from 0 to 65535, as in 8081').min(0).max(65_535);

/** The address a listener binds to. Loopback unless a configuration names another. */
export const Host = z.string().min(1).default('127.0.0.1');

/** `mqtt://host:port` */
export const BrokerUrl = written(/^mqtt:\/\/[^\s/]+$/, 'write mqtt://host:port, as in mqtt://127.0.0.1:1883');

/** The letter of a service's numbers. */
export const Letter = written(/^[A-Z]$/, 'write one capital letter, A to Z');
