import type { WaitingService } from '../../../protocol/queue/waiting.ts';
import { MINUTE } from './lines.ts';
import type { Said } from './peers.ts';

const MEMORY = 40;
/** More calls between two counts are a number called out of turn. */
const MOST_CALLS = 30;

/** The known predictors of one queue of which only counts are known. */
export class CountPeers {
  private before: { at: number; waiting: number; current: number } | undefined;
  private headway = { minutes: 5, weight: 4 };
  private power = { minutes: 5, weight: 4 };
  /** When each number that still waits was issued, first to be called first. */
  private issued: { number: number; at: number }[] = [];
  private lastWaitMinutes = 0;
  private readonly configuredMinutes: number;

  constructor(configuredMinutes: number) {
    this.configuredMinutes = configuredMinutes;
  }

  /** What each says to whoever takes a ticket now; after `take`. */
  say({ waiting, openCounters = 1 }: WaitingService, now: number): Said {
    const head = this.issued[0];
    return {
      'what peers show': (waiting * this.configuredMinutes) / Math.max(1, openCounters),
      LES: this.lastWaitMinutes,
      HOL: head === undefined ? 0 : (now - head.at) / MINUTE,
      'learned headway': (waiting + 1) * this.headway.minutes,
      'learned headway, exponent 0.83': (waiting + 1) ** 0.83 * this.power.minutes,
    };
  }

  take({ waiting, lastCalled }: WaitingService, at: number): void {
    const { before } = this;
    const current = Number(lastCalled ?? 0);
    this.before = { at, waiting, current };
    if (before === undefined || at - before.at > 60 * MINUTE || current < before.current) {
      this.issued = Array.from({ length: waiting }, (_, i) => ({ number: current + 1 + i, at }));
      this.lastWaitMinutes = 0;
      return;
    }
    const called = current - before.current;
    const minutes = (at - before.at) / MINUTE;
    if (before.waiting > 0 && waiting > 0 && called <= MOST_CALLS) {
      // Time and calls are summed on both sides, so that a count without a call is time all the same.
      this.learn(this.headway, called, minutes);
      this.learn(this.power, called, minutes * 1.25);
    }
    for (;;) {
      const first = this.issued[0];
      if (first === undefined || first.number > current) break;
      this.lastWaitMinutes = (at - first.at) / MINUTE;
      this.issued.shift();
    }
    for (let number = (this.issued.at(-1)?.number ?? current) + 1; number <= current + waiting; number += 1)
      this.issued.push({ number, at: (at + before.at) / 2 });
  }

  private learn(mean: { minutes: number; weight: number }, called: number, minutes: number): void {
    const kept = mean.weight > MEMORY ? MEMORY / mean.weight : 1;
    const calls = mean.weight * kept + called;
    mean.minutes = (mean.minutes * mean.weight * kept + minutes) / Math.max(0.1, calls);
    mean.weight = calls;
  }
}
