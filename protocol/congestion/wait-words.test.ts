import { describe, expect, it } from 'vitest';
import { isAtOnce, waitWords } from './wait-words.ts';

describe('an estimated wait', () => {
  it.each([
    [20, 35, '約20〜35分', 'about 20–35 min'],
    [22, 34, '約20〜35分', 'about 20–35 min'],
    [3.4, 8.2, '約3〜9分', 'about 3–9 min'],
    [9.9, 10.1, '約9〜15分', 'about 9–15 min'],
    [0, 4.1, '5分以内', 'within 5 min'],
    [0.7, 1, '1分以内', 'within 1 min'],
    [5, 5, '約5分', 'about 5 min'],
    [0, 0, 'すぐにご案内できます', 'No wait'],
    [170, 260, '約170〜260分', 'about 170–260 min'],
    [180, 240, '3時間以上', '3 hours or more'],
    [610, 840, '3時間以上', '3 hours or more'],
  ])('of %d to %d minutes is said as %s', (lowMinutes, highMinutes, ja, en) => {
    expect(waitWords({ lowMinutes, highMinutes })).toEqual({ ja, en });
  });

  it.each([
    [0, 9.9, undefined, true],
    [0, 10, undefined, false],
    [1, 0.4, undefined, false],
    [null, 0.4, undefined, false],
    [0, 3, 'doubtful', false],
  ] as const)(
    'with %s waiting and a median of %d minutes that is %s before closing is at once: %s',
    (waiting, medianMinutes, beforeClosing, atOnce) => {
      const closing = beforeClosing === undefined ? {} : { beforeClosing };
      expect(isAtOnce({ lowMinutes: 0, medianMinutes, highMinutes: 30, ...closing }, waiting)).toBe(atOnce);
    },
  );

  it('never promises less than it was given', () => {
    for (let lowMinutes = 0; lowMinutes < 90; lowMinutes += 1.7) {
      for (let highMinutes = lowMinutes; highMinutes < 120; highMinutes += 2.3) {
        const minutes = waitWords({ lowMinutes, highMinutes }).ja.match(/\d+/g)?.map(Number) ?? [0];
        expect(minutes.at(-1)).toBeGreaterThanOrEqual(highMinutes);
        if (minutes.length > 1) expect(minutes[0]).toBeLessThanOrEqual(lowMinutes);
      }
    }
  });
});
