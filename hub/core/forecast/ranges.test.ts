import { describe, expect, it } from 'vitest';
import { emptyRanges, type Judged, judge, learnRanges, OTHER_DAYS, rangeAhead, rangeLater } from './ranges.ts';

/** Evenly spread draws, the same each time. */
class Draws {
  #state = 1;
  next(): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return this.#state / 2_147_483_647;
  }
  normal(mean: number, deviation: number): number {
    return mean + deviation * Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }
  logNormal(median: number, sigma: number): number {
    return median * Math.exp(this.normal(0, sigma));
  }
}

/** Days of forty waits about what was expected; how many of those after the tenth day lay within what was told. */
function coveredOver(days: number, waitOn: (day: number, draws: Draws) => number): number {
  const draws = new Draws();
  let ranges = emptyRanges;
  let [within, all] = [0, 0];
  for (let day = 0; day < days; day++) {
    let judged: Judged | null = null;
    for (let i = 0; i < 40; i++) {
      const came = waitOn(day, draws);
      const { lowMinutes, highMinutes } = rangeLater(ranges, 20);
      if (day >= 10) all += 1;
      if (day >= 10 && lowMinutes <= came && came <= highMinutes) within += 1;
      judged = judge(judged, ranges, { horizon: OTHER_DAYS, expected: 20, came });
    }
    const whole: (Judged | null)[] = [...emptyRanges].map(() => null);
    whole[OTHER_DAYS] = judged;
    ranges = learnRanges(ranges, whole);
  }
  return within / all;
}

describe('a range', () => {
  it.each([
    ['waits that are what was expected, nearly', () => (_: number, draws: Draws) => Math.max(0, draws.normal(20, 1))],
    ['waits that scatter widely', () => (_: number, draws: Draws) => draws.logNormal(25, 1)],
    [
      'an office that becomes twice as slow',
      () => (day: number, draws: Draws) => draws.logNormal(day < 60 ? 20 : 40, 0.4),
    ],
    [
      'days that are long or short as a whole',
      () => {
        const levels = new Map<number, number>();
        return (day: number, draws: Draws) => {
          const level = levels.get(day) ?? draws.logNormal(20, 0.6);
          levels.set(day, level);
          return draws.logNormal(level, 0.2);
        };
      },
    ],
  ] as const)('comes to hold eight in ten of %s', (_, waits) => {
    const covered = coveredOver(160, waits());
    expect(covered).toBeGreaterThan(0.76);
    expect(covered).toBeLessThan(0.84);
  });

  it('begins as the one that holds for a ticket taken now', () => {
    const present = { lowMinutes: 8, medianMinutes: 12, highMinutes: 19 };
    expect(rangeAhead(emptyRanges, 12, { minutes: 0, present })).toEqual(present);
    expect(rangeAhead(emptyRanges, 12, { minutes: 500, present })).toEqual(rangeLater(emptyRanges, 12));
  });
});
