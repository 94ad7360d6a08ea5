import { describe, expect, it } from 'vitest';
import { unknownSection } from '../facts.ts';
import { emptyProjection, type SectionProjection, takeWaiting } from '../section-projection.ts';
import { estimateCount, headwayMinutes } from './count-model.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const EIGHT = Date.parse('2026-04-06T08:00+09:00');

/** The same each time (Park and Miller 1988). */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Office {
  readonly desks: number;
  readonly visitMinutes: number;
  readonly load: number;
  readonly everyMinutes: number;
  readonly days: number;
}

/** Days of desks that never pause; at each count what somebody would have waited who came then. */
function* counts({ desks, visitMinutes, load, everyMinutes, days }: Office) {
  const chance = chances(7);
  const drawn = (mean: number): number => -mean * Math.log(chance());
  for (let day = 0; day < days; day += 1) {
    const free = new Array<number>(desks).fill(0);
    const called: number[] = [];
    let comes = drawn(visitMinutes / desks / load);
    for (let minute = everyMinutes; minute <= 480; minute += everyMinutes) {
      for (; comes <= minute; comes += drawn(visitMinutes / desks / load)) {
        const desk = free.indexOf(Math.min(...free));
        const at = Math.max(comes, free[desk] ?? 0);
        called.push(at);
        free[desk] = at + drawn(visitMinutes);
      }
      const waiting = called.filter((at) => at > minute).length;
      const waitMinutes = Math.max(0, Math.min(...free) - minute);
      yield { day, observedAt: EIGHT + day * DAY + minute * MINUTE, waiting, waitMinutes };
    }
  }
}

const take = (to: SectionProjection, observedAt: number, waiting: number): SectionProjection =>
  takeWaiting(
    to,
    { observedAt, services: [{ service: 'shomei', waiting, lastCalled: null }], counters: [] },
    observedAt,
  );

const ONE = { desks: 1, visitMinutes: 5, load: 0.9 };
const FOUR = { desks: 4, visitMinutes: 8, load: 0.95 };

describe('a queue of which only how many wait is known', () => {
  it.each([
    ['one counter', 1, ONE],
    ['one counter', 5, ONE],
    ['four counters', 1, FOUR],
    ['four counters', 5, FOUR],
    ['four counters', 10, FOUR],
  ])('is told the waits that come about at %s, counted every %i minutes', (_, everyMinutes, office) => {
    let projection = emptyProjection(unknownSection('shimin'));
    const sums = { told: 0, came: 0, held: 0, count: 0 };
    for (const { day, observedAt, waiting, waitMinutes } of counts({ ...office, everyMinutes, days: 40 })) {
      projection = take(projection, observedAt, waiting);
      const estimate = estimateCount(projection.learned.wait.counts, 'shomei');
      if (day < 20 || waiting === 0 || estimate === null) continue;
      sums.told += estimate.medianMinutes;
      sums.came += waitMinutes;
      sums.held += estimate.lowMinutes <= waitMinutes && waitMinutes <= estimate.highMinutes ? 1 : 0;
      sums.count += 1;
    }
    const { counts: model } = projection.learned.wait;
    const pace = headwayMinutes(model, 'shomei') / (office.visitMinutes / office.desks);
    expect(pace).toBeGreaterThan(0.7);
    expect(pace).toBeLessThan(1.4);
    expect(sums.told / sums.came).toBeGreaterThan(0.8);
    expect(sums.told / sums.came).toBeLessThan(1.25);
    expect(sums.held / sums.count).toBeGreaterThan(0.65);
  });

  it('tells who comes while nobody waits that they may be called at once, where that is what happens', () => {
    let projection = emptyProjection(unknownSection('shimin'));
    const office = { desks: 4, visitMinutes: 8, load: 0.7, everyMinutes: 5, days: 20 };
    let last = 0;
    for (const { observedAt, waiting } of counts(office)) {
      projection = take(projection, observedAt, waiting);
      last = observedAt;
    }
    projection = take(projection, last + 5 * MINUTE, 0);
    const estimate = estimateCount(projection.learned.wait.counts, 'shomei');
    expect([estimate?.lowMinutes, estimate?.medianMinutes]).toEqual([0, 0]);
  });

  it('answers for no promise, for nobody saw a call', () => {
    let projection = emptyProjection(unknownSection('shimin'));
    for (const { observedAt, waiting } of counts({
      desks: 1,
      visitMinutes: 5,
      load: 0.9,
      everyMinutes: 5,
      days: 3,
    }))
      projection = take(projection, observedAt, waiting);
    expect(projection.learned.wait.counts.correction.waits.count).toBeGreaterThan(0);
    expect(projection.learned.accuracy.open).toBeNull();
  });

  it('keeps a pace when a bus comes, its list is cleared or it stands still', () => {
    let projection = emptyProjection(unknownSection('shimin'));
    let at = EIGHT;
    const people = [3, 400, 400, 2, 0, 0, 7, 100_000, 1, 1, 1, 1, 5, 4, 6, 5];
    for (let i = 0; i < 2_000; i += 1) {
      at += (1 + (i % 9)) * MINUTE;
      projection = take(projection, at, people[i % people.length] ?? 0);
      const { lowMinutes = Number.NaN, highMinutes = Number.NaN } =
        estimateCount(projection.learned.wait.counts, 'shomei') ?? {};
      expect(lowMinutes).toBeGreaterThanOrEqual(0);
      expect(highMinutes).toBeLessThanOrEqual(1_440);
      expect(headwayMinutes(projection.learned.wait.counts, 'shomei')).toBeGreaterThan(0);
    }
  });
});
