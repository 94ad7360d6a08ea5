import { Changes } from '../../hardware/changes.ts';
import type { DeviceConfiguration } from '../../hardware/configuration.ts';
import type { DeviceEnvironment } from '../../hardware/device.ts';
import { faultOf } from '../../hardware/fault.ts';
import { type Finding, findingOf } from '../../hardware/finding.ts';
import { type AnyDevice, createDevice, kindOf } from '../../hardware/open-device.ts';
import type { Timers } from '../../hardware/timers.ts';
import type { DeviceView } from '../../protocol/ground/devices.ts';

export interface ProbeOptions extends DeviceEnvironment {
  /** The trials for all to see or hear that were asked for: a ticket that says it is a test, a call that says so. */
  readonly trials: readonly string[];
  /** Whether somebody stands there who does what the device asks for: it is waited for them. */
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

/** Opens one device as its unit would, and says all that is to be known of it. Never rejects for the device's sake. */
export async function probeDevice(configuration: DeviceConfiguration, options: ProbeOptions): Promise<Probed> {
  const device = await created(configuration, options);
  if ('is' in device) {
    const { id, kind } = configuration;
    const view: DeviceView = { id, kind, state: 'offline', detail: device.what.ja };
    return { device: configuration, view, findings: [device], works: false };
  }
  try {
    const { asksFor, trial } = kindOf(configuration);
    const foundMs = options.patient ? (asksFor?.withinMs ?? FOUND_MS) : FOUND_MS;
    const view = await settledView(device, options.timers, foundMs);
    const findings = [...((await device.findings?.()) ?? [])];
    const answers = view.state === 'ok' || view.state === 'attention';
    if (answers && trial !== undefined && options.trials.includes(trial.option))
      findings.push(await trial.run(device, configuration, options.timers));
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
