import type { Parts } from '../protocol/ground/parts.ts';
import { Paced } from './intake/paced.ts';
import type { Turns } from './turns.ts';

/** How often a hub does what it does again and again. */
export interface HubPace {
  /** An office whose figures change is published at most this often, milliseconds. */
  readonly publishEveryMs: number;
  /** Every office is looked at this often for what time alone changes, milliseconds. */
  readonly lookEveryMs: number;
  /** After a commit that failed the next is tried no sooner, milliseconds. */
  readonly retryAfterMs: number;
  /** Forecast and accuracy of a section are made at most so often, milliseconds. */
  readonly foretellEveryMs: number;
}

export const HUB_PACE: HubPace = {
  publishEveryMs: 500,
  lookEveryMs: 1_000,
  retryAfterMs: 1_000,
  foretellEveryMs: 60_000,
};

/** A section is taken anew for what it says it is, and for being refused, at most so often: it costs a flush, or a view; milliseconds. */
export const ABOUT_EVERY_MS = 2_000;
export const REFUSALS_EVERY_MS = 1_000;

/** What each section causes at most so often, each on a turn of its own. */
export function pacedOn(parts: Parts, turns: Turns) {
  return <T>(everyMs: number, act: (section: string, value: T) => void | Promise<void>) => {
    const paced = parts.add(new Paced<T>({ everyMs, act: (section, value) => turns.soon(() => act(section, value)) }));
    return (section: string, value: T): void => paced.take(section, value);
  };
}
