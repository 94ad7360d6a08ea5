import type { Device } from '../device.ts';
import type { Cancel } from '../timers.ts';

/**
 * A reader of QR codes and barcodes at one counter.
 *
 * `onScan` hears each code once, whole, as soon as it is known to be whole; a code that stays under the reader is one scan. What
 * was read while nobody listened is gone. A code may hold anything, a resident's own data too: it is given to the listener and
 * kept nowhere, logged nowhere.
 * `tell` shows staff, for a few seconds and until the next scan, why a scan did nothing.
 */
export interface Scanner extends Device {
  readonly kind: 'scanner';
  readonly counter: number;
  onScan(listener: (text: string) => void): Cancel;
  tell(words: string): void;
}
