import { minuteOfDay, minutesUntil } from './minute-of-day.ts';

const MINUTE = 60_000;

/** Those who come. */
export interface Arrivals {
  /** Minutes between two tickets while the queue lives. */
  readonly gap: number;
  /** When the last one came today, milliseconds. */
  readonly at: number | null;
  /** At which minutes of the (UTC) day the last one came on its last days. */
  readonly lastMinutes: readonly number[];
}

/** How many who came are remembered of the pace at which they do. */
const GAP_MEMORY = 80;
/** The days of which it is remembered when the last one came. */
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

/** Minutes until nobody comes any more today: as late as somebody came on its last days, but for one day. */
export function arrivalsLeft({ lastMinutes }: Arrivals, now: number): number {
  const left = lastMinutes.map((minute) => minutesUntil(minute, now)).sort((a, b) => b - a);
  return left.length < 3 ? Number.POSITIVE_INFINITY : Math.max(0, left[1] ?? 0);
}
