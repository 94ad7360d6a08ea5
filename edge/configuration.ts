import { z } from 'zod';
import { DeviceConfiguration } from '../hardware/configuration.ts';
import { pinsOf } from '../hardware/links/link-configuration.ts';
import { Peaks, Thresholds } from '../protocol/congestion/configuration.ts';
import { BrokerUrl, Host, Hours, Letter, Port, TimeOfDay } from '../protocol/ground/configuration.ts';
import { CounterId, Identifier, LocalText, OfficePath } from '../protocol/ground/identifiers.ts';
import { defaultCredits } from '../protocol/queue/order.ts';
import type { QueueRules } from './core/rules.ts';

const Service = z.strictObject({
  id: Identifier,
  letter: Letter,
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

const Lead = Common.extend({
  role: z.literal('lead'),
  section: z.strictObject({ id: Identifier, name: LocalText }),
  /** As printed on the tickets; the path's last part where it is left out. */
  officeName: LocalText.optional(),
  /** The folder of the log. Created when missing. */
  data: z.string().min(1),
  http: z
    .strictObject({
      host: Host,
      port: Port.default(8081),
      /** Names in a public domain by which staff open the pages; addresses, plain and .local names need not be listed. */
      names: z
        .array(z.hostname().transform((name) => name.toLowerCase()))
        .max(16)
        .default([]),
    })
    .prefault({}),
  /** The section's own broker, for its members. */
  lan: z.strictObject({ host: Host, port: Port.default(1884) }).optional(),
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

const Member = Common.extend({
  role: z.literal('member'),
  /** What else there is to say of the section is its lead's to say. */
  section: z.strictObject({ id: Identifier, name: LocalText.optional() }),
  lead: z.strictObject({ url: BrokerUrl }),
  /** The folder of its staff cards; a member keeps nothing else. Needed with a card reader alone. */
  data: z.string().min(1).optional(),
});

/** What one unit's YAML says. Every fault is found at once and named by its path. */
export const EdgeConfiguration = z.discriminatedUnion('role', [Lead, Member]).superRefine((unit, context) => {
  const fault = (message: string, ...path: (string | number)[]): void =>
    context.addIssue({ code: 'custom', message, path });
  const twice = <T>(values: readonly T[], path: string, what: string): void => {
    values.forEach((value, i) => {
      if (values.indexOf(value) < i) fault(`${what} ${String(value)} is named twice`, path, i, what);
    });
  };
  twice(
    unit.devices.map(({ id }) => id),
    'devices',
    'id',
  );
  unit.devices.forEach((device, i) => {
    const port = portOf(device);
    const sharing = port === null ? [] : unit.devices.slice(0, i).filter((other) => portOf(other) === port);
    const address = device.kind === 'sign' ? device.address : undefined;
    for (const other of sharing) {
      if (other.kind !== 'sign' || other.address === undefined || address === undefined)
        fault(`${other.id} is at this link already; only signs with addresses share one`, 'devices', i, 'link');
      else if (other.address === address) fault(`${other.id} has this address already`, 'devices', i, 'address');
    }
  });
  const pins = unit.devices.flatMap(({ link }, i) => ('gpio' in link ? pinsOf(link).map((pin) => ({ pin, i })) : []));
  pins.forEach(({ pin, i }, n) => {
    const other = pins.findIndex((each) => each.pin === pin);
    if (other < n && pins[other]?.i !== i)
      fault(`GPIO${pin} belongs to another device already`, 'devices', i, 'link', 'gpio');
  });
  if (unit.role === 'member') {
    unit.devices.forEach((device, i) => {
      if (device.kind === 'card-reader' && unit.data === undefined)
        fault('staff cards need a folder to be enrolled in; name one under data', 'devices', i, 'kind');
      if (device.kind === 'printer')
        fault("tickets are printed by the section's lead; configure the printer there", 'devices', i, 'kind');
      if (device.kind === 'level-panel')
        fault("a level is declared at the section's lead; configure the panel there", 'devices', i, 'kind');
    });
    return;
  }
  twice(
    unit.services.map(({ id }) => id),
    'services',
    'id',
  );
  twice(
    unit.services.map(({ letter }) => letter),
    'services',
    'letter',
  );
  twice(
    unit.counters.map(({ id }) => id),
    'counters',
    'id',
  );
  unit.counters.forEach((counter, i) => {
    counter.services.forEach((service, j) => {
      if (!unit.services.some(({ id }) => id === service))
        fault(`there is no service ${service}; add it under services`, 'counters', i, 'services', j);
    });
  });
  twice(
    unit.duties.map(({ id }) => id),
    'duties',
    'id',
  );
  unit.duties.forEach((duty, i) => {
    duty.services.forEach((service, j) => {
      if (!unit.services.some(({ id }) => id === service))
        fault(`there is no service ${service}; add it under services`, 'duties', i, 'services', j);
    });
    duty.counters?.forEach((counter, j) => {
      if (!unit.counters.some(({ id }) => id === counter))
        fault(`there is no counter ${counter}; add it under counters`, 'duties', i, 'counters', j);
    });
  });
  const panels = unit.devices.flatMap(({ kind }, i) => (kind === 'level-panel' ? [i] : []));
  if (unit.services.length === 0) {
    if (panels.length === 0)
      fault('name at least one service, or a level-panel under devices for a section that counts nobody', 'services');
    unit.devices.forEach(({ kind }, i) => {
      if (kind === 'printer')
        fault('a section without services prints no tickets; name its services', 'devices', i, 'kind');
    });
  } else {
    if (unit.counters.length === 0) fault('name at least one counter that serves', 'counters');
    for (const i of panels)
      fault('a section with services counts who waits; take out this panel, or the services', 'devices', i, 'kind');
  }
  for (const i of panels.slice(1)) fault('one level panel is enough for a section', 'devices', i, 'kind');
  unit.devices.forEach((device, i) => {
    if (device.kind === 'card-reader' && unit.duties.length === 0)
      fault('a staff card opens a counter for a duty; name one under duties', 'devices', i, 'kind');
    for (const [j, id] of (device.kind === 'speaker' ? (device.counters ?? []) : []).entries()) {
      if (!unit.counters.some((counter) => counter.id === id))
        fault(`there is no counter ${id}; add it under counters`, 'devices', i, 'counters', j);
    }
    if ('counter' in device && !unit.counters.some(({ id }) => id === device.counter)) {
      fault(`there is no counter ${device.counter}; add it under counters`, 'devices', i, 'counter');
    }
  });
});

/** The serial port that a device is at, which belongs to it alone; null for what is reached otherwise. */
function portOf({ link }: DeviceConfiguration): string | null {
  return 'serial' in link ? link.serial : null;
}

export type EdgeConfiguration = z.infer<typeof EdgeConfiguration>;
export type LeadConfiguration = Extract<EdgeConfiguration, { role: 'lead' }>;
export type MemberConfiguration = Extract<EdgeConfiguration, { role: 'member' }>;

/** A level that is declared on the staff page of a section with services stands so long. */
const DECLARATION_MINUTES = 60;

/** The queue's part of a lead's configuration, as the pure rules take it. */
export function queueRules({ services, counters, duties, numbers, credits, devices }: LeadConfiguration): QueueRules {
  const panel = devices.find(({ kind }) => kind === 'level-panel');
  return {
    services: services.map(({ id, letter }) => ({ id, letter })),
    counters,
    duties: duties.map((duty) => ({ ...duty, counters: duty.counters ?? null })),
    highestNumber: numbers.highest,
    credits: { none: 0, priority: credits.priority, appointment: credits.appointment },
    listedCreditMinutes: credits.listed,
    declarationMs: (panel?.kind === 'level-panel' ? panel.expiresMinutes : DECLARATION_MINUTES) * 60_000,
  };
}
