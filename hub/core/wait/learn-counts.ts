import type { LevelThresholds } from '../../../protocol/congestion/defaults.ts';
import type { WaitingMessage, WaitingService } from '../../../protocol/queue/waiting.ts';
import { measuredLevel } from '../levels.ts';
import type { Outcome } from '../outcome.ts';
import { learnOutcome } from './correction.ts';
import {
  type Calls,
  type CountModel,
  type CountQueue,
  headwayMinutes,
  type PendingCount,
  told,
} from './count-model.ts';
import { callsSince, numberOf } from './sequence.ts';
import { callsOfSwing, drawCalls, drawUnsure } from './swing.ts';

const MINUTE = 60_000;
/**
 * Milliseconds without a count after which nobody saw what happened: the calls were many or few, who was promised something may
 * be gone.
 */
const UNSEEN_MS = 20 * MINUTE;
/**
 * Milliseconds by which a count may be older than the last and be a late or repeated copy; one older still is of a clock that
 * was set back.
 */
const LATE_MS = MINUTE;
/** Calls that a queue's headway remembers. */
const USUAL_CALLS = 200;
/** Milliseconds between two promises of a queue, at least; and promises that are followed at a time, at most. */
const PROMISE_EVERY_MS = 4 * MINUTE;
const MOST_PENDING = 60;
/** Headways after which a queue that hasn't moved was left behind, by night or by day: it teaches nothing of its pace. */
const LEFT_BEHIND = 10;
/** People who came to an empty queue that are remembered, of the share that is called at once. */
const AT_ONCE_MEMORY = 50;

/** What a message's counts teach, and which promises they fulfil. Pure. */
export function learnCounts(
  model: CountModel,
  message: WaitingMessage,
  thresholds: LevelThresholds,
): { readonly model: CountModel; readonly outcomes: readonly Outcome[] } {
  const outcomes: Outcome[] = [];
  const queues = { ...model.queues };
  let { correction, usual } = model;
  const at = message.observedAt;
  for (const counted of message.services) {
    const before = queues[counted.service];
    if (before !== undefined && isCopy(before, at)) continue;
    const fresh = before === undefined || at < before.at || at - before.at > UNSEEN_MS;
    let queue = fresh ? countedAnew(before, counted, at) : before;
    if (!fresh) {
      const step = follow(queue, counted, { at, usual: 1 / headwayMinutes({ queues, usual }, counted.service) });
      usual = addCalls(usual, step.busy, 4);
      const turns = fulfil(queue, { ...step, counted, at });
      queue = { ...step.queue, pending: turns.pending };
      for (const { promise, actualMinutes, calledAt } of turns.fulfilled) {
        const { turn: _, outlook, ...promised } = promise;
        outcomes.push({ ...promised, calledAt, actualMinutes, ...(step.seen ? {} : { reckoned: true as const }) });
        if (outlook.ahead === 0)
          queue = { ...queue, atOnce: queue.atOnce + ((actualMinutes === 0 ? 1 : 0) - queue.atOnce) / AT_ONCE_MEMORY };
        // Until the call, whoever it was of, it is the queue's pace all the same.
        const unsure = step.seen ? 1 : drawUnsure(promise.at);
        const minutes = ((calledAt - promise.at) / MINUTE) * unsure;
        queue = learnOff(queue, Math.log((minutes + outlook.softening) / (outlook.minutes + outlook.softening)));
        // Who was told that they may be called at once, and was, teaches no range.
        if (actualMinutes > 0 || promise.estimate.lowMinutes > 0)
          correction = learnOutcome(correction, promise, actualMinutes * unsure);
      }
    }
    const last = queue.pending.at(-1);
    if (last === undefined || at - last.at >= PROMISE_EVERY_MS) {
      const { outlook, estimate } = told({ queues: { ...queues, [counted.service]: queue }, usual, correction }, queue);
      const level = measuredLevel(estimate.medianMinutes, last?.level ?? 'unknown', thresholds);
      const promise = {
        at,
        service: counted.service,
        estimate,
        level,
        outlook,
        turn: queue.called + counted.waiting + 1,
      };
      queue = { ...queue, pending: [...queue.pending, promise].slice(-MOST_PENDING) };
    }
    queues[counted.service] = queue;
  }
  return { model: { queues, usual, correction }, outcomes };
}

const isCopy = (before: CountQueue, at: number): boolean => at <= before.at && before.at - at <= LATE_MS;

/** Whether a message counts nothing that isn't counted already: it came twice, or too late. */
export const isRepeated = ({ queues }: CountModel, { observedAt, services }: WaitingMessage): boolean =>
  services.every(({ service }) => {
    const before = queues[service];
    return before !== undefined && isCopy(before, observedAt);
  });

function countedAnew(
  before: CountQueue | undefined,
  { service, waiting, lastCalled }: WaitingService,
  at: number,
): CountQueue {
  return {
    service,
    usual: before?.usual ?? { minutes: 0, calls: 0 },
    off: before?.off ?? { mean: 0, outcomes: 0 },
    atOnce: before?.atOnce ?? 0.5,
    at,
    waiting,
    number: numberOf(lastCalled),
    strange: null,
    called: 0,
    still: 0,
    swing: null,
    pending: [],
  };
}

interface Step {
  readonly queue: CountQueue;
  readonly calls: number;
  /** Whether the calls were seen, in the number that was called last. */
  readonly seen: boolean;
  /** What is learned of the pace while somebody waits. */
  readonly busy: Calls;
}

/** A queue followed from one count to the next. `usual`: its calls a minute, as they are known so far. */
function follow(before: CountQueue, counted: WaitingService, { at, usual }: { at: number; usual: number }): Step {
  const minutes = (at - before.at) / MINUTE;
  const { waiting } = counted;
  const busy = before.waiting > 0 && waiting > 0;
  const { number: from } = before;
  const shown = numberOf(counted.lastCalled);
  const seen = from !== null && shown !== null;
  const swing = busy && !seen ? { minutes, people: waiting - before.waiting } : null;
  const { calls, number, strange } = seen
    ? callsSince({ ...before, number: from }, { waiting, number: shown }, minutes)
    : {
        calls: drawCalls({ from: before.waiting, to: waiting }, { minutes, at, usual }),
        number: shown,
        strange: null,
      };
  const moved = waiting !== before.waiting || (seen && calls > 0);
  const still = busy && !moved ? before.still + minutes : 0;
  let learned: Calls = { minutes: 0, calls: 0 };
  if (busy && seen) learned = { minutes, calls };
  if (swing !== null && before.swing !== null) learned = { minutes, calls: callsOfSwing(before.swing, swing, usual) };
  if (still * usual > LEFT_BEHIND) learned = { minutes: 0, calls: 0 };
  const queue: CountQueue = {
    ...before,
    at,
    waiting,
    number,
    strange,
    still,
    called: before.called + calls,
    swing,
    usual: addCalls(before.usual, learned, 1),
  };
  return { queue, calls, seen, busy: learned };
}

function addCalls(of: Calls, { minutes, calls }: Calls, times: number): Calls {
  const most = USUAL_CALLS * times;
  const kept = of.calls > most ? most / of.calls : 1;
  return { minutes: of.minutes * kept + minutes, calls: of.calls * kept + calls };
}

interface Told extends Step {
  readonly counted: WaitingService;
  readonly at: number;
}

/**
 * The promises whose turn came, and those still pending; one that nobody took by the next count was made to nobody, and is
 * neither.
 */
function fulfil(before: CountQueue, { queue, calls, counted, at }: Told) {
  const fulfilled: { promise: PendingCount; actualMinutes: number; calledAt: number }[] = [];
  const pending: PendingCount[] = [];
  const issued = queue.called + counted.waiting;
  for (const promise of before.pending) {
    if (promise.turn > queue.called) {
      if (promise.at < before.at || promise.turn <= issued) pending.push(promise);
      continue;
    }
    // Calls between two counts are spread evenly.
    const calledAt = before.at + ((at - before.at) * (promise.turn - before.called)) / Math.max(1, calls);
    // Who came after an empty count and was called by the next waited for nobody: until they came is no wait.
    const atOnce = promise.outlook.ahead === 0 && promise.at === before.at;
    fulfilled.push({ promise, calledAt, actualMinutes: atOnce ? 0 : Math.max(0, calledAt - promise.at) / MINUTE });
  }
  return { fulfilled, pending };
}

function learnOff(queue: CountQueue, off: number): CountQueue {
  const clipped = Math.min(1.2, Math.max(-1.2, off));
  const outcomes = Math.min(queue.off.outcomes + 1, 150);
  return { ...queue, off: { mean: queue.off.mean + (clipped - queue.off.mean) / (outcomes + 25), outcomes } };
}
