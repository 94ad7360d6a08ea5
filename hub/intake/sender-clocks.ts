import type { Logger, Now } from '../../protocol/ground/environment.ts';
import type { HeardCount } from '../core/committed.ts';

/** What is said now was counted a moment ago: a time further off than this is a wrong clock's, milliseconds. */
const OFF_MS = 10 * 60_000;
/** By so much more than the time between two messages the clock of one sender can't have moved, milliseconds. */
const JITTER_MS = 5_000;

const UNITS = [
  { name: 'years', ms: 365 * 24 * 3_600_000 },
  { name: 'days', ms: 24 * 3_600_000 },
  { name: 'hours', ms: 3_600_000 },
  { name: 'minutes', ms: 60_000 },
] as const;

export interface SenderClocksOptions {
  readonly logger: Logger;
  readonly now: Now;
  readonly count: (what: 'clocks') => void;
}

/** When a section was heard last, milliseconds, and how far behind the time was that it told. */
interface Heard {
  readonly at: number;
  readonly behindMs: number;
}

/**
 * Sets counts right whose sender's clock is wrong, or counts in another unit or from another zero: what is heard now was counted
 * now. So the count, its level and its wait agree. Of each section it is told once. Whoever sends its past is off as well, but
 * each time by another span; it is left alone.
 */
export class SenderClocks {
  readonly #options: SenderClocksOptions;
  readonly #told = new Set<string>();
  readonly #last = new Map<string, Heard>();

  constructor(options: SenderClocksOptions) {
    this.#options = options;
  }

  /** What a broker had kept is as old as it says, and is left as it is. */
  right(section: string, heard: HeardCount): HeardCount {
    const { now, count } = this.#options;
    const at = now();
    const behindMs = at - heard.message.observedAt;
    if (heard.retained) return heard;
    const last = this.#last.get(section);
    this.#last.set(section, { at, behindMs });
    if (last === undefined || !isOff(last, { at, behindMs })) return heard;
    count('clocks');
    this.#tell(section, behindMs);
    // Its other times are no better.
    const services = heard.message.services.map(({ headIssuedAt: _, ...service }) => service);
    return { ...heard, message: { ...heard.message, observedAt: at, services } };
  }

  #tell(section: string, behindMs: number): void {
    if (this.#told.has(section)) return;
    this.#told.add(section);
    const { name, ms } = UNITS.find((unit) => Math.abs(behindMs) >= unit.ms) ?? UNITS[3];
    const off = `${Math.round(Math.abs(behindMs) / ms)} ${name} ${behindMs > 0 ? 'behind' : 'ahead'}`;
    this.#options.logger.warn(
      { section },
      `what this section counts is taken as of now: its times are ${off}. Are they milliseconds since 1970, UTC, of a clock that is set?`,
    );
  }
}

/** Whether two messages after each other are both off, by about the same span. */
const isOff = (last: Heard, now: Heard): boolean =>
  Math.min(Math.abs(last.behindMs), Math.abs(now.behindMs)) > OFF_MS &&
  Math.abs(now.behindMs - last.behindMs) <= Math.abs(now.at - last.at) + JITTER_MS;
