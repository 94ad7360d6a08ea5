import { join } from 'node:path';
import type { EdgeConfiguration, LeadConfiguration } from '../../edge/configuration.ts';
import { type Lead, openLead } from '../../edge/lead.ts';
import { openMember } from '../../edge/member.ts';
import { systemTimers } from '../../hardware/timers.ts';
import type { Closable, Logger } from '../../protocol/ground/environment.ts';
import { openWhole } from '../../protocol/ground/parts.ts';
import { type LeadClient, leadClient } from './lead-client.ts';
import type { WardClock } from './ward-clock.ts';

export interface DemoUnitsOptions {
  readonly units: readonly EdgeConfiguration[];
  /** Where the hub was found to listen. */
  readonly hub: { readonly mqttPort: number | undefined; readonly httpPort: number };
  readonly clock: WardClock;
  readonly logger: Logger;
  readonly version: string;
  readonly dashboard?: string;
  /** Each unit keeps its data in a folder of its own in this one. */
  readonly folder: string;
  /** Ends the requests to leads that are under way. */
  readonly signal: AbortSignal;
  /** Called before each unit is opened, with its name. */
  readonly onOpen: (unit: string) => void;
}

export interface OpenLead {
  readonly lead: Lead;
  readonly configuration: LeadConfiguration;
  readonly client: LeadClient;
}

export interface DemoUnits extends Closable {
  /** By `city/office/section`. */
  readonly leads: ReadonlyMap<string, OpenLead>;
}

/**
 * Opens the demo's units. A member finds its lead where the lead listens, so leads are opened first.
 *
 * @throws what a unit throws; none is open then
 */
export function openUnits(options: DemoUnitsOptions): Promise<DemoUnits> {
  return openWhole(async (parts) => {
    const { clock, logger, version, units } = options;
    const shared = { clock, logger, version, timers: systemTimers, random: Math.random };
    const pages = options.dashboard === undefined ? {} : { dashboard: options.dashboard };
    const leads = new Map<string, OpenLead>();
    const ofLeads = parts.add(new SideBySide());
    for (const unit of units) {
      if (unit.role !== 'lead') continue;
      options.onOpen(unit.unit);
      const configuration = placed(unit, options);
      const lead = ofLeads.add(await openLead({ ...shared, ...pages, configuration }));
      const client = leadClient(`http://127.0.0.1:${lead.httpPort}`, options.signal);
      leads.set(sectionOf(unit), { lead, configuration, client });
    }
    const ofMembers = parts.add(new SideBySide());
    for (const unit of units) {
      if (unit.role !== 'member') continue;
      options.onOpen(unit.unit);
      const { lead, client } = leads.get(sectionOf(unit)) ?? {};
      const found = { url: withPort(unit.lead.url, lead?.lanPort), pages: unit.lead.pages ?? client?.url };
      ofMembers.add(await openMember({ ...shared, ...pages, configuration: { ...unit, lead: found } }));
    }
    return { leads };
  });
}

/** The folder of a unit's data in the demo's. */
export const dataOf = ({ unit }: EdgeConfiguration, folder: string): string => join(folder, unit);

export const sectionOf = ({ office, section }: EdgeConfiguration): string => `${office}/${section.id}`;

/** What a unit's speakers render goes where the demo's data goes. */
export function keepingSpeechIn(unit: EdgeConfiguration, folder: string): EdgeConfiguration {
  const devices = unit.devices.map((device) =>
    device.kind === 'speaker' ? { ...device, cache: { ...device.cache, folder } } : device,
  );
  return { ...unit, devices };
}

/** A lead as it is opened: with the folder that the demo chose, and told where the hub was found to listen. */
function placed(unit: LeadConfiguration, { hub, folder }: DemoUnitsOptions): LeadConfiguration {
  const data = dataOf(unit, folder);
  if (unit.hub === undefined) return { ...unit, data };
  const { url, pages } = unit.hub;
  const found = {
    url: withPort(url, hub.mqttPort),
    ...(pages === undefined ? {} : { pages: withPort(pages, hub.httpPort) }),
  };
  return { ...unit, data, hub: { ...unit.hub, ...found } };
}

/** An address whose port is 0 leads to the port that was found. */
function withPort(url: string, port: number | undefined): string {
  return port === undefined ? url : url.replace(/:0(?=\/|$)/, `:${port}`);
}

/** Units that are closed together: each lets go of its devices in its own time. */
class SideBySide implements Closable {
  readonly #units: Closable[] = [];

  add<T extends Closable>(unit: T): T {
    this.#units.push(unit);
    return unit;
  }

  async close(): Promise<void> {
    await Promise.all(this.#units.map((unit) => unit.close()));
  }
}
