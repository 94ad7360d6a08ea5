import { z } from 'zod';

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

export const Hours = z.strictObject({
  opens: TimeOfDay,
  closes: TimeOfDay,
  timezone: TimeZone.default('Asia/Tokyo'),
});
export type Hours = z.infer<typeof Hours>;

/** A TCP port; 0 takes any free one. */
export const Port = z.int().min(0).max(65_535);

/** The address a listener binds to. Loopback unless a configuration names another. */
export const Host = z.string().min(1).default('127.0.0.1');

/** `mqtt://host:port` */
export const BrokerUrl = z.string().regex(/^mqtt:\/\/[^\s/]+$/, 'write mqtt://host:port');

/** The letter of a service's numbers. */
export const Letter = z.string().regex(/^[A-Z]$/, 'one capital letter, A to Z');
