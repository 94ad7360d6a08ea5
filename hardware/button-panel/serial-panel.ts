import type { DeviceEnvironment } from '../device.ts';
import type { Link } from '../links/link.ts';
import { buttonsOf, type Gesture } from './gestures.ts';
import { PanelDriver } from './panel-driver.ts';
import { lineContacts, type PressState } from './presses.ts';
import { SerialPanelPort } from './serial-port.ts';

export interface SerialPanelOptions<Kind extends string, Action> {
  readonly id: string;
  readonly kind: Kind;
  readonly actions: Readonly<Record<Gesture, Action>>;
  readonly link: Link;
  readonly environment: DeviceEnvironment;
}

/** A panel that speaks lines over a serial line; not opened yet. */
export function serialPanel<Kind extends string, Action>(
  options: SerialPanelOptions<Kind, Action>,
): PanelDriver<Kind, Action, PressState> {
  const { id, actions, link, environment } = options;
  const highestButton = Math.max(...Object.keys(actions).flatMap(buttonsOf));
  return new PanelDriver({
    ...options,
    filter: lineContacts,
    filterFrom: () => lineContacts.initial,
    port: (listener) => new SerialPanelPort({ device: id, highestButton, link, environment, listener }),
  });
}
