import type { Clock } from './live-feed.ts';

/** The open page's own clock. */
export const pageClock: Clock = {
  nowMs: () => performance.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};
