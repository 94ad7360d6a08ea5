import { describe, expect, it } from 'vitest';
import { levelWords, shownLevel } from './words.ts';

describe('a level', () => {
  it('is said in the words that the city uses', () => {
    expect(Object.values(levelWords).map(({ ja }) => ja)).toEqual([
      '空いています',
      'やや混雑',
      '混雑',
      '大変混雑',
      '受付時間外',
      '情報なし',
    ]);
  });

  it.each([
    ['quiet', 'live', 'live', 'quiet'],
    ['quiet', 'delayed', 'live', 'quiet'],
    ['quiet', 'live', 'stale', 'quiet'],
    ['quiet', 'lost', 'live', 'unknown'],
    ['quiet', 'live', 'lost', 'unknown'],
    ['closed', 'lost', 'live', 'closed'],
    ['closed', 'lost', 'lost', 'unknown'],
  ] as const)('%s that is %s to the hub, on a page that is %s, is shown as %s', (level, freshness, status, shown) => {
    expect(shownLevel(level, freshness, status)).toBe(shown);
  });
});
