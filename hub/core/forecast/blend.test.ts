import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Blend, blended, emptyBlend, learnBlend, type Moment } from './blend.ts';
import { HORIZONS, minutesAhead } from './horizons.ts';

/** Days on which what came later is a rule of the moment. */
function learned(rule: (moment: Moment) => number): Blend {
  let blend = emptyBlend;
  for (let day = 0; day < 20; day++)
    blend = learnBlend(
      blend,
      HORIZONS.flatMap((_, horizon) =>
        Array.from({ length: 10 }, (_, i) => {
          const moment = {
            now: 5 + 7 * ((day * 3 + i) % 9),
            usualNow: 10 + 4 * i,
            usualLater: 12 + 5 * ((i * 7) % 10),
          };
          return { horizon, moment, came: rule(moment) };
        }),
      ),
    );
  return blend;
}
const moment: Moment = { now: 50, usualNow: 20, usualLater: 35 };

describe('what comes later on a day', () => {
  it.each([
    ['stays as it is, where that was seen', ({ now }: Moment) => now, 50],
    [
      'goes the way of a usual day, where that was seen',
      ({ now, usualNow, usualLater }: Moment) => now + usualLater - usualNow,
      65,
    ],
    ['is as usual, where the present was seen to tell nothing', ({ usualLater }: Moment) => usualLater, 35],
    [
      'drifts on, where that was seen',
      ({ now, usualNow, usualLater }: Moment) => usualLater + 1.4 * (now - usualNow),
      77,
    ],
  ] as const)('%s', (_, rule, expected) => {
    const blend = learned(rule);
    for (const slots of HORIZONS)
      expect(Math.abs(blended(blend, moment, minutesAhead(slots)) - expected)).toBeLessThan(2);
  });

  it('is the present at once, and forgets more of it the further ahead while nothing was seen', () => {
    expect(blended(emptyBlend, moment, 0)).toBe(50);
    const told = [0, 20, 30, 60, 100, 240, 400].map((minutes) => blended(emptyBlend, moment, minutes));
    expect(told).toEqual([...told].sort((a, b) => b - a));
    expect(told.at(-1)).toBeGreaterThanOrEqual(35);
  });

  it('is finite and never below zero whatever was seen', () => {
    const figure = fc.double({ min: 0, max: 1e4, noNaN: true });
    const some = fc.record({ now: figure, usualNow: figure, usualLater: figure });
    const seen = fc.record({ horizon: fc.nat({ max: HORIZONS.length }), moment: some, came: figure });
    fc.assert(
      fc.property(fc.array(fc.array(seen)), some, figure, (days, now, minutes) => {
        const told = blended(days.reduce(learnBlend, emptyBlend), now, minutes);
        expect(Number.isFinite(told)).toBe(true);
        expect(told).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
