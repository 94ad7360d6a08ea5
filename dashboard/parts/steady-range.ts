import { saidRange, stepOf, type WaitRange } from '../../protocol/congestion/wait-words.ts';

/** How far beyond its own step what is foreseen must have moved before an end that still holds is brought nearer, in steps. */
const SLACK = 0.8;

/**
 * The range to say when another was said before. An end that promises too much is moved at once; one that promises less than
 * it could is kept until what is foreseen is well within it, so that no figure goes to and fro between two steps.
 */
export function steadyRange(before: WaitRange | null, fresh: WaitRange): WaitRange {
  const said = saidRange(fresh);
  // Nobody waits: that is said at once.
  if (before === null || fresh.highMinutes <= 0) return said;
  const { lowMinutes: low, highMinutes: high } = before;
  const lowHolds = low <= fresh.lowMinutes && fresh.lowMinutes < low + (1 + SLACK) * stepOf(low);
  // The step that ends here is the one below.
  const step = high > 10 ? stepOf(high) : 1;
  const highHolds = high >= fresh.highMinutes && fresh.highMinutes > high - (1 + SLACK) * step;
  return { lowMinutes: lowHolds ? low : said.lowMinutes, highMinutes: highHolds ? high : said.highMinutes };
}

/** Between which times of day a ticket is likely to be called, milliseconds since 1970: whole five minutes, kept in the same way. */
export interface CallWindow {
  readonly from: number;
  readonly to: number;
}

const STEP_MS = 5 * 60_000;

export function steadyWindow(before: CallWindow | null, fresh: CallWindow): CallWindow {
  const said = { from: Math.floor(fresh.from / STEP_MS) * STEP_MS, to: Math.ceil(fresh.to / STEP_MS) * STEP_MS };
  if (before === null) return said;
  const fromHolds = before.from <= fresh.from && fresh.from < before.from + (1 + SLACK) * STEP_MS;
  const toHolds = before.to >= fresh.to && fresh.to > before.to - (1 + SLACK) * STEP_MS;
  return { from: fromHolds ? before.from : said.from, to: toHolds ? before.to : said.to };
}
