import type { HardwareFault } from '../fault.ts';
import type { Rendered } from './phrases.ts';

/**
 * What came of playing. `overdue`: it was stopped when its time was up; some of it may have been heard. `stopped`: whoever asked
 * for it wants it no more.
 */
export type Played =
  | { readonly state: 'played' }
  | { readonly state: 'stopped' }
  | { readonly state: 'overdue'; readonly fault: HardwareFault }
  | { readonly state: 'failed'; readonly fault: HardwareFault };

/**
 * What makes sound files heard. `play` resolves when the last one has sounded, or when it is known that it can't, and never
 * rejects; it gives up when `signal` aborts, or when the sounds should be over since {@link OVERDUE_MS}. One call at a time.
 */
export interface Output {
  /** For logs and for staff: `default`, `192.0.2.7:9200`. */
  readonly name: string;
  play(sounds: readonly Rendered[], signal: AbortSignal): Promise<Played>;
}

const OVERDUE_MS = 5_000;

/** How long these sounds may take. */
export const limitMs = (sounds: readonly Rendered[]): number =>
  sounds.reduce((sum, { lengthMs }) => sum + lengthMs, OVERDUE_MS);
