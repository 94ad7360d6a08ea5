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

/** Whom a listener lets in, where that isn't said by its address (protocol/ground/listeners.ts). */
const Open = z.boolean().optional();

/** A broker, or whatever else has a port and no more to say. */
export const plainListener = (port: number) => z.strictObject({ host: Host, port: Port.default(port), open: Open });

/** The same pages as at http, with the same limits, over TLS by this machine's identity. */
export const httpsListener = (port: number) => z.strictObject({ host: Host, port: Port.default(port) });
export type HttpsListener = z.infer<ReturnType<typeof httpsListener>>;

/** Where pages and their API are served, and to whom. */
export const httpListener = (port: number) =>
  z
    .strictObject({
      host: Host,
      port: Port.default(port),
      open: Open,
      /** Names in a public domain by which the pages are opened; addresses, plain and .local names need not be listed. */
      names: z
        .array(z.hostname().transform((name) => name.toLowerCase()))
        .max(16)
        .default([]),
      /** The path of another site under which a proxy shows the pages. */
      base: written(
        /^(\/[a-zA-Z0-9._~-]+)*$/,
        'write a path that begins with / and does not end with it, as in /konzatsu',
      ).default(''),
      /** Addresses of proxies, which say for whom they ask (`X-Forwarded-For`): limits count those, not the proxy. */
      proxies: z
        .array(z.union([z.ipv4(), z.ipv6()], 'write the address of a proxy, as in 127.0.0.1'))
        .max(16)
        .default([]),
      /** How many connections, and event streams among them, one address may hold: a whole office may have one address. */
      connectionsAnAddress: z.int().min(1).max(10_000).default(200),
      streamsAnAddress: z.int().min(1).max(10_000).default(64),
    })
    .prefault({});
export type HttpListener = z.infer<ReturnType<typeof httpListener>>;

const folder = z.string().min(1);

/** Who this machine is: the folder of its certificate and its key. */
export const MachineIdentity = z.strictObject({ folder });

/** Likewise, of a machine that may be who signs for others: its authority's folder is `authority` in that folder. */
export const SignerIdentity = z.strictObject({
  folder,
  /** Where machines that were invited come in, and all of them renew their certificates. */
  enrol: z.strictObject({ host: Host, port: Port.default(8443) }).optional(),
});
export type SignerIdentity = z.infer<typeof SignerIdentity>;

/** Whether only programs of this machine reach what listens there. */
export const isLoopback = (host: string): boolean =>
  ['localhost', '::1', '[::1]'].includes(host) || host.startsWith('127.');

/** `mqtt://host:port`, or `mqtts://` by this machine's identity. */
export const BrokerUrl = written(
  /^mqtts?:\/\/[^\s/]+$/,
  'write mqtt://host:port or mqtts://host:port, as in mqtt://127.0.0.1:1883',
);

/** The letter of a service's numbers. */
export const Letter = written(/^[A-Z]$/, 'write one capital letter, A to Z');
