import type { EdgeConfiguration } from '../../edge/configuration.ts';
import { buttonsOf } from '../../hardware/button-panel/gestures.ts';
import { ButtonPanelSimulator } from '../../hardware/button-panel/simulator.ts';
import type { DeviceConfiguration } from '../../hardware/configuration.ts';
import { PrinterSimulator } from '../../hardware/printer/simulator.ts';
import { ScannerSimulator } from '../../hardware/scanner/simulator.ts';
import { SignSimulator } from '../../hardware/sign/simulator.ts';
import type { SimulatedDevice } from '../../hardware/simulation/plug.ts';
import { TcpOutlet } from '../../hardware/simulation/tcp-outlet.ts';
import { SpeakerSimulator } from '../../hardware/speaker/simulator.ts';
import type { Timers } from '../../hardware/timers.ts';
import type { Closable } from '../../protocol/ground/environment.ts';
import { SIMULATED } from './configuration.ts';

interface Common {
  /** Unique in the demo: the unit's name and the device's. */
  readonly id: string;
  readonly unit: string;
  /** `city/office/section` */
  readonly section: string;
}
export type BenchDevice = Common &
  (
    | { readonly kind: 'printer'; readonly simulator: PrinterSimulator }
    | {
        readonly kind: 'button-panel';
        readonly simulator: ButtonPanelSimulator;
        readonly counter: number;
        /** Button to action. */
        readonly buttons: ReadonlyMap<number, string>;
      }
    | {
        readonly kind: 'level-panel';
        readonly simulator: ButtonPanelSimulator;
        /** Button to level. */
        readonly buttons: ReadonlyMap<number, string>;
      }
    | { readonly kind: 'sign'; readonly simulator: SignSimulator; readonly counter: number }
    | { readonly kind: 'speaker'; readonly simulator: SpeakerSimulator }
    | { readonly kind: 'scanner'; readonly simulator: ScannerSimulator; readonly counter: number }
  );

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
/** Papers that a simulator keeps; the bench shows the newest few. */
const PAPERS_KEPT = 5;
/** What a speaker said last. */
const CALLS_KEPT = 3;

/** Puts a simulator on a TCP port of loopback for every device that is `simulated`. @throws the listeners' errors */
export async function openSimulatedDevices(options: SimulatedDevicesOptions): Promise<SimulatedDevices> {
  const devices: BenchDevice[] = [];
  const outlets: TcpOutlet[] = [];
  const units: EdgeConfiguration[] = [];
  for (const unit of options.units) {
    const plugged: DeviceConfiguration[] = [];
    for (const device of unit.devices) {
      if (
        device.kind === 'card-reader' ||
        device.driver === 'gpio' ||
        !('tcp' in device.link) ||
        device.link.tcp !== SIMULATED
      ) {
        plugged.push(device);
        continue;
      }
      const bench = simulate(device, unit, options);
      const simulator: SimulatedDevice = bench.simulator;
      const outlet = new TcpOutlet(simulator);
      outlets.push(outlet);
      devices.push(bench);
      const { host, port } = await outlet.open();
      plugged.push({ ...device, link: { tcp: `${host}:${port}` } });
    }
    units.push({ ...unit, devices: plugged });
  }
  const mendedMs = new Map<string, number>();
  let closing: Promise<void> | undefined;
  return {
    devices,
    units,
    break(device, fault) {
      const simulator: SimulatedDevice = device.simulator;
      if (fault !== null && !simulator.possibleFaults.includes(fault)) return false;
      for (const each of simulator.possibleFaults) simulator.setFault(each, each === fault);
      if (fault === null) mendedMs.set(device.id, options.timers.elapsedMs());
      options.onChange(device);
      return true;
    },
    isSound: ({ id, simulator }) =>
      simulator.faults().size === 0 &&
      options.timers.elapsedMs() - (mendedMs.get(id) ?? Number.NEGATIVE_INFINITY) > FOUND_AGAIN_MS,
    close() {
      closing ??= (async () => {
        await Promise.all(outlets.map((outlet) => outlet.close()));
        for (const device of devices) if ('close' in device.simulator) device.simulator.close();
      })();
      return closing;
    },
  };
}

function simulate(
  device: Exclude<DeviceConfiguration, { kind: 'card-reader' }>,
  { unit, office, section }: EdgeConfiguration,
  { timers, onChange }: SimulatedDevicesOptions,
): BenchDevice {
  const common = { id: `${unit}-${device.id}`, unit, section: `${office}/${section.id}` };
  switch (device.kind) {
    case 'printer': {
      const simulator = new PrinterSimulator({ timers, width: device.width, keep: PAPERS_KEPT });
      const bench: BenchDevice = { ...common, kind: 'printer', simulator };
      simulator.onPaper(() => onChange(bench));
      return bench;
    }
    case 'button-panel':
    case 'level-panel': {
      const plain = Object.entries(device.buttons).filter(([gesture]) => /^\d+$/.test(gesture));
      const buttons = new Map(plain.map(([button, action]): [number, string] => [Number(button), action]));
      const simulator = new ButtonPanelSimulator({
        timers,
        buttons: Math.max(...Object.keys(device.buttons).flatMap(buttonsOf)),
      });
      const panel = { ...common, simulator, buttons };
      const bench: BenchDevice =
        device.kind === 'level-panel'
          ? { ...panel, kind: device.kind }
          : { ...panel, kind: device.kind, counter: device.counter };
      simulator.onLeds(() => onChange(bench));
      return bench;
    }
    case 'sign': {
      const simulator = new SignSimulator({ timers });
      const bench: BenchDevice = { ...common, kind: 'sign', simulator, counter: device.counter };
      simulator.onText(() => onChange(bench));
      return bench;
    }
    case 'speaker': {
      const simulator = new SpeakerSimulator({ timers, keep: CALLS_KEPT });
      const bench: BenchDevice = { ...common, kind: 'speaker', simulator };
      simulator.onHeard(() => onChange(bench));
      return bench;
    }
    case 'scanner':
      return { ...common, kind: 'scanner', simulator: new ScannerSimulator({ timers }), counter: device.counter };
    default:
      return device satisfies never;
  }
}
