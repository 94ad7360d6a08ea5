import mqtt from 'mqtt';
import type { Page } from 'playwright-core';
import type { Demo } from '../../cli/demo/open-demo.ts';
import { choose, integer } from '../testing/random.ts';

export interface FaultOptions {
  readonly demo: Demo;
  readonly hubMqttPort: number;
  /** `city/office/section` and the unit of each lead that tells the hub. */
  readonly leads: readonly { readonly section: string; readonly unit: string }[];
  readonly pages: readonly Page[];
  /** The pages whose network is gone. */
  readonly away: Set<Page>;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

interface BenchDevices {
  readonly devices: readonly {
    readonly id: string;
    readonly faults: readonly string[];
    readonly fault: string | null;
  }[];
}

const MINUTE_MS = 60_000;
/** What breaks stays broken for so long, milliseconds of a watch. */
const BROKEN_MS = [300, 4_000] as const;

/** Breaks something each minute of the ward's time, and mends it, until the signal aborts. Resolves with how often what broke. */
export async function breakThings(options: FaultOptions): Promise<ReadonlyMap<string, number>> {
  const { demo, random, signal } = options;
  const counts = new Map<string, number>();
  const mending: Promise<unknown>[] = [];
  const kinds = [device, device, device, uplink, offline, reload] as const;
  while (await demo.clock.sleep(MINUTE_MS, signal)) {
    const act = choose(random, kinds);
    counts.set(act.name, (counts.get(act.name) ?? 0) + 1);
    mending.push(act(options, integer(random, ...BROKEN_MS)).catch(() => undefined));
  }
  await Promise.all(mending);
  return counts;
}

/** A cable, a roll of paper, a lamp: whatever can break at one of the simulated devices. */
async function device({ demo, random }: FaultOptions, forMs: number): Promise<void> {
  const { devices } = (await (await fetch(`${demo.benchUrl}/api/bench`)).json()) as BenchDevices;
  const sound = devices.filter(({ fault, faults }) => fault === null && faults.length > 0);
  const [first, ...others] = sound;
  if (first === undefined) return;
  const { id, faults } = choose(random, [first, ...others]);
  const set = (fault: string | null) =>
    fetch(`${demo.benchUrl}/api/bench/devices/${id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fault }),
    });
  await set(faults[integer(random, 0, faults.length - 1)] ?? null);
  await pause(forMs);
  await set(null);
}

/** The lead's connection to the hub is cut, again and again for a while: another client has its id. */
async function uplink({ hubMqttPort, leads, random }: FaultOptions, forMs: number): Promise<void> {
  const { section, unit } = choose(random, leads as [FaultOptions['leads'][number], ...FaultOptions['leads']]);
  const clientId = `matazu-${section.split('/').slice(0, 2).join('-')}-${unit}`;
  const thief = mqtt.connect(`mqtt://127.0.0.1:${hubMqttPort}`, { clientId, protocolVersion: 4, reconnectPeriod: 300 });
  thief.on('error', () => undefined);
  await pause(forMs);
  await thief.endAsync(true);
}

/** A screen's network is gone for a while. */
async function offline(options: FaultOptions, forMs: number): Promise<void> {
  const page = screen(options);
  if (page === undefined) return;
  options.away.add(page);
  await page.context().setOffline(true);
  await pause(forMs);
  await page.context().setOffline(false);
  options.away.delete(page);
}

/** Somebody switches a screen off and on. */
async function reload(options: FaultOptions): Promise<void> {
  await screen(options)?.reload({ waitUntil: 'commit' });
}

/** One that has its network. */
function screen({ pages, away, random }: FaultOptions): Page | undefined {
  const [first, ...others] = pages.filter((page) => !away.has(page));
  return first === undefined ? undefined : choose(random, [first, ...others]);
}

const pause = (forMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, forMs));
