import type { Estimate } from '../../../protocol/congestion/views.ts';
import type { Promised } from '../outcome.ts';
import type { By } from './by.ts';
import { type Correction, correct, emptyCorrection } from './correction.ts';
import type { Outlook } from './promise.ts';
import type { Sequence } from './sequence.ts';
import type { Change } from './swing.ts';

/*
 * Sections that only count: nothing is known but how many wait and which number was called last. The wait is
 * headway × (n + 1)^0.85, the headway being minutes per call while somebody waits; what is issued and called between two
 * counts is reconstructed from both; where no number is shown, it is drawn from what the swing of the counts tells.
 */

/** A promise to whoever would have taken a ticket at a count. */
export interface PendingCount extends Promised {
  /** Calls after which it is their turn, as the queue counts them. */
  readonly turn: number;
  readonly outlook: Outlook;
}

export interface Calls {
  readonly minutes: number;
  readonly calls: number;
}

/** A queue of which only counts are known: as it stands, and what its counts have taught. */
export interface CountQueue extends Sequence {
  readonly service: string;
  /** When it was counted last, milliseconds. */
  readonly at: number;
  /** Calls since counting began, or began anew. */
  readonly called: number;
  /** Minutes with people waiting, and the calls in them: the queue's pace. */
  readonly usual: Calls;
  /** Minutes for which nothing has moved though somebody waits. */
  readonly still: number;
  /** The last change, of a queue that shows no number and had people waiting all the while. */
  readonly swing: Change | null;
  /** How far off the queue's waits are from what its pace foresees: the mean of their logarithm's error, and of how many. */
  readonly off: { readonly mean: number; readonly outcomes: number };
  /** Share of those who came to the empty queue that were called at once, 0 to 1. */
  readonly atOnce: number;
  /** Promises whose turn hasn't come, in the order in which they were made. */
  readonly pending: readonly PendingCount[];
}

export interface CountModel {
  readonly queues: By<CountQueue>;
  /** Minutes with people waiting and the calls in them, of the whole section: what a queue that is hardly known leans on. */
  readonly usual: Calls;
  readonly correction: Correction;
}

export const emptyCounts: CountModel = { queues: {}, usual: { minutes: 40, calls: 8 }, correction: emptyCorrection };

/** Power by which the wait grows with the people who wait: a little less than in proportion. */
const EXPONENT = 0.85;
/** Calls of a queue's own at which its headway weighs as much as its section's. */
const SHRINK_CALLS = 12;
/** The wait of whoever takes a ticket now, of a queue that was counted at least once. */
export function estimateCount(model: CountModel, service: string): Estimate | null {
  const queue = model.queues[service];
  return queue === undefined ? null : told(model, queue).estimate;
}

/** What whoever takes a ticket now is told, and the outlook behind it. */
export function told(model: CountModel, queue: CountQueue): { readonly outlook: Outlook; readonly estimate: Estimate } {
  const outlook = outlookOf(model, queue);
  const estimate = correct(model.correction, outlook);
  const atOnce = queue.waiting === 0 && queue.atOnce > 0.5;
  return { outlook, estimate: atOnce ? { ...estimate, lowMinutes: 0, medianMinutes: 0 } : estimate };
}

/** Minutes per call while somebody waits; a queue that is hardly known leans on its section. */
export function headwayMinutes({ usual, queues }: Pick<CountModel, 'usual' | 'queues'>, service: string): number {
  const queue = queues[service]?.usual ?? { minutes: 0, calls: 0 };
  const section = usual.minutes / Math.max(1, usual.calls);
  return (queue.minutes + SHRINK_CALLS * section) / (Math.max(0, queue.calls) + SHRINK_CALLS);
}

function outlookOf(model: CountModel, queue: CountQueue): Outlook {
  const headway = headwayMinutes(model, queue.service);
  const ahead = queue.waiting;
  const minutes = headway * (ahead + 1) ** EXPONENT * Math.exp(queue.off.mean);
  const softening = Math.max(0.5, 0.4 * headway);
  const deviation = Math.sqrt(1 / (ahead + 1) + 0.09) * (minutes / (minutes + softening));
  return { minutes, deviation: Math.min(1.2, deviation), softening, ready: 'no', ahead };
}
