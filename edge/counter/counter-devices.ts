import type { DeviceConfiguration } from '../../hardware/configuration.ts';
import type { DeviceEnvironment } from '../../hardware/device.ts';
import { SharedLinks } from '../../hardware/links/shared-links.ts';
import { type Configured, createDevice, devicesOf } from '../../hardware/open-device.ts';
import { printer } from '../../hardware/printer/kind.ts';
import type { Printer } from '../../hardware/printer/printer.ts';
import { sign } from '../../hardware/sign/kind.ts';
import type { DeviceView } from '../../protocol/ground/devices.ts';
import type { Closable } from '../../protocol/ground/environment.ts';
import type { AnnouncementMessage } from '../../protocol/queue/calls.ts';
import type { Command, Refusal } from '../../protocol/queue/commands.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import type { Clock } from '../queue/clock.ts';
import type { LastTaps } from '../queue/last-taps.ts';
import { callAloud } from './aloud.ts';
import type { CounterContext } from './counter-context.ts';
import { counterLamps, type LevelLamps } from './counter-lamps.ts';
import { hearPresses } from './presses.ts';
import { hearScans } from './scans.ts';
import type { StaffCards } from './staff-cards.ts';
import { hearTaps } from './staff-taps.ts';

export interface CounterDevicesOptions extends DeviceEnvironment {
  readonly devices: readonly DeviceConfiguration[];
  /** What a button asks for. */
  readonly onCommand: (command: Command, device: string) => void;
  readonly onDeviceChange: () => void;
  readonly clock: Clock;
  /** The counters that will be announced, as far as they are known. */
  readonly counters: readonly number[];
  /** The staff cards that this unit knows; null where it keeps none. */
  readonly staffCards: StaffCards | null;
  readonly taps: LastTaps;
  /** How the lamps of a level panel should be now; only a section's lead knows. */
  readonly levelLamps?: LevelLamps;
}

/** The devices of one unit, of a lead or of a member. */
export interface CounterDevices extends Closable {
  readonly printers: readonly Printer[];
  views(): DeviceView[];
  /**
   * Makes signs and lamps show this. They are told the whole of what should be, never a change, so that after a restart, a
   * reconnection or a lost message they are right again. `null`: the lead can't be reached.
   */
  show(waiting: WaitingMessage | null): void;
  /** Time has passed, which a lamp may tell. */
  relight(): void;
  /** Says a call, which is in the log already, on every speaker of its counter; once it is over it is not said any more. */
  announce(call: AnnouncementMessage): void;
  /** What a device asked for was refused: staff are shown that at the device, as far as it can. */
  refused(device: string, refusal: Refusal): void;
}

/** Creates and opens a unit's devices. A device that isn't there is a state of it; only a missing package rejects. */
export async function openCounterDevices(options: CounterDevicesOptions): Promise<CounterDevices> {
  const { onCommand, logger, clock, staffCards } = options;
  const shared = new SharedLinks();
  const devices = await Promise.all(
    options.devices.map(
      async (configuration): Promise<Configured> => ({
        configuration,
        device: await createDevice(configuration, options, shared),
      }),
    ),
  );
  let waitingNow: WaitingMessage | null = null;
  const context: CounterContext = { onCommand, logger, taps: options.taps, shown: () => waitingNow };
  const light = counterLamps(devices, options.levelLamps);
  const aloud = callAloud(devices, { clock, shown: context.shown });
  const relight = (): void => light(waitingNow);

  for (const { device } of devices)
    device.onChange(() => {
      relight();
      options.onDeviceChange();
    });
  hearPresses(devices, context, options);
  hearScans(devices, context);
  if (staffCards !== null) hearTaps(devices, staffCards, context);
  await Promise.all(devices.map(({ device }) => device.open()));
  aloud.prepare(options.counters);

  let closing: Promise<void> | undefined;
  return {
    printers: devicesOf(printer, devices).map(({ device }) => device),
    views: () => devices.map(({ device }) => device.view()),
    show(waiting) {
      waitingNow = waiting;
      // A sign keeps its number while the lead can't be reached: the one who was called still has to find the counter.
      if (waiting !== null) {
        showNumbers(devices, waiting);
        aloud.prepare(waiting.counters.map(({ counter }) => counter));
      }
      relight();
    },
    relight,
    announce: (call) => aloud.announce(call),
    refused: (id, refusal) => devices.find(({ device }) => device.id === id)?.device.refused?.(refusal),
    close() {
      closing ??= Promise.all(devices.map(({ device }) => device.close())).then(() => undefined);
      return closing;
    },
  };
}

/** Each sign shows who is served at its counter. */
function showNumbers(devices: readonly Configured[], { counters }: WaitingMessage): void {
  for (const { device } of devicesOf(sign, devices))
    device.show(counters.find(({ counter }) => counter === device.counter)?.ticket ?? null);
}
