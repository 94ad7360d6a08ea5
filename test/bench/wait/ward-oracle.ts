import type { Draws } from '../../../cli/demo/random.ts';
import { type Desk, takeFirst, WARD, type Waiter } from './ward-rules.ts';

const FUTURES = 160;

interface Present {
  readonly desks: readonly Desk[];
  /** Whoever waits, the one asked about among them. */
  readonly queue: readonly Waiter[];
  readonly mine: Waiter;
  readonly now: number;
  readonly speed: number;
  /** Arrivals a minute before the profile of the hour. */
  readonly perMinute: number;
  readonly draws: Draws;
}

/**
 * The oracle: it knows every parameter, today's speed and the breaks to come, but not how long a visit will take, who won't
 * show up, and who will come. Nested simulation; the median of the futures has the least mean absolute error there is.
 */
export function foresee(present: Present): { median: number; mean: number } {
  const waits = Array.from({ length: FUTURES }, () => future(present)).sort((a, b) => a - b);
  const median = ((waits[FUTURES / 2 - 1] ?? 0) + (waits[FUTURES / 2] ?? 0)) / 2;
  return { median, mean: waits.reduce((sum, wait) => sum + wait, 0) / FUTURES };
}

function future({ desks, queue, mine, now, speed, perMinute, draws }: Present): number {
  const waiting = [...queue];
  const free = desks.map((desk) => ({
    at: desk.serving === null ? Math.max(now, desk.awayUntil) : now + left(desk, { now, speed, draws }),
    rests: desk.rests,
  }));
  let nextPriority = now;
  const come = (): void => {
    const share = WARD.arrivalsByHour[Math.floor((nextPriority - WARD.opensMinute) / 60)] ?? 0;
    nextPriority += draws.exponential() / Math.max(1e-9, perMinute * WARD.priority * Math.max(0.01, share));
  };
  come();
  for (;;) {
    let desk = free[0];
    for (const each of free) if (desk === undefined || each.at < desk.at) desk = each;
    if (desk === undefined) return 0;
    const rest = desk.rests[0];
    if (rest !== undefined && rest.from <= desk.at) {
      desk.rests = desk.rests.slice(1);
      desk.at += rest.minutes;
      continue;
    }
    // Only who has priority can still come before.
    while (nextPriority < desk.at && nextPriority < WARD.closesMinute) {
      waiting.push({ ...mine, ticket: '', at: nextPriority, priority: true, service: draws.chance(0.6) ? 0 : 1 });
      come();
    }
    const called = takeFirst(waiting);
    if (called === undefined || called.ticket === mine.ticket) return desk.at - now;
    desk.at += draws.chance(WARD.noShows) ? WARD.noShowMinutes : speed * visit(called.service, draws);
  }
}

const visit = (service: number, draws: Draws): number => draws.logNormal(WARD.services[service]?.minutes ?? 0, WARD.cv);

/** What is left of a visit that has lasted so long: drawn until it lasts longer; a tail too thin for that is cut. */
function left({ serving, freeAt }: Desk, { now, speed, draws }: { now: number; speed: number; draws: Draws }): number {
  if (serving === null) return 0;
  if (serving.noShow) return freeAt - now;
  const elapsed = now - serving.since;
  for (let i = 0; i < 400; i += 1) {
    const minutes = speed * visit(serving.service, draws);
    if (minutes > elapsed) return minutes - elapsed;
  }
  return elapsed * 0.25;
}
