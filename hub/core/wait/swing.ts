import { chanceOf } from './futures.ts';

/*
 * Queues that show no number: only how many wait is known, not how many came and were called since the last count. Yet the
 * more come and are called, the more the count swings: where both are left to chance, the change has the variance of their sum
 * (Skellam 1946), and its mean is their difference. The variance is taken about the change of the interval before, so that a
 * queue that grows all morning doesn't seem to swing.
 */

const MINUTE = 60_000;

/**
 * How a queue changed from one count to the next, with somebody waiting all the while: the minutes between, and people more or
 * fewer.
 */
export interface Change {
  readonly minutes: number;
  readonly people: number;
}

/**
 * Times the usual number of calls that one change may tell at most, up and down: more is a bus that came, or a list that was
 * cleared.
 */
const MOST_TIMES = { more: 10, fewer: 3 } as const;
/**
 * What is left of chance's variance where desks call more evenly than chance would, and calls between two counts at which half
 * of that is reached.
 */
const EVEN = { variance: 0.5, calls: 2 } as const;

/**
 * Calls of an interval, as its swing tells them: right on the mean of many, negative in some. `usual`: calls a minute as they
 * are known so far.
 */
export function callsOfSwing(before: Change, now: Change, usual: number): number {
  const expected = usual * now.minutes;
  const apart = before.people / before.minutes - now.people / now.minutes;
  const spread = (apart ** 2 / (1 / before.minutes + 1 / now.minutes)) * now.minutes;
  const perCall = EVEN.variance + (1 - EVEN.variance) / (1 + expected / EVEN.calls);
  const calls = (Math.min(spread, 2 * MOST_TIMES.more * expected) - now.people) / (1 + perCall);
  return Math.min(MOST_TIMES.more * expected, Math.max(-MOST_TIMES.fewer * expected, calls));
}

/** How many people waited at one count and at the next. */
export interface Counts {
  readonly from: number;
  readonly to: number;
}

/** Calls between two counts that are thought possible at most: no queue has more. */
const MOST_CALLS = 200;

/**
 * Calls between two counts as they may have been: drawn from all that such a change leaves possible, where about as many come as
 * are called. So what is learned from many draws varies as the queue does. The same counts draw the same.
 */
export function drawCalls(
  { from, to }: Counts,
  { minutes, at, usual }: { minutes: number; at: number; usual: number },
): number {
  const least = Math.max(0, from - to);
  const more = Math.abs(to - from);
  const expected = usual * minutes;
  // Who comes to an empty queue is called as they come.
  const ratio = (calls: number): number =>
    from === 0 ? expected / (calls + more) : expected ** 2 / (calls * (calls + more));
  const weights = [1];
  let sum = 1;
  for (let calls = 1; calls <= MOST_CALLS; calls += 1) {
    const weight = (weights.at(-1) ?? 0) * ratio(calls);
    if (calls > expected && weight < 1e-6 * sum) break;
    weights.push(weight);
    sum += weight;
  }
  let left = (chanceOf(Math.floor(at / MINUTE), from + to) / 2 ** 32) * sum;
  for (const [calls, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return least + calls;
  }
  return least;
}

/** One standard deviation of the logarithm of a pace that was never seen, only drawn from the swing of counts. */
const UNSURE = 0.25;

/**
 * A factor, drawn by the instant: how many times as long as reckoned a wait from then may have been. The draws vary as a queue
 * does whose pace is known; a range that is learned from them must hold what isn't known of it too.
 */
export function drawUnsure(at: number): number {
  const share = chanceOf(Math.floor(at / MINUTE), 0) / 2 ** 32;
  return Math.exp(UNSURE * Math.sqrt(12) * (share - 0.5));
}
