import type { EdgeConfiguration } from '../../edge/configuration.ts';
import { DeviceConfiguration } from '../../hardware/configuration.ts';
import { kindOf } from '../../hardware/open-device.ts';
import type { Simulation } from '../../hardware/simulation/simulation.ts';
import { TcpOutlet } from '../../hardware/simulation/tcp-outlet.ts';
import type { Timers } from '../../hardware/timers.ts';
import type { Closable } from '../../protocol/ground/environment.ts';
import { SIMULATED } from './configuration.ts';

/** A simulated device of the demo, and where it stands. */
export interface BenchDevice {
  /** Unique in the demo: the unit's name and the device's. */
  readonly id: string;
  readonly unit: string;
  /** `city/office/section` */
  readonly section: string;
  readonly kind: DeviceConfiguration['kind'];
  /** Null for one that belongs to its section as a whole. */
  readonly counter: number | null;
  readonly simulation: Simulation;
}

export interface SimulatedDevices extends Closable {
  readonly devices: readonly BenchDevice[];
  /** Mends everything at a device and breaks one thing, if one is named. False where it has no such fault. */
  break(device: BenchDevice, fault: string | null): boolean;
  /** Whether staff can work with it: nothing is broken, and its unit had time to find it again. */
  isSound(device: BenchDevice): boolean;
  /** The units as they are to be opened: each simulated device's link leads to its simulator. */
  readonly units: readonly EdgeConfiguration[];
}

export interface SimulatedDevicesOptions {
  readonly units: readonly EdgeConfiguration[];
  readonly timers: Timers;
  /** Called after anything that can be seen at a device has changed: paper, lamp, sign, fault. */
  readonly onChange: (device: BenchDevice) => void;
}

/** How long a unit may take to connect to a device that was mended, milliseconds of a watch. */
const FOUND_AGAIN_MS = 8_000;

/** Puts a simulator on a TCP port of loopback for every device that is `simulated`. @throws the listeners' errors */
export async function openSimulatedDevices(options: SimulatedDevicesOptions): Promise<SimulatedDevices> {
  const { timers, onChange } = options;
  const devices: BenchDevice[] = [];
  const outlets: TcpOutlet[] = [];
  const plugged = async (device: DeviceConfiguration, unit: EdgeConfiguration): Promise<DeviceConfiguration> => {
    const simulation = isSimulated(device) ? await kindOf(device).simulate?.(device, { timers }) : undefined;
    if (simulation === undefined) return device;
    const bench = benchDevice(device, unit, simulation);
    simulation.onChange(() => onChange(bench));
    devices.push(bench);
    const outlet = new TcpOutlet(simulation.simulator);
    outlets.push(outlet);
    const { host, port } = await outlet.open();
    return atTcp(device, `${host}:${port}`);
  };
  const units: EdgeConfiguration[] = [];
  for (const unit of options.units) {
    const ofUnit: DeviceConfiguration[] = [];
    for (const device of unit.devices) ofUnit.push(await plugged(device, unit));
    units.push({ ...unit, devices: ofUnit });
  }
  const mendedMs = new Map<string, number>();
  let closing: Promise<void> | undefined;
  return {
    devices,
    units,
    break(device, fault) {
      const { simulator } = device.simulation;
      if (fault !== null && !simulator.possibleFaults.includes(fault)) return false;
      for (const each of simulator.possibleFaults) simulator.setFault(each, each === fault);
      if (fault === null) mendedMs.set(device.id, timers.elapsedMs());
      onChange(device);
      return true;
    },
    isSound: ({ id, simulation }) =>
      simulation.simulator.faults().size === 0 &&
      timers.elapsedMs() - (mendedMs.get(id) ?? Number.NEGATIVE_INFINITY) > FOUND_AGAIN_MS,
    close() {
      closing ??= (async () => {
        await Promise.all(outlets.map((outlet) => outlet.close()));
        for (const { simulation } of devices) simulation.close();
      })();
      return closing;
    },
  };
}

const isSimulated = ({ link }: DeviceConfiguration): boolean => 'tcp' in link && link.tcp === SIMULATED;

function atTcp(device: DeviceConfiguration, tcp: string): DeviceConfiguration {
  return 'tcp' in device.link ? DeviceConfiguration.parse({ ...device, link: { tcp } }) : device;
}

function benchDevice(device: DeviceConfiguration, unit: EdgeConfiguration, simulation: Simulation): BenchDevice {
  return {
    id: `${unit.unit}-${device.id}`,
    unit: unit.unit,
    section: `${unit.office}/${unit.section.id}`,
    kind: device.kind,
    counter: 'counter' in device ? device.counter : null,
    simulation,
  };
}
