import { afterEach, expect, it, vi } from 'vitest';
import { Paced } from './paced.ts';

afterEach(() => vi.useRealTimers());

function setup() {
  vi.useFakeTimers();
  const done: string[] = [];
  const paced = new Paced<number>({ everyMs: 1_000, act: (name, value) => void done.push(`${name} ${value}`) });
  return { done, paced };
}

it('hands the first on at once, and of those that come soon after it the last, when the time is up', () => {
  const { done, paced } = setup();
  for (let value = 1; value <= 50; value++) paced.take('a', value);
  paced.take('b', 1);
  expect(done).toEqual(['a 1', 'b 1']);
  vi.advanceTimersByTime(1_000);
  expect(done).toEqual(['a 1', 'b 1', 'a 50']);
  paced.take('a', 51);
  expect(done).toHaveLength(3);
  vi.advanceTimersByTime(2_000);
  expect(done).toEqual(['a 1', 'b 1', 'a 50', 'a 51']);
  paced.take('a', 52);
  expect(done.at(-1)).toBe('a 52');
});

it('hands nothing on after it is closed', async () => {
  const { done, paced } = setup();
  paced.take('a', 1);
  paced.take('a', 2);
  await paced.close();
  vi.advanceTimersByTime(5_000);
  expect(done).toEqual(['a 1']);
});
