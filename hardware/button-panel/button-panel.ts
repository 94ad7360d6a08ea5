import type { Device } from '../device.ts';
import type { Cancel } from '../timers.ts';
import type { Gesture } from './gestures.ts';
import type { ButtonAction, DeclaredLevel } from './panel-configuration.ts';

/** `fast` is a blinking that asks for somebody; a panel that knows one blinking only shows it as `blink`. */
export type Led = 'on' | 'off' | 'blink' | 'fast';

/** One intended press, long press or chord: bounces are gone. */
export interface PanelPress<Action> {
  readonly device: string;
  readonly gesture: Gesture;
  readonly action: Action;
}

/**
 * Buttons with a lamp each, whatever wires lead to them.
 *
 * `onPress` hears each intended gesture once, in order, as soon as it is certain. Presses are never kept: what came while nobody
 * listened is gone, and what was held when the panel was connected does not act.
 * `setLeds` says how all lamps should be now (a button that is not named is off). Only differences are sent; after a
 * reconnection or a restart of the panel everything is sent again. It never waits and never fails.
 * `refused` makes the lamps of the last gesture's buttons blink fast for two seconds; then they are as they should be. A button
 * without a lamp shows nothing.
 */
export interface Panel<Kind extends string, Action> extends Device {
  readonly kind: Kind;
  onPress(listener: (press: PanelPress<Action>) => void): Cancel;
  setLeds(leds: ReadonlyMap<number, Led>): void;
  refused(): void;
}

/** The buttons of one counter. */
export type ButtonPanel = Panel<'button-panel', ButtonAction>;
/** 空 / やや / 混: how busy a section without tickets is, as its staff see it. */
export type LevelPanel = Panel<'level-panel', DeclaredLevel>;
