import type { Breaks, Returns } from './breaks.ts';
import { chanceOf, deviating, draw, exponential } from './futures.ts';
import { leftOf } from './visit-shape.ts';

/** A desk as the play begins. */
export interface DeskAtStart {
  readonly counter: number;
  readonly rested: boolean;
  /** Its visits beside the usual ones. */
  readonly pace: number;
  /** In which share it serves each service, by the service's place in the scene. */
  readonly serves: readonly number[];
  readonly is:
    | { readonly state: 'free'; readonly likely: number; readonly inMinutes: number }
    | { readonly state: 'serving'; readonly since: number; readonly minutes: number; readonly meanMinutes: number }
    | { readonly state: 'away'; readonly returns: Returns };
}

/** All that the futures of one who waits begin with. Minutes from now, unless a name says otherwise. */
export interface Scene {
  readonly desks: readonly DeskAtStart[];
  /** Those who are called before, in the calling order. */
  readonly ahead: readonly { readonly id: number; readonly service: number }[];
  readonly service: number;
  /** Minutes that a called one keeps a desk, by service: as many equally likely values as there are futures. */
  readonly visits: readonly Float64Array[];
  /** Of any service. */
  readonly anyVisit: Float64Array;
  /** A visit in means. */
  readonly unitVisits: Float64Array;
  /** How far today's speed may be from what it is taken for, logarithm. */
  readonly speedDeviation: number;
  readonly breaks: Breaks;
  /** Minutes between two who come later with a priority and are called before, and until when such may come. */
  readonly overtaking: { readonly gap: number; readonly until: number };
  /** In which share of the calls somebody is called whom no order explains. */
  readonly outOfOrder: number;
  /** Of those who wait, the share that gives up each minute. */
  readonly leaving: number;
}

/** Nobody waits longer than this, minutes. */
const HORIZON = 720;

/** What is left to chance. */
const ABOUT = {
  there: 1,
  visit: 2,
  left: 3,
  short: 4,
  long: 5,
  length: 6,
  serves: 7,
  patience: 8,
  speed: 9,
  overtaking: 10,
  order: 11,
};

/** Plays the queue forward once, by its own rules; minutes until the asked one is called. */
export function play(scene: Scene, future: number): number {
  const { ahead, breaks, visits } = scene;
  const speed = Math.exp(scene.speedDeviation * (deviating[draw(chanceOf(0, ABOUT.speed), future)] ?? 0));
  const desks: PlayedDesk[] = [];
  for (const desk of scene.desks) {
    const started = start(scene, desk, { future, speed });
    if (started !== undefined) desks.push(started);
  }
  const called = new Uint8Array(ahead.length);
  let first = 0;
  let calls = 0;
  let comes = nextComes(scene, { after: 0, number: 0, future });
  let come = 0;
  for (;;) {
    let desk: PlayedDesk | undefined;
    for (const each of desks) if (desk === undefined || each.freeAt < desk.freeAt) desk = each;
    if (desk === undefined || desk.freeAt >= HORIZON) return HORIZON;
    const now = desk.freeAt;
    if (takesBreak(breaks, desk, future)) continue;
    calls += 1;
    if (
      scene.outOfOrder > 0 &&
      draw(chanceOf(calls, ABOUT.order), future) + 0.5 < scene.outOfOrder * exponential.length
    ) {
      desk.freeAt = now + desk.speed * (scene.anyVisit[draw(chanceOf(-calls, ABOUT.visit), future)] ?? 0);
      continue;
    }
    if (comes <= now) {
      come += 1;
      desk.freeAt = now + desk.speed * (scene.anyVisit[draw(chanceOf(come, ABOUT.overtaking), future)] ?? 0);
      comes = nextComes(scene, { after: comes, number: come, future });
      continue;
    }
    let next = first;
    while (next < ahead.length && (called[next] === 1 || !serves(desk, ahead[next]?.service ?? 0))) next += 1;
    const waiter = ahead[next];
    if (waiter === undefined) {
      if (serves(desk, scene.service)) return now;
      desk.freeAt = Number.POSITIVE_INFINITY;
      continue;
    }
    called[next] = 1;
    while (called[first] === 1) first += 1;
    if (
      scene.leaving > 0 &&
      (exponential[draw(chanceOf(waiter.id, ABOUT.patience), future)] ?? 0) < scene.leaving * now
    )
      continue;
    desk.freeAt = now + desk.speed * (visits[waiter.service]?.[draw(chanceOf(waiter.id, ABOUT.visit), future)] ?? 0);
  }
}

interface PlayedDesk {
  readonly counter: number;
  readonly serves: readonly number[];
  readonly future: number;
  readonly speed: number;
  freeAt: number;
  shortAt: number;
  longAt: number;
  breaks: number;
}

function start(
  scene: Scene,
  { counter, rested, pace, serves, is }: DeskAtStart,
  { future, speed: todays }: { future: number; speed: number },
): PlayedDesk | undefined {
  const speed = todays * pace;
  let freeAt = 0;
  let rests = !rested;
  let worksFrom = is.state === 'serving' ? -is.minutes : 0;
  if (is.state === 'free') {
    if (is.likely < 1 && draw(chanceOf(counter, ABOUT.there), future) + 0.5 > is.likely * exponential.length)
      return undefined;
    freeAt = is.inMinutes;
    worksFrom = freeAt;
  } else if (is.state === 'serving')
    freeAt =
      speed *
      is.meanMinutes *
      leftOf(
        scene.unitVisits,
        is.minutes / (speed * is.meanMinutes),
        draw(chanceOf(is.since + counter, ABOUT.left), future),
      );
  else {
    const value = draw(chanceOf(counter, ABOUT.length), future);
    freeAt = is.returns.minutes[value] ?? 0;
    rests = is.returns.rested[value] === 0;
    worksFrom = freeAt;
  }
  const { breaks } = scene;
  return {
    counter,
    serves,
    future,
    speed,
    freeAt,
    shortAt: breaks.shortAt(worksFrom, exponential[draw(chanceOf(counter, ABOUT.short), future)] ?? 0),
    longAt: rests
      ? breaks.longAt(worksFrom, exponential[draw(chanceOf(counter, ABOUT.long), future)] ?? 0)
      : Number.POSITIVE_INFINITY,
    breaks: 0,
  };
}

/** A break begins when the visit is over that it falls into. */
function takesBreak(breaks: Breaks, desk: PlayedDesk, future: number): boolean {
  const { counter, freeAt } = desk;
  if (desk.longAt <= freeAt) {
    desk.longAt = Number.POSITIVE_INFINITY;
    desk.freeAt += breaks.longMinutes[draw(chanceOf(counter, 100), future)] ?? 0;
    return true;
  }
  if (desk.shortAt > freeAt) return false;
  desk.breaks += 1;
  desk.freeAt += breaks.shortMinutes[draw(chanceOf(counter, 100 + desk.breaks), future)] ?? 0;
  desk.shortAt = breaks.shortAt(desk.freeAt, exponential[draw(chanceOf(counter, 200 + desk.breaks), future)] ?? 0);
  return true;
}

function serves(desk: PlayedDesk, service: number): boolean {
  const share = desk.serves[service] ?? 0;
  if (share >= 1 || share <= 0) return share >= 1;
  return draw(chanceOf(desk.counter, ABOUT.serves + 32 * service), desk.future) + 0.5 < share * exponential.length;
}

function nextComes(
  { overtaking }: Scene,
  { after, number, future }: { after: number; number: number; future: number },
): number {
  if (after >= overtaking.until) return Number.POSITIVE_INFINITY;
  const at = after + overtaking.gap * (exponential[draw(chanceOf(number, 300), future)] ?? 0);
  return at < overtaking.until ? at : Number.POSITIVE_INFINITY;
}
