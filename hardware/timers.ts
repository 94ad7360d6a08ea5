export type Cancel = () => void;

/**
 * Time-outs of the machine's own clock: a device is as fast as it is, even where the demo's day runs at thirty times a
 * watch. Drivers and simulators take them as an argument.
 */
export interface Timers {
  /** Monotonic milliseconds since some moment. */
  elapsedMs(): number;
  /** Runs once after `delayMs`, unless cancelled before; cancelling twice or late does nothing. */
  after(delayMs: number, run: () => void): Cancel;
}

export const systemTimers: Timers = {
  elapsedMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
