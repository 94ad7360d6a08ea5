export type Cancel = () => void;

/**
 * Time-outs of the machine's own clock: a device is as fast as it is, even where the demo's day runs at thirty times a
 * watch. Drivers and simulators take them as an argument.
 */
export interface Timers {
  /** Monotonic milliseconds since some moment. */
  elapsedMs(): number;
  /** Runs once after `delayMs`, never before by `elapsedMs`, unless cancelled; cancelling twice or late does nothing. */
  after(delayMs: number, run: () => void): Cancel;
}

export const systemTimers: Timers = {
  elapsedMs: () => performance.now(),
  after(delayMs, run) {
    const dueMs = performance.now() + delayMs;
    let timer: NodeJS.Timeout;
    // Node cuts a delay to whole milliseconds, and counts them from when its loop last looked: most of its timers run early.
    const wait = (): void => {
      const leftMs = dueMs - performance.now();
      timer = setTimeout(() => (performance.now() < dueMs ? wait() : run()), Math.ceil(leftMs));
    };
    wait();
    return () => clearTimeout(timer);
  },
};
