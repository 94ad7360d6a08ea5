import type { DeviceEnvironment } from '../device.ts';
import type { GpioLines, GpioRequest } from '../links/gpio/gpio-lines.ts';
import type { Gesture } from './gestures.ts';
import { type ButtonPins, GpioPanelPort } from './gpio-port.ts';
import { PanelDriver } from './panel-driver.ts';
import { heldFromTheStart, type LevelState, levelContacts } from './stable-level.ts';

export interface GpioPanelOptions<Kind extends string, Action> {
  readonly id: string;
  readonly kind: Kind;
  readonly actions: Readonly<Record<Gesture, Action>>;
  readonly pins: ReadonlyMap<number, ButtonPins>;
  /** Made for {@link gpioRequest} of these pins. */
  readonly lines: GpioLines;
  readonly environment: DeviceEnvironment;
}

/** What a panel at these pins asks of the chip. */
export const gpioRequest = (
  device: string,
  pins: ReadonlyMap<number, ButtonPins>,
  pull: GpioRequest['pull'],
): GpioRequest => ({
  inputs: [...pins.values()].map(({ button }) => button),
  outputs: [...pins.values()].flatMap(({ led }) => led ?? []),
  pull,
  consumer: `matazu-${device}`,
});

/** A panel whose buttons and lamps are wired to a machine's own pins; not opened yet. */
export function gpioPanel<Kind extends string, Action>(
  options: GpioPanelOptions<Kind, Action>,
): PanelDriver<Kind, Action, LevelState> {
  const { id, pins, lines, environment } = options;
  return new PanelDriver({
    ...options,
    filter: levelContacts,
    filterFrom: heldFromTheStart,
    port: (listener) => new GpioPanelPort({ device: id, pins, lines, environment, listener }),
  });
}
