import { z } from 'zod';
import { EdgeConfiguration, type LeadConfiguration } from '../../edge/configuration.ts';
import { HubConfiguration } from '../../hub/configuration.ts';
import { plainListener, TimeOfDay } from '../../protocol/ground/configuration.ts';
import { Identifier, SectionPath } from '../../protocol/ground/identifiers.ts';
import { openRules } from '../../protocol/ground/listeners.ts';
import { type Fault, lacking, namedTwice, type Readable, withRules } from '../../protocol/ground/rules.ts';

/** Where a device stands that the demo simulates, until its simulator has a port. RFC 6761 keeps `.invalid` from meaning anything. */
export const SIMULATED = 'simulated.invalid:9';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** The demo chooses the folders of those it runs. */
const withData = (role: unknown): unknown => (isRecord(role) ? { data: 'demo', ...role } : role);
const simulated = (device: unknown): unknown =>
  isRecord(device) && device.link === 'simulated' ? { ...device, link: { tcp: SIMULATED } } : device;
const unitOfDemo = (unit: unknown): unknown => {
  if (!isRecord(unit)) return unit;
  const devices = Array.isArray(unit.devices) ? { devices: unit.devices.map(simulated) } : {};
  return { ...(unit.role === 'lead' ? { data: 'demo' } : {}), ...unit, ...devices };
};

const WardService = z.strictObject({
  service: Identifier,
  share: z.number().positive(),
  minutes: z.number().min(0.5).max(240),
  goesOn: z.strictObject({ service: Identifier, chance: z.number().min(0).max(1) }).optional(),
});

const WardSection = z.strictObject({
  section: SectionPath,
  load: z.number().min(0.01).max(3).default(0.87),
  atDoors: z.number().min(0).max(200).default(0),
  services: z.array(WardService).min(1),
});
export type WardSection = z.infer<typeof WardSection>;

const Demo = z.strictObject({
  starts: TimeOfDay.default('08:45'),
  /** Working days that the sections have lived before. */
  past: z.number().int().min(0).max(60).default(0),
  bench: plainListener(8090).prefault({}),
  /** Kept when the demo stops; without it a temporary folder is used. */
  data: z.string().min(1).optional(),
  hub: z.preprocess(withData, HubConfiguration),
  units: z.array(z.preprocess(unitOfDemo, EdgeConfiguration)).min(1).max(100),
  ward: z.array(WardSection).default([]),
});

type ReadableDemo = Readable<z.output<typeof Demo>>;
type ReadableLead = Readable<LeadConfiguration>;

/** A unit has a name of its own, and a member finds a lead of its section that listens to members. */
function* unitsFindTheirLeads({ units }: ReadableDemo): Generator<Fault> {
  yield* namedTwice(units, 'unit', ['units']);
  for (const [i, unit] of (units ?? []).entries()) {
    if (unit?.role !== 'member') continue;
    const section = sectionOf(unit);
    const lead = section === undefined ? undefined : leadOf(section, units);
    if (lead === null || (lead !== undefined && lead.lan === undefined))
      yield { path: ['units', i, 'section'], message: 'its section has no lead with a lan; add it under units' };
  }
}

/** Residents come to a section that a unit leads, for what it offers. */
function* residentsAreServed({ units, ward }: ReadableDemo): Generator<Fault> {
  for (const [i, visited] of (ward ?? []).entries()) {
    if (visited?.section === undefined) continue;
    const lead = leadOf(visited.section, units);
    if (lead === null) yield { path: ['ward', i, 'section'], message: 'no lead of this section is among the units' };
    const { section } = visited;
    const services = { entries: lead?.services, fault: (id: string | number) => `${section} offers no service ${id}` };
    for (const [j, wanted] of (visited.services ?? []).entries()) {
      yield* lacking(wanted?.service, services, ['ward', i, 'services', j, 'service']);
      yield* lacking(wanted?.goesOn?.service, services, ['ward', i, 'services', j, 'goesOn', 'service']);
    }
  }
}

/** The bench works everybody's devices. */
const benchLetsIn = ({ bench }: ReadableDemo): Iterable<Fault> => openRules(bench, ['bench']);

const sectionOf = (unit: NonNullable<ReadableDemo['units']>[number]): string | undefined =>
  unit?.office === undefined || unit.section?.id === undefined ? undefined : `${unit.office}/${unit.section.id}`;

/** Who leads a section; null where nobody does, undefined where it may be a unit that can't be read. */
function leadOf(section: string, units: ReadableDemo['units']): ReadableLead | null | undefined {
  const lead = units?.find((unit): unit is ReadableLead => unit?.role === 'lead' && sectionOf(unit) === section);
  const isUnclear =
    units === undefined || units.some((unit) => unit?.role === undefined || sectionOf(unit) === undefined);
  return lead ?? (isUnclear ? undefined : null);
}

/** What the demo's YAML says: a hub's configuration, its units' and who comes. */
export const DemoConfiguration = withRules(Demo, unitsFindTheirLeads, residentsAreServed, benchLetsIn);
export type DemoConfiguration = z.infer<typeof DemoConfiguration>;
