/** How many tickets one kiosk gives out at most: so many in so many minutes, and half of them in as many seconds as their number. */
export interface KioskLimit {
  readonly tickets: number;
  readonly minutes: number;
}

/** Further back nothing counts, milliseconds. */
const windowMs = ({ minutes }: KioskLimit): number => minutes * 60_000;

/**
 * Whether a kiosk may give out one more at `at`, by when it gave out the last ones (milliseconds). A family gets theirs one after
 * another; a stranger, or a child at play, doesn't get all numbers and all of the paper. What was given out in the time to come
 * was given out before a clock was set back, and counts no more. Pure.
 */
export function mayGiveOut(given: readonly number[], at: number, limit: KioskLimit): boolean {
  const within = (ms: number): number => given.filter((each) => each <= at && at - each < ms).length;
  return within(windowMs(limit)) < limit.tickets && within(limit.tickets * 1_000) < Math.ceil(limit.tickets / 2);
}

/** What still counts of what was given out, and one more. */
export const givenOut = (given: readonly number[], at: number, limit: KioskLimit): readonly number[] => [
  ...given.filter((each) => each <= at && at - each < windowMs(limit)),
  at,
];
