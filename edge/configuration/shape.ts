import { z } from 'zod';
import { DeviceConfiguration } from '../../hardware/configuration.ts';
import { Peaks, Thresholds } from '../../protocol/congestion/configuration.ts';
import {
  BrokerUrl,
  Hours,
  httpListener,
  httpsListener,
  Letter,
  MachineIdentity,
  plainListener,
  SignerIdentity,
  TimeOfDay,
} from '../../protocol/ground/configuration.ts';
import { CounterId, Identifier, LocalText, OfficePath } from '../../protocol/ground/identifiers.ts';
import type { Readable } from '../../protocol/ground/rules.ts';
import { defaultCredits } from '../../protocol/queue/order.ts';

/** The first and the last number of a service; up to the section's highest where no last is named. */
const Band = z.strictObject({ from: z.int().min(1).max(9999), to: z.int().min(1).max(9999).optional() });

const Service = z.strictObject({
  id: Identifier,
  /** Before its numbers; without one they are figures alone. */
  letter: Letter.optional(),
  /** Its numbers, where they are not all from 1 to the section's highest. */
  numbers: Band.optional(),
  name: LocalText,
  /** Minutes that a visit is expected to take, until the hub has learned better. */
  expectedMinutes: z.number().min(0.5).max(240).default(10),
});

const Counter = z.strictObject({
  id: CounterId,
  services: z.array(Identifier).min(1),
  /** `longest-wait`: whoever waited longest. `listed`: the first service first, each earlier place being worth `listedCreditMinutes`. */
  order: z.enum(['longest-wait', 'listed']).default('longest-wait'),
});

/** What a member of staff does: the services that a counter gives when their card opens it. */
const Duty = z.strictObject({
  id: Identifier,
  services: z.array(Identifier).min(1),
  /** Where it may be opened; everywhere where it is left out. */
  counters: z.array(CounterId).min(1).optional(),
});

const Devices = z.array(DeviceConfiguration).max(64).default([]);

const Common = z.strictObject({
  unit: Identifier,
  office: OfficePath,
  devices: Devices,
});

/** The city's own sign-in (OpenID Connect), where people may sign in beside their PIN. */
const Oidc = z.strictObject({
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  secretFile: z.string().optional(),
  /** The address of this lead's pages as people open them, to which they come back. */
  pages: z.url({ protocol: /^https?$/ }),
  scope: z.string().default('openid profile'),
  /** The claim that says what somebody is, by dots where it lies within another: `realm_access.roles`. */
  claim: z.string().min(1),
  /** Which of its words make somebody a member of staff, or a supervisor, of this section. Without any of them nobody is let in. */
  staff: z.array(z.string()).default([]),
  supervisor: z.array(z.string()).default([]),
});

/** A lead's YAML. */
export const Lead = Common.extend({
  role: z.literal('lead'),
  section: z.strictObject({ id: Identifier, name: LocalText }),
  /** As printed on the tickets; the path's last part where it is left out. */
  officeName: LocalText.optional(),
  /** The folder of the log. Created when missing. */
  data: z.string().min(1),
  identity: SignerIdentity.optional(),
  http: httpListener(8081),
  https: httpsListener(8445).optional(),
  /** How people sign in where this unit has an identity, beside by name or card and PIN. */
  signIn: z.strictObject({ oidc: Oidc.optional() }).prefault({}),
  kiosk: z
    .strictObject({
      /** Where residents find paper numbers while the kiosk can give none. */
      paperRoll: LocalText.optional(),
      /** Whether whoever took a number by mistake may cancel it there, while it is on the screen. */
      undo: z.boolean().default(true),
      /** One kiosk, which is told by its address, gives out so many tickets in so many minutes at most. Staff give out as many as they like. */
      tickets: z.int().min(2).max(100_000).default(20),
      minutes: z.int().min(1).max(60).default(5),
    })
    .prefault({}),
  /** The section's own broker, for its members. */
  lan: plainListener(1884).optional(),
  /** The section's other units; where they are named there are no others. */
  members: z.array(Identifier).max(64).optional(),
  hub: z
    .strictObject({
      url: BrokerUrl,
      /** The public address of the hub's pages, for the QR on a ticket; without it tickets carry none. */
      pages: z.url({ protocol: /^https?$/ }).optional(),
      username: z.string().optional(),
      passwordFile: z.string().optional(),
    })
    .optional(),
  hours: Hours,
  /** When a new business day begins: an hour at which nobody is served. */
  dayTurnsAt: TimeOfDay.default('04:00'),
  /** None, nor counters, in a section that counts nobody: its staff declare its level at a level panel. */
  services: z.array(Service).max(26).default([]),
  counters: z.array(Counter).max(200).default([]),
  duties: z.array(Duty).max(100).default([]),
  numbers: z.strictObject({ highest: z.int().min(9).max(9999).default(999) }).prefault({}),
  /** Minutes of waiting that a priority is worth when the next is chosen. */
  credits: z
    .strictObject({
      priority: z.number().min(0).max(600).default(defaultCredits.priority),
      appointment: z.number().min(0).max(600).default(defaultCredits.appointment),
      listed: z.number().min(0).max(600).default(15),
    })
    .prefault({}),
  /** Minutes of the median wait at which a level begins. */
  thresholds: Thresholds.prefault({}),
  /** How many times as many people wait on such days as on others, where the forecast begins; the section's own days correct it. */
  peaks: Peaks.prefault({}),
});

/** A member's YAML. */
export const Member = Common.extend({
  role: z.literal('member'),
  /** What else there is to say of the section is its lead's to say. */
  section: z.strictObject({ id: Identifier, name: LocalText.optional() }),
  lead: z.strictObject({
    url: BrokerUrl,
    /** The address of the lead's pages; where it is left out, of the broker's host port 8081, by https 8445. */
    pages: z.url({ protocol: /^https?$/ }).optional(),
  }),
  identity: MachineIdentity.optional(),
  http: httpListener(8081),
  https: httpsListener(8445).optional(),
  /** The folder of its staff cards; a member keeps nothing else. Needed with a card reader alone. */
  data: z.string().min(1).optional(),
});

export type LeadConfiguration = z.infer<typeof Lead>;
export type MemberConfiguration = z.infer<typeof Member>;
export type UnitConfiguration = LeadConfiguration | MemberConfiguration;

/** A lead's lists to which other parts of its YAML refer, each with what is said of an entry that it lacks. */
export const servicesOf = ({ services }: Readable<LeadConfiguration>) => ({
  entries: services,
  fault: (service: string | number) => `there is no service ${service}; add it under services`,
});
export const countersOf = ({ counters }: Readable<LeadConfiguration>) => ({
  entries: counters,
  fault: (counter: string | number) => `there is no counter ${counter}; add it under counters`,
});
