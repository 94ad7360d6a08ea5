import { z } from 'zod';
import { EdgeConfiguration, type LeadConfiguration } from '../../edge/configuration.ts';
import { HubConfiguration } from '../../hub/configuration.ts';
import { Host, Port, TimeOfDay } from '../../protocol/ground/configuration.ts';
import { Identifier, SectionPath } from '../../protocol/ground/identifiers.ts';

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

/** What the demo's YAML says: a hub's configuration, its units' and who comes. */
export const DemoConfiguration = z
  .strictObject({
    starts: TimeOfDay.default('08:45'),
    /** Working days that the sections have lived before. */
    past: z.number().int().min(0).max(60).default(0),
    bench: z.strictObject({ host: Host, port: Port.default(8090) }).prefault({}),
    /** Kept when the demo stops; without it a temporary folder is used. */
    data: z.string().min(1).optional(),
    hub: z.preprocess(withData, HubConfiguration),
    units: z.array(z.preprocess(unitOfDemo, EdgeConfiguration)).min(1).max(100),
    ward: z.array(WardSection).default([]),
  })
  .superRefine(({ units, ward }, context) => {
    const fault = (message: string, ...path: (string | number)[]): void =>
      context.addIssue({ code: 'custom', message, path });
    const leads = new Map<string, LeadConfiguration>(
      units.flatMap((unit) => (unit.role === 'lead' ? [[`${unit.office}/${unit.section.id}`, unit] as const] : [])),
    );
    units.forEach(({ unit, office, section, role }, i) => {
      if (units.findIndex((other) => other.unit === unit) < i) fault(`${unit} is named twice`, 'units', i, 'unit');
      const lead = leads.get(`${office}/${section.id}`);
      if (role === 'member' && lead?.lan === undefined)
        fault('its section has no lead with a lan; add it under units', 'units', i, 'section');
    });
    ward.forEach(({ section, services }, i) => {
      const lead = leads.get(section);
      if (lead === undefined) {
        fault('no lead of this section is among the units', 'ward', i, 'section');
        return;
      }
      services.forEach(({ service, goesOn }, j) => {
        for (const [name, ...path] of [
          [service, 'service'] as const,
          [goesOn?.service, 'goesOn', 'service'] as const,
        ]) {
          if (name !== undefined && !lead.services.some(({ id }) => id === name))
            fault(`${section} offers no service ${name}`, 'ward', i, 'services', j, ...path);
        }
      });
    });
  });
export type DemoConfiguration = z.infer<typeof DemoConfiguration>;
