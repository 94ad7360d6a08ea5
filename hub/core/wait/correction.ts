import type { Estimate } from '../../../protocol/congestion/views.ts';
import type { Outlook } from './promise.ts';

/*
 * What outcomes teach about the outlook that follows from the queue's rules. With f the outlook's median and c its softening,
 * both minutes: of each outcome log((wait + c) / (f + c)), in the outlook's own deviations, the 10 %, 50 % and 90 % points are
 * tracked: each outcome moves a point up or down by the share that it should have on its side (adaptive conformal prediction:
 * Gibbs and Candès 2021; as quantile tracking, Angelopoulos, Candès and Tibshirani 2023). The ends of the range are moved by
 * whether it held as it was told, not as it would be told by now: so it covers what it promises, however late an outcome comes
 * and whatever the rules are wrong about. The points are of queues of a size, where outcomes may be few; so all outcomes
 * together widen or narrow the ranges of all sizes.
 */

/** The 10 %, 50 % and 90 % points of outcomes before any was seen, in the outlook's deviations. */
const GRANTED: Points = [-1.35, 0, 1.25];

type Points = readonly [low: number, middle: number, high: number];

/** The points of outlooks with about as many people ahead, and how many outcomes have moved them. */
interface Tracked {
  readonly points: Points;
  readonly outcomes: number;
}

export interface Correction {
  /** By how many people were ahead: see {@link SIZES}. */
  readonly bySize: readonly Tracked[];
  /** Deviations by which both ends of every range lie further out than their points, whatever the size. */
  readonly widening: number;
  /** Share of people who were called at once and had been told so, 0 to 1. */
  readonly atOnce: number;
  readonly waits: Waits;
}

/**
 * Of those who had to wait: the sum of the medians that they were told, the sum of their waits, minutes, and how many they were;
 * old ones fade.
 */
interface Waits {
  readonly told: number;
  readonly came: number;
  readonly count: number;
}

const granted: Tracked = { points: GRANTED, outcomes: 0 };
/** The points before any outcome was seen where a desk stands ready: of log((wait + c) / c), since no wait is foreseen. */
const grantedReady: Tracked = { points: [0, 0, 0.2], outcomes: 0 };
/**
 * Sizes of queues whose outcomes are told apart: nobody ahead, 1–2, 3–6, 7–14, 15–30, more. Two more follow, of those for whom a
 * desk stood ready.
 */
const SIZES = 6;
const READY = { all: SIZES, priority: SIZES + 1 } as const;

function sizeOf({ ready, ahead }: Outlook): number {
  return ready === 'no' ? Math.min(SIZES - 1, Math.floor(Math.log2(ahead + 1))) : READY[ready];
}

export const emptyCorrection: Correction = {
  bySize: [...new Array<Tracked>(SIZES).fill(granted), grantedReady, grantedReady],
  widening: 0,
  atOnce: 0,
  waits: { told: 0, came: 0, count: 0 },
};

/** The estimate of an outlook: its median moved by what was learned, and the range about it. */
export function correct(correction: Correction, outlook: Outlook): Estimate {
  const [low, middle, high] = pointsFor(correction, outlook);
  const median = minutesAt(outlook, middle) * lift(correction.waits);
  return {
    lowMinutes: outlook.ready === 'no' ? tenth(Math.min(median, minutesAt(outlook, low))) : 0,
    medianMinutes: tenth(median),
    highMinutes: tenth(Math.max(median, minutesAt(outlook, high))),
  };
}

/** Minutes of wait, softened, that the points are measured from: the foreseen ones, or none where a desk stands ready. */
const groundOf = ({ ready, minutes, softening }: Outlook): number => (ready === 'no' ? minutes : 0) + softening;

/** The minutes at a point of the outlook. */
const minutesAt = (outlook: Outlook, point: number): number =>
  Math.max(0, Math.exp(Math.log(groundOf(outlook)) + point * outlook.deviation) - outlook.softening);

function pointsFor({ bySize, widening }: Correction, outlook: Outlook): Points {
  const [low, middle, high] = (bySize[sizeOf(outlook)] ?? granted).points;
  return [low - widening, middle, high + widening];
}

/** Minutes of wait within which somebody counts as called at once. */
const AT_ONCE_MINUTES = 0.05;

/**
 * The correction after one more outcome. Who is called at once and was told so has no use for an estimate: it is for who has to
 * wait, or was told to, and learned from them. So a range that covers 80 % of those isn't spoilt by who never looks at it.
 */
export function learnOutcome(
  correction: Correction,
  { outlook, estimate }: { readonly outlook: Outlook; readonly estimate: Estimate },
  actualMinutes: number,
): Correction {
  const waited = actualMinutes > AT_ONCE_MINUTES;
  const asTold = !waited && estimate.lowMinutes <= AT_ONCE_MINUTES;
  const atOnce = correction.atOnce + ((asTold ? 1 : 0) - correction.atOnce) / 300;
  if (asTold) return { ...correction, atOnce };
  const share = shareOf(atOnce);
  // Where a desk seems to stand ready the range begins with no wait at all.
  const targets: Points = outlook.ready === 'no' ? [(1 - share) / 2, 0.5, (1 + share) / 2] : [0, 0.5, share];
  const size = sizeOf(outlook);
  const told = minutesAt(outlook, pointsFor(correction, outlook)[1]);
  const above: Sides = [
    actualMinutes >= estimate.lowMinutes,
    actualMinutes > told,
    actualMinutes > estimate.highMinutes,
  ];
  const held = above[0] && !above[2];
  return {
    atOnce,
    waits: waited ? learnWait(correction.waits, told, actualMinutes) : correction.waits,
    bySize: correction.bySize.map((tracked, i) => (i === size ? track(tracked, above, targets) : tracked)),
    widening: within(correction.widening + LEAST_STEP.bound * (held ? share - 1 : share)),
  };
}

/** Outcomes that the sums of what was told and what came remember. */
const TOLD_MEMORY = 1_000;
/**
 * Waits that it takes until what was told and what came, each summed, are half trusted: a few long waits sway the sums of few.
 */
const FEW_WAITS = 150;
/** Share by which the sum of the medians may be off from the sum of the waits before the medians are moved. */
const LEANING = 0.05;

function learnWait(waits: Waits, told: number, came: number): Waits {
  const kept = 1 - 1 / TOLD_MEMORY;
  return { told: waits.told * kept + told, came: waits.came * kept + came, count: waits.count * kept + 1 };
}

/**
 * The factor by which medians are moved. Half of all waits are longer than their median; but where few are much longer, the
 * medians add up to less than the waits do, and people are told too little on the whole. Then the medians are moved as far as it
 * takes.
 */
function lift({ told, came, count }: Waits): number {
  if (told <= 0 || came <= 0) return 1;
  const off = 1 + (came / told - 1) * (count / (count + FEW_WAITS));
  if (off > 1 / (1 - LEANING)) return Math.min(1.5, off * (1 - LEANING));
  return off < 1 / (1 + LEANING) ? Math.max(0.67, off * (1 + LEANING)) : 1;
}

/**
 * Share of waits that ranges hold beyond what is asked of them, as measured: a range ends at tenths and never below no wait.
 */
const SLACK = 0.01;

/**
 * The share of waits that a range is to hold, of those who had to wait. Of all tickets as of those who had to wait, about 80 %
 * are to be within their range: those who are called at once are within theirs, so the others' share is set as far below 80 % as
 * that of all is above. Where most are called at once that can't be, and those who wait count.
 */
function shareOf(atOnce: number): number {
  const both = (1.6 - atOnce) / (2 - atOnce) - SLACK;
  return both + (0.8 - both) * Math.min(1, Math.max(0, (atOnce - 0.35) / 0.15));
}

/**
 * Deviations by which an outcome moves an end of the range and the middle at least: the steps grow smaller with outcomes, down to
 * these. Who wait at the same time are off together: a median that followed
 * them fast would only repeat an hour that is over.
 */
const LEAST_STEP = { bound: 0.02, middle: 0.004 } as const;
/** The widening held within one deviation either way: what it can't make good, the points of each size follow. */
const within = (widening: number): number => Math.min(1, Math.max(-1, widening));

/** Whether an outcome is above each of the points. */
type Sides = readonly [low: boolean, middle: boolean, high: boolean];

function track({ points, outcomes }: Tracked, above: Sides, targets: Points): Tracked {
  const move = (i: 0 | 1 | 2): number => {
    const step =
      i === 1 ? Math.max(LEAST_STEP.middle, 0.6 / (outcomes + 20)) : Math.max(LEAST_STEP.bound, 2 / (outcomes + 40));
    return points[i] + step * (above[i] ? targets[i] : targets[i] - 1);
  };
  const middle = move(1);
  return {
    points: [Math.min(middle, move(0)), middle, Math.max(middle, move(2))],
    outcomes: Math.min(outcomes + 1, 1_000),
  };
}

const tenth = (minutes: number): number => Math.round(Math.min(minutes, 24 * 60) * 10) / 10;
