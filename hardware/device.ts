import type { DeviceState, DeviceView } from '../protocol/ground/devices.ts';
import type { Closable, Logger } from '../protocol/ground/environment.ts';
import type { Refusal } from '../protocol/queue/commands.ts';
import type { Finding } from './finding.ts';
import type { Cancel, Timers } from './timers.ts';

/**
 * What every driver offers.
 *
 * - `open` starts it and resolves at once: a device that is missing, unplugged or switched off is a state, never an error.
 *   The driver goes on trying, and is `ok` by itself when the device is there. Opening twice does nothing.
 * - `view` is what is known now: cheap, never waits.
 * - `onChange` hears each change of `state` or `detail`, after the change, until the returned function is called.
 * - Nothing that was meant for an earlier connection is ever written to a later one.
 * - `close` is idempotent, ends what waits (each promise resolves with its honest outcome) and resolves when the link is shut.
 */
export interface Device extends Closable {
  readonly id: string;
  readonly kind: string;
  view(): DeviceView;
  onChange(listener: (view: DeviceView) => void): Cancel;
  open(): Promise<void>;
  /**
   * What can be learned of the device beyond its state, for `matazu probe`: model and abilities, what is lacking or missing and
   * the command that mends it. Called on an open driver that had a few seconds to settle; resolves within 5 s and never
   * rejects; shows, prints and speaks nothing.
   */
  findings?(): Promise<readonly Finding[]>;
  /**
   * What was asked for at this device was refused: shows that to whoever stands before it, as far as it can, for a few seconds.
   * `no-change` is refused too: nothing is wrong, what was asked for is so already.
   */
  refused?(refusal: Refusal): void;
}

/** A device's state and what staff should do, without its name. */
export interface Condition {
  readonly state: DeviceState;
  readonly detail: string | null;
}

/** What whoever starts a driver gives it. */
export interface DeviceEnvironment {
  readonly logger: Logger;
  readonly timers: Timers;
  /** 0 ≤ x < 1; spreads reconnections and begins process ids. */
  readonly random: () => number;
}
