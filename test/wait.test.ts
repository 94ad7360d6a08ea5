import { describe, expect, it } from 'vitest';
import { erlangMedian, mmsDataset } from './bench/wait/mms.ts';
import { runDataset } from './bench/wait/run.ts';
import { rangeScore, score } from './bench/wait/score.ts';
import { wardDataset } from './bench/wait/ward.ts';

describe('a replay', () => {
  it('of simulated ward days is nearer to what happens than every other predictor, and not far from who knows all', () => {
    const rows = runDataset(wardDataset({ desks: 3, seed: 5, days: 24, reportFrom: 12, oracleEvery: 4 }));
    const error = (predictor: string): number => score(rows, predictor).mae;
    const others = Object.keys(rows[0]?.minutes ?? {}).filter((name) => name !== 'ours' && name !== 'oracle');
    expect(others.length).toBeGreaterThan(5);
    for (const other of others) expect(error('ours')).toBeLessThan(0.9 * error(other));
    expect(error('ours')).toBeLessThan(1.5 * error('oracle'));
    const { coverage } = rangeScore(rows);
    expect(coverage).toBeGreaterThan(0.7);
    expect(coverage).toBeLessThan(0.9);
  }, 60_000);

  it('of M/M/s comes near the limit that nobody can beat', () => {
    const rows = runDataset(mmsDataset({ servers: 2, seed: 3, days: 12, reportFrom: 6 }));
    expect(score(rows, 'ours').mae).toBeLessThan(1.06 * score(rows, 'oracle').mae);
  }, 60_000);
});

describe('the limit of M/M/s', () => {
  it.each([
    [1, Math.LN2],
    [2, 1.6783],
    [10, 9.6687],
  ])('for %i calls is the median %f of Erlang', (k, median) => {
    expect(erlangMedian(k)).toBeCloseTo(median, 3);
  });
});
