import { expect, it } from 'vitest';
import { accuracyWords } from './accuracy-words.ts';

const accuracy = { tickets: 1234, medianErrorMinutes: 3.6, covered: 0.79, levelRight: 0.9 };

it('how right the estimates were is told in people and minutes', () => {
  expect(accuracyWords(accuracy)?.ja).toBe(
    'この28日間は10人中8人が目安の時間の中で呼ばれ、半分の人は予想との差が4分以内でした（1234人）。',
  );
});

it('a difference of seconds is told as a minute, and a few tickets tell nothing', () => {
  expect(accuracyWords({ ...accuracy, medianErrorMinutes: 0.2 })?.ja).toContain('1分以内');
  expect(accuracyWords({ ...accuracy, tickets: 29 })).toBeNull();
});
