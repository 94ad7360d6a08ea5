import { expect, it } from 'vitest';
import { accuracyWords } from './accuracy-words.ts';

const accuracy = { tickets: 1234, medianErrorMinutes: 3.6, covered: 0.79, levelRight: 0.9 };

it('how right the estimates were is told in times out of ten', () => {
  expect(accuracyWords(accuracy)?.ja).toBe('目安は10回中8回当たっています（過去28日）');
});

it('a few tickets tell nothing', () => {
  expect(accuracyWords({ ...accuracy, tickets: 29 })).toBeNull();
});
