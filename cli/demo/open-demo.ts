import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import type { EdgeConfiguration, LeadConfiguration } from '../../edge/configuration.ts';
import { type Lead, openLead } from '../../edge/lead.ts';
import { openMember } from '../../edge/member.ts';
import { systemTimers } from '../../hardware/timers.ts';
import { openHub } from '../../hub/hub.ts';
import { instantOn } from '../../protocol/ground/calendar.ts';
import type { Closable, Logger } from '../../protocol/ground/environment.ts';
import { type Bench, openBench } from './bench.ts';
import { type BenchLink, type BenchSection, deviceView } from './bench-view.ts';
import { hubCaughtUp } from './caught-up.ts';
import type { DemoConfiguration } from './configuration.ts';
import { openFolder } from './data-folder.ts';
import { type LeadClient, leadClient } from './lead-client.ts';
import { demoLinks } from './links.ts';
import { writePast } from './past.ts';
import { type BenchDevice, openSimulatedDevices } from './simulated-devices.ts';
import { startWard, type Ward } from './ward.ts';
import { createWardClock, type WardClock } from './ward-clock.ts';

export interface DemoOptions {
  readonly configuration: DemoConfiguration;
  /** Times a watch. */
  readonly speed: number;
  readonly seed: number;
  /** The day that it begins on, `YYYY-MM-DD`. */
  readonly day: string;
  readonly logger: Logger;
  readonly version: string;
  /** The folder of the built pages; without it the APIs are served alone. */
  readonly dashboard?: string;
  /** How far the start has come. */
  readonly onProgress?: (done: number, of: number, what: string) => void;
  readonly onNight?: (nextDay: string) => void;
  /** Stops a start that is under way: what is open is closed again, and `openDemo` rejects with its reason. */
  readonly signal?: AbortSignal;
}

export interface Demo extends Closable {
  readonly clock: WardClock;
  readonly hubUrl: string;
  readonly benchUrl: string;
  /** Each section's lead by `city/office/section`. */
  readonly leads: ReadonlyMap<string, LeadClient>;
  readonly links: readonly BenchLink[];
  /** Where the data of the hub and the units lie. */
  readonly folder: string;
}

/**
 * Opens the hub, the simulated devices, the units, the bench and at last the ward's life. The ward's clock stands until all
 * of it is there, at the day's beginning, or where kept data end. Where a configured port is 0, those who are to connect to it
 * are told the port that was found.
 *
 * @throws the signal's reason, what each part throws: the listeners' errors, LogFault, StoreFault, HardwareFault
 */
export async function openDemo(options: DemoOptions): Promise<Demo> {
  const closers: Closable[] = [];
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= closers.reduceRight((before, each) => before.then(() => each.close()), Promise.resolve());
    return closing;
  };
  try {
    return { ...(await open(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(options: DemoOptions, closers: Closable[]): Promise<Omit<Demo, 'close'>> {
  const { configuration, logger, speed, version } = options;
  const opened = <T extends Closable>(part: T): T => {
    closers.push(part);
    return part;
  };
  const toLive = configuration.units.flatMap((unit) => (unit.role === 'lead' ? [unit] : []));
  const steps = toLive.length + configuration.units.length + 4;
  let step = 0;
  const progress = (what: string): void => {
    options.signal?.throwIfAborted();
    options.onProgress?.(step++, steps, what);
  };
  const pages = options.dashboard === undefined ? {} : { dashboard: options.dashboard };

  const data = openFolder(configuration.data);
  opened(data);
  const timezone = configuration.units.find((unit) => unit.role === 'lead')?.hours.timezone ?? 'Asia/Tokyo';
  const startsAt = instantOn(options.day, configuration.starts, timezone);
  const dataOf = ({ unit }: EdgeConfiguration): string => join(data.folder, unit);
  // Before anything looks at the clock: kept data may have lived beyond the day's beginning, and no clock goes back.
  const livedUntil: number[] = [];
  for (const lead of toLive) {
    progress(`${lead.unit} past`);
    const lived = await writePast({
      ward: configuration.ward.find(({ section }) => section === `${lead.office}/${lead.section.id}`),
      lead: { ...lead, data: dataOf(lead) },
      seed: options.seed,
      before: options.day,
      days: configuration.past,
      ...(options.signal && { signal: options.signal }),
    });
    if (lived !== undefined) livedUntil.push(lived);
  }
  const clock = createWardClock({ startsAt: Math.max(startsAt, ...livedUntil), speed, timers: systemTimers });

  progress('hub');
  const hub = opened(
    await openHub({
      configuration: { ...configuration.hub, data: join(data.folder, 'hub') },
      logger,
      now: clock.now,
      version,
      ...pages,
    }),
  );
  const hubUrl = `http://127.0.0.1:${hub.httpPort}`;

  // Devices tell of changes from their first moment; those who listen come later.
  let ward: Ward | undefined;
  let bench: Bench | undefined;
  progress('simulated devices');
  const simulated = opened(
    await openSimulatedDevices({
      units: configuration.units.map((unit) => keepingSpeechIn(unit, join(data.folder, 'speech'))),
      timers: systemTimers,
      onChange(device) {
        ward?.notify(device);
        bench?.changed();
      },
    }),
  );

  const stop = new AbortController();
  // Every request under way listens to it.
  setMaxListeners(0, stop.signal);
  opened({ close: async () => stop.abort() });
  const leads = new Map<
    string,
    { readonly lead: Lead; readonly configuration: LeadConfiguration; readonly client: LeadClient }
  >();
  const shared = { clock, logger, timers: systemTimers, random: Math.random, version };
  // Side by side: each lets go of its devices in its own time.
  const together = (): Closable & { add<T extends Closable>(unit: T): T } => {
    const units: Closable[] = [];
    return {
      add(unit) {
        units.push(unit);
        return unit;
      },
      close: () => Promise.all(units.map((unit) => unit.close())).then(() => undefined),
    };
  };
  const ofLeads = opened(together());
  const ofMembers = opened(together());
  // A member finds its lead where the lead listens, so leads are opened first.
  for (const unit of [...simulated.units].sort((a, b) => rank(a) - rank(b))) {
    progress(unit.unit);
    const section = `${unit.office}/${unit.section.id}`;
    if (unit.role === 'member') {
      const url = withPort(unit.lead.url, leads.get(section)?.lead.lanPort);
      ofMembers.add(await openMember({ ...shared, configuration: { ...unit, lead: { url } } }));
      continue;
    }
    const connected = unit.hub && {
      ...unit.hub,
      url: withPort(unit.hub.url, hub.mqttPort),
      ...(unit.hub.pages === undefined ? {} : { pages: withPort(unit.hub.pages, hub.httpPort) }),
    };
    const placed = { ...unit, data: dataOf(unit), ...(connected && { hub: connected }) };
    const lead = ofLeads.add(await openLead({ ...shared, ...pages, configuration: placed }));
    const client = leadClient(`http://127.0.0.1:${lead.httpPort}`, stop.signal);
    leads.set(section, { lead, configuration: placed, client });
  }

  const clients = new Map([...leads].map(([section, { client }]) => [section, client]));
  const sections = [...leads].map(
    ([
      path,
      {
        configuration: { services },
        client,
      },
    ]): BenchSection => ({
      path,
      services: services.map(({ id, name }) => ({ service: id, name })),
      lead: client.url,
    }),
  );
  const nameOf = (path: string) => leads.get(path)?.configuration.section.name ?? { ja: path, en: path };
  const links = demoLinks(hubUrl, [...leads.values()]);
  progress('bench');
  bench = opened(
    await openBench({
      ...configuration.bench,
      dashboard: options.dashboard,
      logger,
      simulated,
      leads: clients,
      view: () => ({
        wardTime: clock.now(),
        speed,
        links,
        devices: simulated.devices.map((device: BenchDevice) => deviceView(device, nameOf(device.section))),
        sections,
      }),
    }),
  );
  progress('ward');
  await hubCaughtUp({
    hubUrl,
    sections: toLive.flatMap(({ office, section, hub }) => (hub === undefined ? [] : [`${office}/${section.id}`])),
    signal: options.signal,
  });
  clock.start();
  const living = configuration.ward.flatMap((each) => {
    const found = leads.get(each.section);
    if (found === undefined) return [];
    const devices = simulated.devices.filter(({ section }) => section === each.section);
    return [{ ward: each, lead: found.configuration, client: found.client, devices }];
  });
  ward = opened(
    startWard({
      sections: living,
      seed: options.seed,
      clock,
      timers: systemTimers,
      isSound: simulated.isSound,
      logger,
      onNight: (day) => options.onNight?.(day),
    }),
  );
  // Whoever waits for an answer over HTTP is let go before anything else closes.
  opened({ close: async () => stop.abort() });
  progress('');
  return { clock, hubUrl, benchUrl: `http://127.0.0.1:${bench.port}`, leads: clients, links, folder: data.folder };
}

const rank = ({ role }: EdgeConfiguration): number => (role === 'lead' ? 0 : 1);

/** An address whose port is 0 leads to the port that was found. */
function withPort(url: string, port: number | undefined): string {
  return port === undefined ? url : url.replace(/:0(?=\/|$)/, `:${port}`);
}

/** What a unit's speakers render goes where the demo's data goes. */
function keepingSpeechIn(unit: EdgeConfiguration, folder: string): EdgeConfiguration {
  const devices = unit.devices.map((device) =>
    device.kind === 'speaker' ? { ...device, cache: { ...device.cache, folder } } : device,
  );
  return { ...unit, devices };
}
