import { join } from 'node:path';
import { systemTimers } from '../../hardware/timers.ts';
import { openHub } from '../../hub/hub.ts';
import type { Closable, Logger } from '../../protocol/ground/environment.ts';
import { openWhole, type Parts } from '../../protocol/ground/parts.ts';
import { openBench } from './bench.ts';
import { type BenchLink, benchView } from './bench-view.ts';
import { hubCaughtUp } from './caught-up.ts';
import type { DemoConfiguration } from './configuration.ts';
import { openFolder } from './data-folder.ts';
import { keepingSpeechIn, openUnits, sectionOf } from './demo-units.ts';
import { type LeadClient, openRequests } from './lead-client.ts';
import { demoLinks } from './links.ts';
import { clockAfterPast } from './past-clock.ts';
import { type BenchDevice, openSimulatedDevices } from './simulated-devices.ts';
import { startWard } from './ward.ts';
import type { WardClock } from './ward-clock.ts';

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
export function openDemo(options: DemoOptions): Promise<Demo> {
  return openWhole<BenchDevice, Omit<Demo, 'close'>>((parts) => open(options, parts));
}

/** What moves the demo's parts is a simulated device at which something can be seen to have changed. */
async function open(options: DemoOptions, parts: Parts<BenchDevice>): Promise<Omit<Demo, 'close'>> {
  const { configuration, logger, speed, seed, version, dashboard } = options;
  const progress = progressOf(options);
  const pages = dashboard === undefined ? {} : { dashboard };

  const { folder } = parts.add(openFolder(configuration.data));
  const clock = await clockAfterPast({ ...options, folder, onLead: (unit) => progress(`${unit} past`) });

  progress('hub');
  const hub = parts.add(
    await openHub({
      configuration: { ...configuration.hub, data: join(folder, 'hub') },
      now: clock.now,
      logger,
      version,
      ...pages,
    }),
  );
  const hubUrl = `http://127.0.0.1:${hub.httpPort}`;

  progress('simulated devices');
  const simulated = parts.add(
    await openSimulatedDevices({
      units: configuration.units.map((unit) => keepingSpeechIn(unit, join(folder, 'speech'))),
      timers: systemTimers,
      onChange: (device) => parts.moved(device),
    }),
  );

  const requests = openRequests();
  parts.add(requests);
  const { signal } = requests;
  const { leads } = parts.add(
    await openUnits({
      ...pages,
      units: simulated.units,
      hub,
      clock,
      logger,
      version,
      folder,
      signal,
      onOpen: progress,
    }),
  );
  const clients = new Map([...leads].map(([section, { client }]) => [section, client]));
  const links = demoLinks(hubUrl, [...leads.values()]);

  progress('bench');
  const view = () => benchView({ wardTime: clock.now(), speed, links, devices: simulated.devices, leads });
  const bench = await openBench({
    ...configuration.bench,
    dashboard,
    version,
    logger,
    simulated,
    leads: clients,
    view,
  });
  parts.add(bench, { moved: () => bench.changed() });

  progress('ward');
  const telling = configuration.units.filter((unit) => unit.role === 'lead' && unit.hub !== undefined);
  await hubCaughtUp({ hubUrl, sections: telling.map(sectionOf), signal: options.signal });
  clock.start();
  const sections = configuration.ward.flatMap((ward) => {
    const lead = leads.get(ward.section);
    if (lead === undefined) return [];
    const devices = simulated.devices.filter(({ section }) => section === ward.section);
    return [{ ward, lead: lead.configuration, client: lead.client, devices }];
  });
  const { isSound } = simulated;
  const onNight = (day: string): void => options.onNight?.(day);
  const ward = startWard({ sections, seed, clock, timers: systemTimers, isSound, logger, onNight });
  parts.add(ward, { moved: (device) => ward.notify(device) });
  // Whoever waits for an answer over HTTP is let go before anything else closes.
  parts.add(requests);
  progress('');
  return { clock, hubUrl, benchUrl: `http://127.0.0.1:${bench.port}`, leads: clients, links, folder };
}

/** Tells each step of the start: the past and the opening of its units, and four more. @throws the signal's reason */
function progressOf({ configuration: { units }, signal, onProgress }: DemoOptions): (what: string) => void {
  const steps = units.length + units.filter(({ role }) => role === 'lead').length + 4;
  let step = 0;
  return (what) => {
    signal?.throwIfAborted();
    onProgress?.(step++, steps, what);
  };
}
