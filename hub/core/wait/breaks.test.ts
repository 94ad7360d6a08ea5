import { describe, expect, it } from 'vitest';
import { comesOf } from './breaks.ts';

/** Nine o'clock in Japan is midnight of UTC. */
const at = (time: string): number => Date.parse(`2026-11-24T${time}:00+09:00`);
/** Minutes of UTC's day. */
const firstAt = (...times: string[]): number[] => times.map((time) => (at(time) / 60_000) % 1440);
const works = { mean: 1 };
const still = { begun: true };

const counted = (minutes: Float64Array): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const each of minutes) counts.set(each, (counts.get(each) ?? 0) + 1);
  return counts;
};

describe('a desk that was not seen yet today', () => {
  it('comes when it came on its last days, on both sides of the hour at which the day of UTC turns', () => {
    const desk = { firstMinutes: firstAt('08:50', '09:10'), days: works };
    expect([...counted(comesOf(desk, { at: at('08:45'), ...still }).minutes)]).toEqual([
      [5, 32],
      [25, 32],
    ]);
    expect([...counted(comesOf(desk, { at: at('09:05'), begun: false }).minutes).keys()]).toEqual([0, 5]);
  });

  it('works one shift or the other, not at the mean of both', () => {
    const desk = { firstMinutes: firstAt('08:30', '08:30', '13:00', '13:00'), days: works };
    expect([...counted(comesOf(desk, { at: at('10:00'), ...still }).minutes)]).toEqual([[180, 64]]);
  });

  it('is hardly expected any more when it is late, unless the whole section is', () => {
    const desk = { firstMinutes: firstAt('08:45'), days: { mean: 0.9 } };
    const never = (time: string, begun: boolean): number =>
      counted(comesOf(desk, { at: at(time), begun }).minutes).get(Number.POSITIVE_INFINITY) ?? 0;
    expect(never('08:44', true)).toBeLessThan(10);
    expect(never('09:05', true)).toBeGreaterThan(55);
    expect(never('09:05', false)).toBeLessThan(10);
  });

  it('that never worked comes at once while nobody else did, and is not waited for when others do', () => {
    const desk = { firstMinutes: [], days: { mean: 0.9 } };
    expect(comesOf(desk, { at: at('10:00'), begun: false }).minutes[0]).toBe(0);
    expect(comesOf(desk, { at: at('10:00'), begun: true }).minutes[0]).toBe(Number.POSITIVE_INFINITY);
  });
});
