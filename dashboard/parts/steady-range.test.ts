import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { saidRange, type WaitRange } from '../../protocol/congestion/wait-words.ts';
import { type CallWindow, steadyRange, steadyWindow } from './steady-range.ts';

const range = (lowMinutes: number, highMinutes: number): WaitRange => ({ lowMinutes, highMinutes });
const minutes = fc.double({ min: 0, max: 180, noNaN: true });
const anyRange = fc.tuple(minutes, minutes).map(([a, b]) => range(Math.min(a, b), Math.max(a, b)));
const follow = (foreseen: readonly WaitRange[]): WaitRange[] => {
  let said: WaitRange | null = null;
  return foreseen.map((fresh) => {
    said = steadyRange(said, fresh);
    return said;
  });
};

describe('the minutes that a page shows', () => {
  it.each([
    [
      'stay where what is foreseen wavers about a step',
      [range(21, 34), range(19.8, 35.2), range(20.2, 34.8)],
      [1, 2, 2],
    ],
    ['stay while nothing moves', [range(21, 34), range(21, 34)], [1, 1]],
    ['go down when it went well down', [range(21, 34), range(15.5, 25.9)], [1, 2]],
    ['go up at once when they promise too much', [range(21, 34), range(26, 41)], [1, 2]],
    ['say at once that nobody waits', [range(0, 0.9), range(0, 0)], [1, 2]],
  ] as const)('%s', (_, foreseen, expected) => {
    const said = follow(foreseen).map((each) => JSON.stringify(each));
    const different = said.map((each, i) => new Set(said.slice(0, i + 1)).size + (each === '' ? 1 : 0));
    expect(different).toEqual(expected);
  });

  it('never promise more than what is foreseen, nor much less than they could', () =>
    fc.assert(
      fc.property(fc.array(anyRange, { minLength: 1, maxLength: 30 }), (foreseen) => {
        follow(foreseen).forEach((said, i) => {
          const fresh = foreseen[i] ?? range(0, 0);
          const least = saidRange(fresh);
          expect(said.lowMinutes).toBeLessThanOrEqual(fresh.lowMinutes);
          expect(said.highMinutes).toBeGreaterThanOrEqual(fresh.highMinutes);
          expect(least.lowMinutes - said.lowMinutes).toBeLessThanOrEqual(5);
          expect(said.highMinutes - least.highMinutes).toBeLessThanOrEqual(5);
        });
      }),
    ));

  it('do not change where nothing is foreseen anew, and do not waver where it wavers by less than half a step', () =>
    fc.assert(
      fc.property(
        anyRange,
        fc.array(fc.double({ min: -0.35, max: 0.35, noNaN: true }), { minLength: 2 }),
        (at, noise) => {
          const wavering = noise.map((by) =>
            range(Math.max(0, at.lowMinutes + by), Math.max(0.01, at.highMinutes + by, at.lowMinutes + by)),
          );
          const said = follow(wavering).map((each) => JSON.stringify(each));
          // At most once outwards at either end, and never back.
          expect(new Set(said).size).toBeLessThanOrEqual(3);
          expect(said.filter((each, i) => i > 0 && each !== said[i - 1]).length).toBe(new Set(said).size - 1);
          expect(follow([at, at]).at(1)).toEqual(saidRange(at));
        },
      ),
    ));

  it('lie between two times of day, to five minutes outwards, that stay while the clock goes on', () => {
    const at = (time: string): number => Date.parse(`2026-11-24T${time}+09:00`);
    const first = steadyWindow(null, { from: at('10:43:20'), to: at('11:02:20') });
    expect(first).toEqual({ from: at('10:40:00'), to: at('11:05:00') });
    const held: CallWindow = steadyWindow(first, { from: at('10:48:50'), to: at('11:04:50') });
    expect(held).toEqual(first);
    expect(steadyWindow(first, { from: at('10:49:10'), to: at('11:05:10') })).toEqual({
      from: at('10:45:00'),
      to: at('11:10:00'),
    });
  });
});
