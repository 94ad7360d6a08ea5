import { expect, it } from 'vitest';
import { Allowances } from './allowances.ts';

const setup = () => new Allowances({ atOnce: 10, aSecond: 2 });
/** How often one can be taken at an instant. */
const takes = (of: Allowances, name: string, at: number): number => {
  let count = 0;
  while (of.take(name, 1, at)) count += 1;
  return count;
};

it('gives so much at once, then as much as comes back with the time, and never more than at once', () => {
  const of = setup();
  expect(takes(of, 'a', 0)).toBe(10);
  expect(takes(of, 'a', 499)).toBe(0);
  expect(takes(of, 'a', 3_000)).toBe(6);
  expect(takes(of, 'a', 3_600_000)).toBe(10);
});

it('gives each their own, and a little to whoever asks for a little where another asks for too much', () => {
  const of = setup();
  expect(of.take('a', 8, 0)).toBe(true);
  expect(of.take('a', 8, 0)).toBe(false);
  expect(of.take('a', 2, 0)).toBe(true);
  expect(of.take('b', 10, 0)).toBe(true);
});

it('a clock that was set back by years keeps nobody waiting for them', () => {
  const of = setup();
  expect(takes(of, 'a', 9_000_000)).toBe(10);
  expect(takes(of, 'a', 0)).toBe(0);
  expect(takes(of, 'a', 1_000)).toBe(2);
});

it('forgets whoever took nothing for longest, so that no number of names takes memory', () => {
  const of = setup();
  expect(takes(of, 'a', 0)).toBe(10);
  for (let i = 0; i < 5_000; i += 1) of.take(`x${i}`, 1, 0);
  expect(takes(of, 'x4999', 0)).toBe(9);
  expect(takes(of, 'a', 0)).toBe(10);
});
