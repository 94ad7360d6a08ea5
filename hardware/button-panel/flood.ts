/**
 * Tells a hand from a panel that runs wild: as many edges as one second allows may come at once, and as many a second on average.
 * Pure; times are monotonic milliseconds.
 */
export interface Flood {
  /** Edges that may still come at once, at the time of the last one; null before the first. */
  readonly allowance: number | null;
  readonly lastMs: number;
  /** When the allowance was last exceeded. */
  readonly excessMs: number | null;
}

export const noFlood: Flood = { allowance: null, lastMs: 0, excessMs: null };
/** A flood is over when the allowance has not been exceeded for so long. */
const FLOOD_OVER_AFTER_MS = 1000;

export function stepFlood({ allowance, lastMs, excessMs }: Flood, atMs: number, perSecond: number): Flood {
  const refilled = (allowance ?? perSecond) + (Math.max(0, atMs - lastMs) * perSecond) / 1000;
  const left = Math.min(perSecond, refilled) - 1;
  return { allowance: Math.max(0, left), lastMs: Math.max(lastMs, atMs), excessMs: left < 0 ? atMs : excessMs };
}

export const floodEndsMs = ({ excessMs }: Flood): number | null =>
  excessMs === null ? null : excessMs + FLOOD_OVER_AFTER_MS;

export const isFlooding = (flood: Flood, atMs: number): boolean => atMs < (floodEndsMs(flood) ?? atMs);
