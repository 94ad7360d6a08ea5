import type { ButtonAction } from '../configuration.ts';
import type { Device } from '../device.ts';
import type { Cancel } from '../timers.ts';

export type Led = 'on' | 'off' | 'blink';

/** One intended press: bounces are gone. */
export interface ButtonPress {
  readonly device: string;
  readonly button: number;
  readonly action: ButtonAction;
  readonly counter: number;
}

/**
 * The buttons of one counter.
 *
 * `onPress` hears each intended press once, in order, as soon as its line is complete. Presses are never kept: what came
 * while nobody listened is gone.
 * `setLeds` says how all lamps should be now (a button that is not named is off). Only differences are sent; after a
 * reconnection or a restart of the panel everything is sent again. It never waits and never fails.
 */
export interface ButtonPanel extends Device {
  readonly kind: 'button-panel';
  readonly counter: number;
  onPress(listener: (press: ButtonPress) => void): Cancel;
  setLeds(leds: ReadonlyMap<number, Led>): void;
}
