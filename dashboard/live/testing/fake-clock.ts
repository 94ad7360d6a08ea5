/** For tests: a clock that goes by when it is told to. */
export function fakeClock() {
  let nowMs = 0;
  let timers: { atMs: number; action: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after(delayMs: number, action: () => void) {
      const timer = { atMs: nowMs + delayMs, action };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    /** Time goes by while timers run, as on a page that is seen. */
    run(forMs: number) {
      const untilMs = nowMs + forMs;
      for (;;) {
        const next = timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        nowMs = Math.max(nowMs, next.atMs);
        next.action();
      }
      nowMs = untilMs;
    },
    /** Time goes by and no timer runs, as on a page in the browser's cache. */
    sleep(forMs: number) {
      nowMs += forMs;
    },
    get waiting() {
      return timers.length;
    },
  };
}
