import type { Device } from '../device.ts';

/**
 * The number sign above one counter.
 *
 * `show` says what the sign should show from now on, at once; null is blank. The newest wins: what was not yet sent is
 * dropped. It is sent again every few seconds and after a reconnection. It never waits and never fails.
 */
export interface Sign extends Device {
  readonly kind: 'sign';
  readonly counter: number;
  show(number: string | null): void;
}
