import { type BoardCall, callKey } from './board-view.ts';

/**
 * How long each call stands large as new, whatever is called meanwhile: until a chime, the longest Japanese sentence and the
 * longest in a language of the visitor's own are said (18.2 seconds in Korean, by Open JTalk and espeak-ng).
 */
export const NEW_FOR_MS = 20_000;
/** Beside each other, so that each is still read from afar. More wait their turn. */
export const AT_ONCE = 3;
/** Calls that are remembered as seen: many more than a board is told of at a time. */
const REMEMBERED = 500;

/** Which calls a board has just been told of. Times are a clock's that only grows, milliseconds. */
export interface Spotlight {
  /** Keys of calls that are no news any more, the latest last; null before the first were told. */
  readonly seen: readonly string[] | null;
  /** Newest first: each stands large until its time. */
  readonly lit: readonly { readonly call: BoardCall; readonly untilMs: number }[];
  /** In the order in which they came. */
  readonly waiting: readonly BoardCall[];
}

export const darkness: Spotlight = { seen: null, lit: [], waiting: [] };

/** Whether the board is in the middle of a call. */
export const isLit = ({ lit }: Spotlight): boolean => lit.length > 0;

/**
 * What stands in the light when these calls are told, newest first, or time has gone by. The first that a board is told of
 * were called before it looked; a call that is over leaves at once; a number that is called again takes its own place.
 */
export function looked(before: Spotlight, calls: readonly BoardCall[], nowMs: number): Spotlight {
  const calling = calls.filter(isCalling);
  const known = new Set(before.seen ?? calling.map(callKey));
  const stands = (call: BoardCall): boolean => calling.some((each) => callKey(each) === callKey(call));
  const lit = before.lit.filter(({ call, untilMs }) => untilMs > nowMs && stands(call));
  const fresh = calling.filter((call) => !known.has(callKey(call))).reverse();
  const waiting = [...before.waiting.filter(stands), ...fresh];
  const next = waiting.splice(0, AT_ONCE - lit.length);
  return {
    seen: [...known, ...fresh.map(callKey)].slice(-REMEMBERED),
    lit: [...next.map((call) => ({ call, untilMs: nowMs + NEW_FOR_MS })).reverse(), ...lit],
    waiting,
  };
}

/** A section that doesn't say calls: it tells nobody's coming. */
export const isCalling = ({ state = 'calling' }: BoardCall): boolean => state === 'calling';

/** When it is to be looked at again, by the same clock; null: when other calls are told. */
export const nextLookMs = ({ lit }: Spotlight): number | null =>
  lit.length === 0 ? null : Math.min(...lit.map(({ untilMs }) => untilMs));

/** What stands large: what is new, else the newest call that is one. */
export function largeCalls({ lit }: Spotlight, calls: readonly BoardCall[]): readonly BoardCall[] {
  if (lit.length > 0) return lit.map(({ call }) => call);
  return calls.filter(isCalling).slice(0, 1);
}
