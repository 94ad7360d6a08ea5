import { chanceOf, exponential, FUTURES } from './futures.ts';
import { ABOUT, HORIZON, happens, type Scene, type Stage, setUp, stageOf, valueAt } from './stage.ts';

/**
 * Plays the queue forward by its own rules, once in each future; minutes until each of the asked ones is called, shortest first.
 */
export function play(scene: Scene): readonly Float64Array[] {
  const stage = stageOf(scene);
  for (let future = 0; future < FUTURES; future += 1) {
    setUp(stage, future);
    run(stage, future);
  }
  return stage.waits.map((waits) => waits.sort());
}

function run(stage: Stage, future: number): void {
  const { scene, chance, freeAt, speed, serves, called } = stage;
  const { ahead, visits, anyVisit, leaving, outOfOrder } = scene;
  let first = 0;
  let left = scene.asked.length;
  let calls = 0;
  let come = 0;
  let comes = nextComes(scene, { after: 0, number: 0, future });
  for (;;) {
    let desk = 0;
    for (let d = 1; d < freeAt.length; d += 1) if ((freeAt[d] ?? 0) < (freeAt[desk] ?? 0)) desk = d;
    const now = freeAt[desk] ?? HORIZON;
    if (now >= HORIZON) return;
    if (takesBreak(stage, desk, future)) continue;
    calls += 1;
    const pace = speed[desk] ?? 1;
    if (outOfOrder > 0 && happens(outOfOrder, chanceOf(calls, ABOUT.order), future)) {
      freeAt[desk] = now + pace * valueAt(anyVisit, chanceOf(-calls, ABOUT.visit), future);
      continue;
    }
    if (comes <= now) {
      come += 1;
      freeAt[desk] = now + pace * valueAt(anyVisit, chanceOf(come, ABOUT.overtaking), future);
      comes = nextComes(scene, { after: comes, number: come, future });
      continue;
    }
    const of = desk * visits.length;
    let next = first;
    while (next < ahead.length && (called[next] === future + 1 || serves[of + (ahead[next]?.service ?? 0)] === 0))
      next += 1;
    if (next >= ahead.length) {
      left -= answer(stage, desk, future);
      if (left === 0) return;
      freeAt[desk] = Number.POSITIVE_INFINITY;
      continue;
    }
    called[next] = future + 1;
    while (called[first] === future + 1) first += 1;
    if (leaving > 0 && valueAt(exponential, chance.patience[next] ?? 0, future) < leaving * now) continue;
    freeAt[desk] =
      now + pace * valueAt(visits[ahead[next]?.service ?? 0] ?? anyVisit, chance.visits[next] ?? 0, future);
  }
}

/**
 * Notes the wait of the asked ones whom a desk serves that has nobody else to call; gives how many of them it is the first to
 * reach.
 */
function answer({ scene, freeAt, serves, waits }: Stage, desk: number, future: number): number {
  let answered = 0;
  for (let i = 0; i < waits.length; i += 1) {
    const wait = waits[i];
    if (wait?.[future] !== HORIZON || serves[desk * scene.visits.length + (scene.asked[i] ?? 0)] !== 1) continue;
    wait[future] = freeAt[desk] ?? HORIZON;
    answered += 1;
  }
  return answered;
}

/** Whether a desk that is free goes on a break now instead: one that fell due during its visit begins when that is over. */
function takesBreak({ scene, freeAt, shortDue, longDue, breaks }: Stage, desk: number, future: number): boolean {
  const now = freeAt[desk] ?? 0;
  const of = scene.breaks;
  const counter = scene.desks[desk]?.counter ?? 0;
  if (of.long(now) >= (longDue[desk] ?? 0)) {
    longDue[desk] = Number.POSITIVE_INFINITY;
    freeAt[desk] = now + valueAt(of.longMinutes, chanceOf(counter, 100), future);
    return true;
  }
  if (of.short(now) < (shortDue[desk] ?? 0)) return false;
  const taken = (breaks[desk] ?? 0) + 1;
  breaks[desk] = taken;
  const back = now + valueAt(of.shortMinutes, chanceOf(counter, 100 + taken), future);
  freeAt[desk] = back;
  shortDue[desk] = of.short(back) + valueAt(exponential, chanceOf(counter, 200 + taken), future);
  return true;
}

function nextComes(
  { overtaking }: Scene,
  { after, number, future }: { after: number; number: number; future: number },
): number {
  if (after >= overtaking.until) return Number.POSITIVE_INFINITY;
  const at = after + overtaking.gap * valueAt(exponential, chanceOf(number, 300), future);
  return at < overtaking.until ? at : Number.POSITIVE_INFINITY;
}
