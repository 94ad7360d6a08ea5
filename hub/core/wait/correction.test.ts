import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../../protocol/congestion/views.ts';
import { type Correction, correct, emptyCorrection, learnOutcome } from './correction.ts';
import type { Outlook } from './promise.ts';

const outlook: Outlook = { minutes: 20, deviation: 0.4, softening: 1, ready: 'no', ahead: 5 };
const HOURS = 400;
const AN_HOUR = 30;

/** Normal deviates, the same each time. */
function deviates(): () => number {
  let state = 1;
  const uniform = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Hours in which all are told before the first outcome comes; `wait` says what it is at so many deviations. */
function live(wait: (shared: number, own: number) => number): {
  correction: Correction;
  told: { estimate: Estimate; waited: number }[];
} {
  const next = deviates();
  let correction = emptyCorrection;
  const told: { estimate: Estimate; waited: number }[] = [];
  for (let hour = 0; hour < HOURS; hour += 1) {
    const shared = next();
    const estimate = correct(correction, outlook);
    for (let ticket = 0; ticket < AN_HOUR; ticket += 1) {
      const waited = wait(shared, next());
      told.push({ estimate, waited });
      correction = learnOutcome(correction, { outlook, estimate }, waited);
    }
  }
  return { correction, told: told.slice(told.length / 4) };
}

const share = <T>(of: readonly T[], is: (one: T) => boolean): number => of.filter(is).length / of.length;
const covered = ({ estimate, waited }: { estimate: Estimate; waited: number }): boolean =>
  waited >= estimate.lowMinutes && waited <= estimate.highMinutes;

describe('what outcomes teach', () => {
  it.each([
    ['the rules are right', 1, 0.4],
    ['all waits are half as long again', 1.5, 0.4],
    ['waits differ twice as much', 1, 0.8],
    ['waits hardly differ', 0.8, 0.1],
  ])(
    'ranges hold about four of five outcomes, though all of an hour are off together and come late: %s',
    (_, factor, deviation) => {
      const { told } = live((shared, own) => 20 * factor * Math.exp(deviation * (0.8 * shared + 0.6 * own)));
      expect(share(told, covered)).toBeGreaterThan(0.77);
      expect(share(told, covered)).toBeLessThan(0.83);
    },
  );

  it.each([0.2, 0.4, 0.8])(
    'ranges hold so many soon, though queues of each size are rare: where waits deviate by %d and 0.4 is told',
    (deviation) => {
      const next = deviates();
      let correction = emptyCorrection;
      const told: { estimate: Estimate; waited: number }[] = [];
      for (let ticket = 0; ticket < 1_000; ticket += 1) {
        const ofSize = { ...outlook, ahead: [0, 1, 3, 7, 15, 31][ticket % 6] ?? 0 };
        const estimate = correct(correction, ofSize);
        const waited = 20 * Math.exp(deviation * next());
        told.push({ estimate, waited });
        correction = learnOutcome(correction, { outlook: ofSize, estimate }, waited);
      }
      expect(share(told.slice(300), covered)).toBeGreaterThan(0.74);
      expect(share(told.slice(300), covered)).toBeLessThan(0.86);
    },
  );

  it('half of those who wait wait longer than the median', () => {
    const { told } = live((shared, own) => 30 * Math.exp(0.4 * (0.3 * shared + 0.95 * own)));
    expect(share(told, ({ estimate, waited }) => waited > estimate.medianMinutes)).toBeGreaterThan(0.44);
    expect(share(told, ({ estimate, waited }) => waited > estimate.medianMinutes)).toBeLessThan(0.56);
  });

  it('is not taught by who is called at once, as they were told', () => {
    const soon = { ...outlook, minutes: 0, deviation: 0.3, softening: 0.5, ready: 'all' as const };
    const estimate = correct(emptyCorrection, soon);
    expect(estimate.lowMinutes).toBe(0);
    expect(learnOutcome(emptyCorrection, { outlook: soon, estimate }, 0)).toEqual({
      ...emptyCorrection,
      atOnce: expect.any(Number),
    });
  });

  it('is taught by who was told to wait and is called at once', () => {
    const { told } = live((_, own) => (own > 0.5 ? 0 : 20 * Math.exp(0.4 * own)));
    expect(share(told, covered)).toBeGreaterThan(0.77);
  });
});
