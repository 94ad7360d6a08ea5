import { SLOT_MINUTES } from './slot-profile.ts';

/** How many half hours ahead what comes is learned from the present; later than the last it is as there. */
export const HORIZONS = [1, 2, 4, 8, 12] as const;

/** Minutes from the middle of a slot to the middle of the one that lies a horizon later. */
export const minutesAhead = (slots: number): number => slots * SLOT_MINUTES;

/** What holds so many minutes ahead, evenly between horizons: `now` of the present itself, `of` each horizon. */
export function between(minutes: number, now: number, of: (horizon: number) => number): number {
  let [from, begins] = [0, now];
  for (const [horizon, slots] of HORIZONS.entries()) {
    const [until, ends] = [minutesAhead(slots), of(horizon)];
    if (minutes <= until) return begins + ((ends - begins) * Math.max(0, minutes - from)) / (until - from);
    [from, begins] = [until, ends];
  }
  return begins;
}
