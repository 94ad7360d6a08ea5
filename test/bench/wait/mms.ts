import { Draws, seededRandom } from '../../../cli/demo/random.ts';
import type { ReplayLine } from '../../../hub/sections/replay.ts';
import type { Event } from '../../../protocol/queue/events.ts';
import { type Dataset, MINUTE, type Truth, truthKey } from './lines.ts';

export interface MmsOptions {
  readonly servers: number;
  readonly seed: number;
  readonly days: number;
  readonly reportFrom: number;
}

const SERVICE_MINUTES = 6;
const LOAD = 0.92;
const DAY_MINUTES = 20 * 60;
const START = Date.parse('2026-01-05T02:00:00+09:00');

/**
 * M/M/s: the wait of one with n ahead while all are busy is Erlang(n + 1, sμ), its median about (n + 2/3)/(sμ) — the limit that
 * nobody can beat. Tickets that are called at once are no rows.
 */
export function mmsDataset({ servers, seed, days, reportFrom }: MmsOptions): Dataset {
  const section = `sim/mm${servers}/s${seed}`;
  const draws = new Draws(seededRandom(`mms ${seed} ${servers}`));
  const lines: ReplayLine[] = [];
  const truths = new Map<string, Truth>();
  const counters = Array.from({ length: servers }, (_, i) => i + 1);
  for (let day = 0; day < days; day += 1) {
    const start = START + day * 86_400_000;
    const at = (minute: number): number => start + Math.round(minute * MINUTE);
    const add = (event: Event): void => void lines.push({ section, event });
    add({ type: 'day-opened', at: start, day: new Date(start + 9 * 3_600_000).toISOString().slice(0, 10) });
    for (const counter of counters) add({ type: 'counter-opened', at: start, counter, services: ['all'] });
    const queue: { ticket: string; since: number; ahead: number }[] = [];
    const serving = new Map<number, { ticket: string; until: number }>();
    const call = (counter: number, now: number, waiter: { ticket: string; since: number; ahead: number }): void => {
      add({ type: 'ticket-called', at: at(now), ticket: waiter.ticket, counter });
      serving.set(counter, { ticket: waiter.ticket, until: now + draws.exponential() * SERVICE_MINUTES });
      if (waiter.ahead < 0) return;
      const rate = SERVICE_MINUTES / servers;
      truths.set(truthKey({ section, ticket: waiter.ticket, service: 'all', at: 0 }), {
        actualMinutes: (at(now) - at(waiter.since)) / MINUTE,
        reported: day >= reportFrom,
        oracleMinutes: rate * erlangMedian(waiter.ahead + 1),
        oracleMeanMinutes: rate * (waiter.ahead + 1),
      });
    };
    let next = 0;
    for (let i = 0; ; ) {
      const [counter, soonest] = [...serving].reduce<readonly [number, number]>(
        (best, [each, { until }]) => (until < best[1] ? [each, until] : best),
        [0, Number.POSITIVE_INFINITY],
      );
      const arrives = next < DAY_MINUTES ? next : Number.POSITIVE_INFINITY;
      const now = Math.min(arrives, soonest);
      if (now === Number.POSITIVE_INFINITY) break;
      if (soonest <= arrives) {
        add({ type: 'service-finished', at: at(now), ticket: serving.get(counter)?.ticket ?? '', counter });
        serving.delete(counter);
        const waiter = queue.shift();
        if (waiter !== undefined) call(counter, now, waiter);
        continue;
      }
      const ticket = `d${day}t${i++}`;
      add({
        type: 'ticket-issued',
        at: at(now),
        ticket,
        number: `A${String(i % 1000).padStart(3, '0')}`,
        service: 'all',
        code: `code-${ticket}`,
        by: 'kiosk',
      });
      const idle = counters.find((each) => !serving.has(each));
      const waiter = { ticket, since: now, ahead: idle === undefined ? queue.length : -1 };
      if (idle === undefined) queue.push(waiter);
      else call(idle, now, waiter);
      next = now + (draws.exponential() * SERVICE_MINUTES) / (servers * LOAD);
    }
  }
  return {
    name: `M/M/${servers}`,
    lines,
    truths,
    configuredMinutes: 10,
    limits: [{ times: 1.03, beside: ['oracle'] }],
  };
}

/** The median of Erlang(k, 1), by Newton's method on its distribution function. */
export function erlangMedian(k: number): number {
  let x = k - 1 / 3;
  for (let i = 0; i < 30; i += 1) {
    let term = Math.exp(-x);
    let tail = 0;
    for (let j = 0; j < k; j += 1) {
      tail += term;
      term *= x / (j + 1);
    }
    // The density is x^(k−1)e^(−x)/Γ(k): the last term that was added.
    const density = (term * k) / x;
    const step = (1 - tail - 0.5) / Math.max(1e-12, density);
    x -= step;
    if (Math.abs(step) < 1e-9) break;
  }
  return x;
}
