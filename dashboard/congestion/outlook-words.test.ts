import { describe, expect, it } from 'vitest';
import { waitWords } from '../../protocol/congestion/wait-words.ts';
import { slotWords } from './outlook-words.ts';

const slot = (lowMinutes: number, medianMinutes: number, highMinutes: number) => ({
  from: 0,
  level: 'quiet' as const,
  waiting: 1,
  estimate: { lowMinutes, medianMinutes, highMinutes },
});

describe('a half hour to come', () => {
  it.each([
    [3.2, 7.6, 9.5, '空いています・約8分（3〜10分）', 'Quiet, about 8 min (3–10)'],
    [0, 0.3, 4.1, '空いています・5分以内', 'Quiet, within 5 min'],
    [0, 0, 0, '空いています・すぐにご案内できます', 'Quiet, no wait'],
  ])('of %d, %d and %d minutes is said as %s', (low, median, high, ja, en) => {
    expect(slotWords(slot(low, median, high))).toEqual({ ja, en });
  });

  it('has the range that a ticket taken now has of the same estimate', () => {
    const now = slot(37.5, 44.1, 50.4);
    expect(waitWords(now.estimate).ja).toBe('約35〜55分');
    expect(slotWords(now).ja).toContain('約45分（35〜55分）');
  });

  it('that nothing is known of says so', () => {
    expect(slotWords({ from: 0, level: 'unknown', waiting: null, estimate: null }).ja).toBe('まだ予測できません');
  });
});
