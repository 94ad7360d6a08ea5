import type { Outlook } from './promise.ts';
import { expectedDesks, type Present, STEP_MINUTES, STEPS } from './staffing.ts';
import { type Desk, LASTED, todaysSpeed, visitMinutes, type WaitModel } from './wait-model.ts';

const MINUTE = 60_000;
/** A desk that stands idle for longer than this share of a visit while somebody waits is not staffed; minutes, at least and at most. */
const IDLE_IS_AWAY = { share: 0.2, least: 0.5, most: 3 } as const;
export const idleIsAwayMinutes = (model: WaitModel): number =>
  Math.min(IDLE_IS_AWAY.most, Math.max(IDLE_IS_AWAY.least, IDLE_IS_AWAY.share * usualMinutes(model)));

/** A desk that nobody needed has left with this half-life where desks don't say so, minutes. */
const UNNEEDED_MINUTES = 30;
/** With less than this many desks nobody is ever served: what is left is a guess. */
const LEAST_DESKS = 0.1;

/** Somebody who waits: `key` orders them, smallest first. */
export interface Waiter {
  readonly service: string;
  readonly key: number;
}

export interface Asked {
  readonly service: string;
  /** Where the asked one stands among the others' keys. */
  readonly key: number;
  /** How long they have waited already, minutes, and whether later tickets with a priority go before them. */
  readonly waitedMinutes: number;
  readonly canBeOvertaken: boolean;
}

/**
 * The outlook of somebody in the queue, by its rules: the work of all who are called before, divided by the desks that will be
 * there to do it, lunch and breaks included (a fluid model), less what the other desks may still be doing when the turn comes.
 */
export function foresee(model: WaitModel, queue: readonly Waiter[], asked: Asked, now: number): Outlook {
  const { service, key } = asked;
  const share = shares(model, service);
  const neededSince = needs(model);
  const desks = Object.values(model.desks);
  const usual = usualMinutes(model);
  const speed = todaysSpeed(model, usual);
  const busy = { desks: 0, left: 0, leftSquares: 0 };
  let idle = 0;
  let unrested = 0;
  let rested = 0;
  const away: Present['away'][number][] = [];
  const expected: Present['expected'][number][] = [];
  for (const desk of desks) {
    const part = share(desk);
    if (part <= 0) continue;
    const now_ = standing(model, desk, { now, neededSince: neededSince(desk) });
    if (now_.is === 'away')
      away.push({ share: part, minutes: now_.minutes, at: now - now_.minutes * MINUTE, rested: desk.rested });
    else if (now_.is === 'expected') expected.push({ share: part * now_.likely, inMinutes: now_.inMinutes });
    else {
      const there = part * now_.likely;
      if (desk.rested) rested += there;
      else unrested += there;
      if (now_.is === 'idle') idle += there;
      else {
        const left = leftMinutes(model, desk, now) * speed;
        busy.desks += there;
        busy.left += there * left;
        busy.leftSquares += there * left * left;
      }
    }
  }
  const overlap = overlaps(model, service, share);
  let ahead = 0;
  let work = 0;
  let workSquares = 0;
  const ownVisit = effectiveMinutes(model, service, speed);
  const pieces: number[] = [];
  for (const waiter of queue) {
    if (waiter.key >= key) continue;
    const part = overlap(waiter.service);
    const minutes = part * effectiveMinutes(model, waiter.service, speed);
    ahead += part;
    work += minutes;
    workSquares += minutes * minutes;
    pieces.push(minutes);
  }
  const present = rested + unrested;
  const softening = Math.max(0.05, (0.4 * usual * speed) / Math.max(1, present));
  if (idle > ahead + 0.5)
    return {
      minutes: 0,
      deviation: 1,
      softening,
      ready: asked.canBeOvertaken ? 'all' : 'priority',
      ahead: Math.round(ahead),
    };

  // Half the desks may leave meanwhile; what lies further ahead is like the last step.
  const steps = Math.min(STEPS, 5 + Math.ceil((3 * (busy.left + work)) / Math.max(0.5, present) / STEP_MINUTES));
  const path = expectedDesks(model.staffing, { unrested, rested, away, expected }, { now, steps });
  const spread = model.spread.mean;
  const laterLeft = ((1 + spread) / 2) * ownVisitOf(ahead, work, ownVisit);
  const drain = asked.canBeOvertaken ? overtaking(model, speed) : 0;
  const flow: Flow = {
    path,
    drain,
    lost: outOfOrder(model, usual * speed),
    drainMinutes: Math.max(0, model.credits.priority - asked.waitedMinutes),
    leaving: model.leaving.left / model.leaving.minutes,
  };
  const total = busy.left + work;
  const whole = through(flow, busy.left, pieces);
  const desksThen = at(path, whole);
  const needed = Math.max(total - Math.max(0, desksThen - 1) * laterLeft, 0.5 * total, 0);
  const mean =
    total > 0
      ? through(
          flow,
          busy.left * (needed / total),
          pieces.map((piece) => (piece * needed) / total),
        )
      : 0.5 * usual;
  const capacity = Math.max(LEAST_DESKS, needed / Math.max(0.01, mean));
  const visitsVariance = (spread * (workSquares + 0.3 * ownVisit * ownVisit) + 0.5 * busy.leftSquares) / capacity ** 2;
  const variance = visitsVariance + (0.12 * mean) ** 2;
  const k = Math.max(0.6, (mean * mean) / Math.max(1e-6, visitsVariance));
  // Wilson and Hilferty: the median of a gamma variable.
  const minutes = Math.max(0, mean * Math.max(0.2, 1 - 1 / (9 * k)) ** 3);
  const deviation = Math.min(1.2, Math.max(0.12, Math.sqrt(variance) / (minutes + softening)));
  return {
    minutes,
    deviation,
    softening,
    ready: 'no',
    ahead: Math.round(ahead),
  };
}

/** The mean visit of those ahead, the asked one's own where nobody is. */
const ownVisitOf = (ahead: number, work: number, own: number): number => (ahead >= 1 ? work / ahead : own);

/** Minutes that one called ticket keeps a desk: some don't come. */
function effectiveMinutes(model: WaitModel, service: string, speed: number): number {
  const { noShow, noShowMinutes, handover } = model;
  const visit = visitMinutes(model, service) * speed;
  return (1 - noShow.mean) * visit + noShow.mean * Math.min(visit, noShowMinutes.mean) + handover.mean;
}

export function usualMinutes(model: WaitModel): number {
  let sum = 0;
  let weight = 0;
  for (const visit of Object.values(model.visits)) {
    // A configured service that nobody comes for says nothing of those that people come for.
    const seen = Math.max(0.1, visit.weight - 4);
    sum += visit.mean * seen;
    weight += seen;
  }
  return weight > 0 ? sum / weight : 6;
}

/** Desks that tickets with a priority who come later take away, until the asked one has as much credit. */
const overtaking = (model: WaitModel, speed: number): number =>
  (model.priorityShare / Math.max(0.05, model.arrivals.gap)) * usualMinutes(model) * speed;

/** Desks that are taken away all the time by calls out of order which no priority explains. */
const outOfOrder = ({ overtakes }: WaitModel, minutes: number): number =>
  (overtakes.count / overtakes.minutes) * minutes;

type Standing =
  | { readonly is: 'serving' | 'idle'; readonly likely: number }
  | { readonly is: 'away'; readonly minutes: number }
  | { readonly is: 'expected'; readonly likely: number; readonly inMinutes: number };

/** What a desk does now. A desk says so; where it doesn't, one that idles while somebody waits is away. */
function standing(
  model: WaitModel,
  desk: Desk,
  { now, neededSince }: { now: number; neededSince: number | null },
): Standing {
  if (desk.awaySince !== null) return { is: 'away', minutes: (now - desk.awaySince) / MINUTE };
  if (desk.serving !== null) return { is: 'serving', likely: 1 };
  if (desk.idleSince !== null) {
    const needed = neededSince === null ? 0 : (now - Math.max(desk.idleSince, neededSince)) / MINUTE;
    if (needed > idleIsAwayMinutes(model)) return { is: 'away', minutes: (now - desk.idleSince) / MINUTE };
    const idle = (now - desk.idleSince) / MINUTE;
    return { is: 'idle', likely: desk.listed === null ? 2 ** (-idle / UNNEEDED_MINUTES) : 1 };
  }
  // Not seen today.
  const minute = (((now % 86_400_000) + 86_400_000) % 86_400_000) / MINUTE;
  const inMinutes = desk.firstMinute === 0 ? 0 : desk.firstMinute - minute;
  const late = Math.max(0, -inMinutes);
  const likely = desk.firstMinute === 0 && model.lastCallAt !== null ? 0 : desk.days.mean * 2 ** (-late / 10);
  return { is: 'expected', likely, inMinutes: Math.max(0, inMinutes) };
}

/** What is left of the visit at a desk, by how long it has lasted, minutes at the usual speed. */
function leftMinutes(model: WaitModel, desk: Desk, now: number): number {
  if (desk.serving === null) return 0;
  const mean = visitMinutes(model, desk.serving.service);
  const lasted = Math.max(0, now - desk.serving.since) / MINUTE / mean;
  let i = LASTED.findLastIndex((from) => lasted >= from);
  if (i < 0) i = 0;
  const [a, b] = [model.left[i]?.mean ?? 1, model.left[i + 1]?.mean ?? model.left[i]?.mean ?? 1];
  const [from, to] = [LASTED[i] ?? 0, LASTED[i + 1] ?? Number.POSITIVE_INFINITY];
  const between = Number.isFinite(to) ? Math.min(1, (lasted - from) / (to - from)) : 0;
  return mean * (a + (b - a) * between);
}

/** In which share a desk serves a service: all of it where it was opened for it, none where others are served there alone. */
function shares(model: WaitModel, service: string): (desk: Desk) => number {
  let own = 0;
  let all = 0;
  for (const desk of Object.values(model.desks)) {
    own += desk.calls[service] ?? 0;
    all += total(desk);
  }
  const usual = (own + 0.5) / (all + 1);
  return (desk) => {
    if (desk.listed !== null && desk.listed.length > 0) return desk.listed.includes(service) ? 1 : 0;
    // Three calls of the usual mix are taken for granted.
    const seen = ((desk.calls[service] ?? 0) + 3 * usual) / (total(desk) + 3);
    // A third of the usual share is as good as all; a tenth is helping out.
    return Math.min(1, Math.max(0, (seen / usual - 0.1) / 0.2));
  };
}

/** Since when somebody has been waiting whom a desk could have called, milliseconds. */
export function needs(model: WaitModel): (desk: Desk) => number | null {
  const waiting = Object.entries(model.waitingSince).map(([service, since]) => ({
    since,
    share: shares(model, service),
  }));
  return (desk) => {
    let needed: number | null = null;
    for (const { since, share } of waiting)
      if ((needed === null || since < needed) && share(desk) >= 0.5) needed = since;
    return needed;
  };
}

const total = (desk: Desk): number => {
  let sum = 0;
  for (const count of Object.values(desk.calls)) sum += count;
  return sum;
};

/** In which share the work for another service is done at the desks that serve the asked one's. */
function overlaps(model: WaitModel, service: string, share: (desk: Desk) => number): (other: string) => number {
  const known = new Map<string, number>([[service, 1]]);
  return (other) => {
    const before = known.get(other);
    if (before !== undefined) return before;
    const of = shares(model, other);
    let both = 0;
    let all = 0;
    for (const desk of Object.values(model.desks)) {
      const part = of(desk);
      all += part;
      both += part * share(desk);
    }
    const overlap = all === 0 ? 1 : both / all;
    known.set(other, overlap);
    return overlap;
  };
}

interface Flow {
  readonly path: readonly number[];
  /** Desks that calls out of order take away: always, and until the asked one can't be overtaken any more. */
  readonly lost: number;
  readonly drain: number;
  readonly drainMinutes: number;
  /** Of those who wait, the share that gives up each minute. */
  readonly leaving: number;
}

const at = (path: readonly number[], minutes: number): number =>
  path[Math.min(path.length - 1, Math.floor(minutes / STEP_MINUTES))] ?? 0;

/** Minutes until the desks have done what is begun and then the pieces in order; who gives up until then is no work. */
function through(flow: Flow, begun: number, pieces: readonly number[]): number {
  let minutes = 0;
  const work = (amount: number): void => {
    let left = amount;
    while (left > 1e-9) {
      const drain = flow.lost + (minutes < flow.drainMinutes ? flow.drain : 0);
      const desks = Math.max(LEAST_DESKS, at(flow.path, minutes) - drain, 0.3 * at(flow.path, minutes));
      const end = Math.min(
        (Math.floor(minutes / STEP_MINUTES + 1e-9) + 1) * STEP_MINUTES,
        minutes < flow.drainMinutes ? flow.drainMinutes : Number.POSITIVE_INFINITY,
      );
      const last = minutes >= flow.path.length * STEP_MINUTES && minutes >= flow.drainMinutes;
      const step = last ? left / desks : Math.min(left / desks, Math.max(1e-6, end - minutes));
      left -= step * desks;
      minutes += step;
    }
  };
  work(begun);
  if (flow.leaving < 1e-5) work(pieces.reduce((sum, piece) => sum + piece, 0));
  else for (const piece of pieces) work(piece * Math.exp(-flow.leaving * minutes));
  return minutes;
}
