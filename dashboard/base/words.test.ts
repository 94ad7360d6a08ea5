import { describe, expect, it } from 'vitest';
import { closedWords, levelWords, shownLevel } from './words.ts';

describe('a closed reception', () => {
  const words = (endedToday: boolean, waiting: number | null) =>
    closedWords({ endedToday, services: [{ waiting }] }).ja;
  it('that ended today says so, and that whoever still waits is called', () => {
    expect(words(true, 2)).toBe('本日の受付は終了しました。番号札をお持ちの方は順番にお呼びします');
    expect([words(true, 0), words(true, null)]).toEqual(Array(2).fill('本日の受付は終了しました'));
  });
  it('that did not open today says that it is outside the hours', () => {
    expect(words(false, 2)).toBe('受付時間外');
  });
});

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
