/*
 * Minutes of the UTC day go round: in Tokyo it begins at nine, when offices open, so that what happens a little before and what
 * happens a little after are far apart as numbers.
 */

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;
const round = (minutes: number): number => ((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;

export const minuteOfDay = (at: number): number => round(at / MINUTE);

/** Minutes from an instant to the nearest at which it is such a minute of the day; negative where that is over. */
export const minutesUntil = (minute: number, at: number): number =>
  round(minute - minuteOfDay(at) + DAY_MINUTES / 2) - DAY_MINUTES / 2;
