import type { ButtonPanel, ButtonPress } from '../hardware/button-panel/button-panel.ts';
import type { DeviceConfiguration } from '../hardware/configuration.ts';
import type { DeviceEnvironment } from '../hardware/device.ts';
import { type AnyDevice, createDevice } from '../hardware/open-device.ts';
import type { Printer } from '../hardware/printer/printer.ts';
import type { Sign } from '../hardware/sign/sign.ts';
import type { Command } from '../protocol/commands.ts';
import type { Closable } from '../protocol/environment.ts';
import type { DeviceView, WaitingMessage } from '../protocol/messages.ts';
import { lampsFor } from './core/lamps.ts';

export interface CounterDevicesOptions extends DeviceEnvironment {
  readonly devices: readonly DeviceConfiguration[];
  /** What a button asks for. */
  readonly onCommand: (command: Command, device: string) => void;
  readonly onDeviceChange: () => void;
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
}

/** Creates and opens a unit's devices. A device that isn't there is a state of it; only a missing package rejects. */
export async function openCounterDevices(options: CounterDevicesOptions): Promise<CounterDevices> {
  const devices: AnyDevice[] = await Promise.all(options.devices.map((device) => createDevice(device, options)));
  const panels = devices.filter((device): device is ButtonPanel => device.kind === 'button-panel');
  const signs = devices.filter((device): device is Sign => device.kind === 'sign');
  const buttonsOf = new Map(
    options.devices.flatMap((device) => (device.kind === 'button-panel' ? [[device.id, device.buttons]] : [])),
  );
  let shown: WaitingMessage | null = null;

  for (const device of devices) device.onChange(() => options.onDeviceChange());
  for (const panel of panels) panel.onPress((press) => options.onCommand(commandOf(press, shown), panel.id));
  await Promise.all(devices.map((device) => device.open()));

  let closing: Promise<void> | undefined;
  return {
    printers: devices.filter((device): device is Printer => device.kind === 'printer'),
    views: () => devices.map((device) => device.view()),
    show(waiting) {
      shown = waiting;
      // A sign keeps its number while the lead can't be reached: the one who was called still has to find the counter.
      if (waiting !== null) {
        for (const sign of signs)
          sign.show(waiting.counters.find(({ counter }) => counter === sign.counter)?.ticket ?? null);
      }
      for (const panel of panels) panel.setLeds(lampsFor(buttonsOf.get(panel.id) ?? {}, panel.counter, waiting));
    },
    close() {
      closing ??= Promise.all(devices.map((device) => device.close())).then(() => undefined);
      return closing;
    },
  };
}

/** PAUSE pressed at a paused counter resumes it: a panel has one button for both. */
function commandOf({ action, counter }: ButtonPress, shown: WaitingMessage | null): Command {
  const paused = shown?.counters.some((each) => each.counter === counter && each.state === 'paused') ?? false;
  return { type: action === 'pause-counter' && paused ? 'open-counter' : action, counter };
}
