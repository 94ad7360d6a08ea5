import { Changes } from '../../hardware/changes.ts';
import type { DeviceConfiguration } from '../../hardware/configuration.ts';
import type { DeviceEnvironment } from '../../hardware/device.ts';
import { faultOf } from '../../hardware/fault.ts';
import { type Finding, findingOf } from '../../hardware/finding.ts';
import { type AnyDevice, createDevice } from '../../hardware/open-device.ts';
import type { Timers } from '../../hardware/timers.ts';
import type { DeviceView } from '../../protocol/ground/devices.ts';
import { printTest } from './print-test.ts';
import { sayTest } from './say-test.ts';

export interface ProbeOptions extends DeviceEnvironment {
  /** Whether a printer prints a ticket that says it is a test. */
  readonly print: boolean;
  /** Whether a speaker says that this is a test. */
  readonly say: boolean;
  /** Whether somebody stands there with a code to be read: a scanner is waited for. */
  readonly patient: boolean;
}

export interface Probed {
  readonly device: DeviceConfiguration;
  readonly view: DeviceView;
  readonly findings: readonly Finding[];
  /** Whether the counter can work with it. */
  readonly works: boolean;
}

/** How long a device may take to show itself: two attempts and a sign's first answer, milliseconds. */
const FOUND_MS = 4_000;
/** How long somebody may take to hold a code under a scanner, milliseconds. */
const SCAN_MS = 20_000;

/** Opens one device as its unit would, and says all that is to be known of it. Never rejects for the device's sake. */
export async function probeDevice(configuration: DeviceConfiguration, options: ProbeOptions): Promise<Probed> {
  const device = await created(configuration, options);
  if ('is' in device) {
    const { id, kind } = configuration;
    const view: DeviceView = { id, kind, state: 'offline', detail: device.what.ja };
    return { device: configuration, view, findings: [device], works: false };
  }
  try {
    const patient = options.patient && device.kind === 'scanner';
    const view = await settledView(device, options.timers, patient ? SCAN_MS : FOUND_MS);
    const findings = [...((await device.findings?.()) ?? [])];
    const answers = view.state === 'ok' || view.state === 'attention';
    if (answers && device.kind === 'printer' && options.print) findings.push(await printTest(device, options.timers));
    if (answers && device.kind === 'speaker' && options.say && configuration.kind === 'speaker')
      findings.push(await sayTest(device, configuration.counters?.[0] ?? 1, options.timers));
    const works = answers && findings.every(({ is }) => is !== 'missing');
    return { device: configuration, view, findings, works };
  } finally {
    await device.close();
  }
}

async function created(configuration: DeviceConfiguration, options: ProbeOptions): Promise<AnyDevice | Finding> {
  try {
    return await createDevice(configuration, options);
  } catch (error) {
    return findingOf(faultOf(error, configuration.id));
  }
}

/** What the device is once it has shown itself, or what is wrong after a moment. */
async function settledView(device: AnyDevice, timers: Timers, timeoutMs: number): Promise<DeviceView> {
  const changes = new Changes();
  device.onChange(() => changes.notify());
  await device.open();
  const known = (): boolean => ['ok', 'attention', 'fault'].includes(device.view().state);
  await changes.until(known, { timers, timeoutMs });
  return device.view();
}
