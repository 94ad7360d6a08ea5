import { chanceOf } from './futures.ts';

/*
 * Queues that show no number: only how many wait is known, not how many came and were called since the last count. Yet the
 * more come and are called, the more the count swings: where both are left to chance, the change has the variance of their sum
 * (Skellam 1946), and its mean is their difference. The variance is taken about the change of the interval before, so that a
 * queue that grows all morning doesn't seem to swing.
 */

const MINUTE = 60_000;

/** From one count to the next, during which somebody waited. */
export interface Change {
  readonly minutes: number;
  readonly people: number;
}

/** How many times what is usual a change may tell: more is a bus that came, or a list that was cleared. */
const MOST_TIMES = 10;

/**
 * Calls of an interval, as its swing tells them: right on the mean of many, negative in some. `usual`: calls a minute as they
 * are known so far.
 */
export function callsOfSwing(before: Change, now: Change, usual: number): number {
  const apart = before.people / before.minutes - now.people / now.minutes;
  const spread = apart ** 2 / (1 / before.minutes + 1 / now.minutes);
  return (Math.min(spread, MOST_TIMES * 2 * usual) * now.minutes - now.people) / 2;
}

export interface Counts {
  readonly from: number;
  readonly to: number;
}

/** More than these are called between two counts of no queue. */
const MOST_CALLS = 200;

/**
 * Calls between two counts as they may have been: drawn from all that such a change leaves possible, where about as many come as
 * are called. So what is learned from many draws varies as the queue does. The same counts draw the same.
 */
export function drawCalls({ from, to }: Counts, { minutes, at, usual }: { minutes: number; at: number; usual: number }): number {
  const least = Math.max(0, from - to);
  const more = Math.abs(to - from);
  const expected = usual * minutes;
  // Who comes to an empty queue is called as they come.
  const ratio = (calls: number): number => (from === 0 ? expected / (calls + more) : expected ** 2 / (calls * (calls + more)));
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
