/** An epoch of a section's log is named by the time at which it began, in microseconds, its last three digits random. */
export const epochAt = (ms: number): number => ms * 1000;

/** How far another machine's clock may be ahead of one's own, milliseconds. */
const AHEAD_MS = 24 * 3_600_000;

/**
 * Whether an epoch begins so much later than now, milliseconds, that no section's log can be there: somebody made it up, or a
 * clock was far wrong. Who believed it could never be told a later place again. Pure.
 */
export const isFromFuture = (epoch: number, now: number): boolean => epoch > epochAt(now + AHEAD_MS);
