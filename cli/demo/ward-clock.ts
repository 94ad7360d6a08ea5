import type { Clock } from '../../edge/queue/clock.ts';
import type { Timers } from '../../hardware/timers.ts';

/** The ward's own time: it stands until it is started, runs `speed` times a watch, and may be set on while everybody is asleep. */
export interface WardClock extends Clock {
  /** Lets a standing clock run; where it runs already, nothing changes. */
  start(): void;
  /**
   * Resolves with true once the ward's time is `at` (milliseconds since 1970), with false when the signal aborts before.
   * Never rejects.
   */
  sleepUntil(at: number, signal: AbortSignal): Promise<boolean>;
  sleep(wardMs: number, signal: AbortSignal): Promise<boolean>;
  /** Sets the clock on to a later moment; whoever slept beyond it goes on sleeping. An earlier moment changes nothing. */
  skipTo(at: number): void;
}

export interface WardClockOptions {
  /** Milliseconds since 1970. */
  readonly startsAt: number;
  readonly speed: number;
  readonly timers: Timers;
}

/** A sleep is looked at again at least this often, milliseconds of a watch: a timer holds no more than 24 days. */
const LONGEST_SLEEP_MS = 60 * 60_000;

export function createWardClock({ startsAt, speed, timers }: WardClockOptions): WardClock {
  let originAt = startsAt;
  /** When its watch was at the origin; undefined while it stands. */
  let originMs: number | undefined;
  const sleepers = new Set<() => void>();
  const now = (): number =>
    originMs === undefined ? originAt : Math.round(originAt + (timers.elapsedMs() - originMs) * speed);

  const sleepUntil = (at: number, signal: AbortSignal): Promise<boolean> =>
    new Promise((resolve) => {
      let cancel = (): void => {};
      const end = (arrived: boolean): void => {
        cancel();
        sleepers.delete(look);
        signal.removeEventListener('abort', abort);
        resolve(arrived);
      };
      const abort = (): void => end(false);
      const look = (): void => {
        cancel();
        const leftMs = (at - now()) / speed;
        if (leftMs <= 0) end(true);
        else if (originMs !== undefined) cancel = timers.after(Math.min(Math.ceil(leftMs), LONGEST_SLEEP_MS), look);
      };
      if (signal.aborted) return resolve(false);
      signal.addEventListener('abort', abort, { once: true });
      sleepers.add(look);
      look();
    });

  return {
    now,
    speed,
    trusted: () => true,
    sleepUntil,
    sleep: (wardMs, signal) => sleepUntil(now() + wardMs, signal),
    start() {
      if (originMs !== undefined) return;
      originMs = timers.elapsedMs();
      for (const look of [...sleepers]) look();
    },
    skipTo(at) {
      if (at <= now()) return;
      originAt = at;
      if (originMs !== undefined) originMs = timers.elapsedMs();
      for (const look of [...sleepers]) look();
    },
  };
}
