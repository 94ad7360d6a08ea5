const NANOSECONDS_A_MILLISECOND = 1e6;

/**
 * Milliseconds of the machine's monotonic clock. On Linux every process reads the same one, so instants of two processes
 * of one machine may be subtracted.
 */
export const instant = (): number => Number(process.hrtime.bigint()) / NANOSECONDS_A_MILLISECOND;
