import { existsSync } from 'node:fs';
import type { Now } from '../../protocol/ground/environment.ts';

/** A wall clock and how far it may be believed. A Pi before the fifth has no clock of its own: it wakes at the time it fell asleep. */
export interface Clock {
  readonly now: Now;
  /** Whether the business day may turn by this clock. Asked often; cheap. */
  trusted(): boolean;
  /** Milliseconds of this clock that pass in one of a watch: 1, but in a demo. */
  readonly speed: number;
}

/** A jump larger than this is not a watch being set right by a second or two. */
const JUMP_MS = 60_000;
/** How long a clock that jumped must then run steadily to be believed without word from a time server. */
const STEADY_MS = 10 * 60_000;
/** systemd-timesyncd touches it after its first answer from a time server; chrony's wait service may be linked to it. */
const SYNCHRONISED = '/run/systemd/timesync/synchronized';
const SYSTEMD = '/run/systemd/system';

/** This machine's clock. On a machine without systemd nobody says whether it is synchronised; it is believed unless it jumps. */
export function systemClock(exists: (path: string) => boolean = existsSync): Clock {
  return watchedClock({
    now: Date.now,
    elapsedMs: () => performance.now(),
    synchronised: () => !exists(SYSTEMD) || exists(SYNCHRONISED),
  });
}

export interface ClockSources {
  readonly now: Now;
  /** Milliseconds that pass steadily, whatever happens to the wall clock. */
  readonly elapsedMs: () => number;
  readonly synchronised: () => boolean;
}

/**
 * Trusts a clock that is synchronised and doesn't jump; after a jump, once it has run steadily for ten minutes, or at once where
 * the jump was a time server's, which had not set it before.
 */
export function watchedClock({ now, elapsedMs, synchronised }: ClockSources): Clock {
  let offset = now() - elapsedMs();
  let jumpedAt: number | undefined;
  let wasSynchronised = synchronised();
  return {
    now,
    speed: 1,
    trusted() {
      const elapsed = elapsedMs();
      const drift = now() - elapsed - offset;
      offset += drift;
      if (Math.abs(drift) > JUMP_MS) jumpedAt = elapsed;
      else if (jumpedAt !== undefined && elapsed - jumpedAt >= STEADY_MS) jumpedAt = undefined;
      const isSynchronised = synchronised();
      if (isSynchronised && !wasSynchronised) jumpedAt = undefined;
      wasSynchronised = isSynchronised;
      return jumpedAt === undefined && isSynchronised;
    },
  };
}
