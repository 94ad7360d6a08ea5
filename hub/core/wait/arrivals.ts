import { minuteOfDay, minutesUntil } from './minute-of-day.ts';

const MINUTE = 60_000;

/** How fast people come, and until when. */
export interface Arrivals {
  /** Minutes between two tickets while the queue lives. */
  readonly gap: number;
  /** When the last ticket of today was issued, milliseconds; null before the first. */
  readonly at: number | null;
  /** The minute of the (UTC) day of the last ticket, of each of the last days. */
  readonly lastMinutes: readonly number[];
}

/** Tickets that the mean gap between two remembers. */
const GAP_MEMORY = 80;
/** Days whose last ticket is remembered. */
const LASTS_KEPT = 8;

export function learnArrival({ gap, at: last, ...others }: Arrivals, at: number): Arrivals {
  const since = last === null ? gap : Math.min(30, Math.max(0, at - last) / MINUTE);
  return { ...others, gap: gap + (since - gap) / GAP_MEMORY, at };
}

/** The day is over: nobody came after the last one. */
export function closeArrivals(arrivals: Arrivals): Arrivals {
  const { at, lastMinutes } = arrivals;
  if (at === null) return arrivals;
  return { ...arrivals, at: null, lastMinutes: [...lastMinutes, minuteOfDay(at)].slice(-LASTS_KEPT) };
}

/**
 * Minutes until nobody comes any more today: until the last ticket of the second latest of the remembered days. Infinite while
 * few are.
 */
export function arrivalsLeft({ lastMinutes }: Arrivals, now: number): number {
  const left = lastMinutes.map((minute) => minutesUntil(minute, now)).sort((a, b) => b - a);
  return left.length < 3 ? Number.POSITIVE_INFINITY : Math.max(0, left[1] ?? 0);
}
