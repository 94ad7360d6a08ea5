import type { Breaks, Returns } from './breaks.ts';
import { chanceOf, deviating, draw, exponential, FUTURES } from './futures.ts';
import { leftOf } from './visit-shape.ts';

/** A desk as the play begins. */
export interface DeskAtStart {
  readonly counter: number;
  readonly rested: boolean;
  /** How long the desk's visits take beside the usual ones: 2 is twice as long. */
  readonly pace: number;
  /** The share of futures in which the desk serves each service, 0 to 1, by the service's place in the scene. */
  readonly serves: readonly number[];
  readonly is:
    | { readonly state: 'free'; readonly likely: number }
    | { readonly state: 'serving'; readonly since: number; readonly minutes: number; readonly meanMinutes: number }
    | { readonly state: 'away'; readonly returns: Returns };
}

/** All that the futures begin with. Minutes from now, unless a name says otherwise. */
export interface Scene {
  readonly desks: readonly DeskAtStart[];
  /** Those who are called before the asked ones, in the calling order. */
  readonly ahead: readonly { readonly id: number; readonly service: number }[];
  /** The services of the asked ones, who all stand at the same place. */
  readonly asked: readonly number[];
  /** Minutes that somebody who is called keeps a desk, by service: as many equally likely values as there are futures. */
  readonly visits: readonly Float64Array[];
  /** Minutes that somebody keeps a desk of whom the service is not known: as many values. */
  readonly anyVisit: Float64Array;
  /** How many times its service's mean a visit takes: as many values. */
  readonly unitVisits: Float64Array;
  /** How far today's speed may be from what it is taken for: one standard deviation of its logarithm. */
  readonly speedDeviation: number;
  readonly breaks: Breaks;
  /** Minutes between two who come later with a priority and are called before, and until when such may come. */
  readonly overtaking: { readonly gap: number; readonly until: number };
  /** Share of the calls in which somebody is called whom no order explains, 0 to 1. */
  readonly outOfOrder: number;
  /** Share of those who wait that gives up each minute, 0 to 1. */
  readonly leaving: number;
}

/** Minutes up to which the futures are played: nobody waits longer. */
export const HORIZON = 720;

/** What about a desk or a ticket is left to chance, each by a number of its own: the second half of its name. */
export const ABOUT = {
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

/**
 * A scene as it is played: the names of what is left to chance in it, and room for what a future changes, by desk or by who waits.
 * Futures are played one after another in the same room.
 */
export interface Stage {
  readonly scene: Scene;
  readonly desks: readonly DeskOnStage[];
  readonly chance: { readonly visits: Uint32Array; readonly patience: Uint32Array; readonly speed: number };
  /** Minutes at which a desk is free next; infinite where it does no more. */
  readonly freeAt: Float64Array;
  /** How long a desk's visits take in this future beside the usual ones. */
  readonly speed: Float64Array;
  /** Hazard after which the desk's next break is due. */
  readonly shortDue: Float64Array;
  readonly longDue: Float64Array;
  /** How many short breaks a desk has taken in this future. */
  readonly breaks: Uint8Array;
  /** Which desk serves which service: 1 or 0, by desk and service; and those of which not every future says the same. */
  readonly serves: Uint8Array;
  readonly sometimes: readonly { readonly place: number; readonly share: number; readonly chance: number }[];
  /** The future in which a waiter was called last, counted from 1. */
  readonly called: Uint8Array;
  /** Minutes until the asked one is called, by the asked ones and by future. */
  readonly waits: readonly Float64Array[];
}

interface DeskOnStage extends DeskAtStart {
  readonly chance: { readonly start: number; readonly short: number; readonly long: number };
  /**
   * The hazard, counted from now, at which the desk is known not to have been due for a break: that at the beginning of the
   * visit it is at.
   */
  readonly outlasted: { readonly short: number; readonly long: number };
}

export function stageOf(scene: Scene): Stage {
  const { desks, ahead, visits, breaks } = scene;
  const onStage = desks.map((desk) => {
    const { counter, is } = desk;
    const start =
      is.state === 'serving'
        ? chanceOf(is.since + counter, ABOUT.left)
        : chanceOf(counter, is.state === 'away' ? ABOUT.length : ABOUT.there);
    const worksFrom = is.state === 'serving' ? -is.minutes : 0;
    return {
      ...desk,
      chance: { start, short: chanceOf(counter, ABOUT.short), long: chanceOf(counter, ABOUT.long) },
      outlasted: { short: breaks.short(worksFrom), long: breaks.long(worksFrom) },
    };
  });
  const serves = new Uint8Array(desks.length * visits.length);
  const sometimes: Stage['sometimes'][number][] = [];
  for (const [d, { counter, serves: shares }] of desks.entries())
    for (const [service, share] of shares.entries()) {
      const place = d * visits.length + service;
      if (share >= 1) serves[place] = 1;
      else if (share > 0) sometimes.push({ place, share, chance: chanceOf(counter, ABOUT.serves + 32 * service) });
    }
  return {
    scene,
    desks: onStage,
    chance: {
      visits: Uint32Array.from(ahead, ({ id }) => chanceOf(id, ABOUT.visit)),
      patience: scene.leaving > 0 ? Uint32Array.from(ahead, ({ id }) => chanceOf(id, ABOUT.patience)) : NOBODY,
      speed: chanceOf(0, ABOUT.speed),
    },
    freeAt: new Float64Array(desks.length),
    speed: new Float64Array(desks.length),
    shortDue: new Float64Array(desks.length),
    longDue: new Float64Array(desks.length),
    breaks: new Uint8Array(desks.length),
    serves,
    sometimes,
    called: new Uint8Array(ahead.length),
    waits: scene.asked.map(() => new Float64Array(FUTURES).fill(HORIZON)),
  };
}

const NOBODY = new Uint32Array(0);
/** The one of equally likely values that a thing left to chance takes in a future. */
export const valueAt = (values: Float64Array, chance: number, future: number): number =>
  values[draw(chance, future)] ?? 0;
/** Whether something that happens in that share of the futures happens in this one. */
export const happens = (share: number, chance: number, future: number): boolean =>
  draw(chance, future) + 0.5 < share * FUTURES;

/** Puts the stage as it is now, for another future. */
export function setUp(stage: Stage, future: number): void {
  const { scene, chance, serves } = stage;
  const todays = Math.exp(scene.speedDeviation * valueAt(deviating, chance.speed, future));
  stage.breaks.fill(0);
  for (let d = 0; d < stage.desks.length; d += 1) seat(stage, d, { future, todays });
  for (const { place, share, chance: named } of stage.sometimes) serves[place] = happens(share, named, future) ? 1 : 0;
}

/** Puts a desk where it is as a future begins. */
function seat(stage: Stage, d: number, { future, todays }: { future: number; todays: number }): void {
  const { scene, freeAt, shortDue, longDue } = stage;
  const desk = stage.desks[d];
  if (desk === undefined) return;
  const { is, chance, outlasted } = desk;
  const speed = todays * desk.pace;
  stage.speed[d] = speed;
  let { short, long } = outlasted;
  let { rested } = desk;
  let at = 0;
  if (is.state === 'free')
    at = is.likely >= 1 || happens(is.likely, chance.start, future) ? 0 : Number.POSITIVE_INFINITY;
  else if (is.state === 'serving') {
    const visit = speed * is.meanMinutes;
    at = visit * leftOf(scene.unitVisits, is.minutes / visit, draw(chance.start, future));
  } else {
    const value = draw(chance.start, future);
    at = is.returns.minutes[value] ?? 0;
    rested = is.returns.rested[value] === 1;
    if (at < HORIZON) {
      short = scene.breaks.short(at);
      long = scene.breaks.long(at);
    }
  }
  freeAt[d] = at;
  shortDue[d] = short + valueAt(exponential, chance.short, future);
  longDue[d] = rested ? Number.POSITIVE_INFINITY : long + valueAt(exponential, chance.long, future);
}
