import { expect, it } from 'vitest';
import { givenOut, mayGiveOut } from './kiosk-limit.ts';

const limit = { tickets: 20, minutes: 5 };

/** How many tickets a kiosk gives out that is asked again every so many milliseconds. */
function given(everyMs: number, forMs: number): number {
  let times: readonly number[] = [];
  let count = 0;
  for (let at = 0; at < forMs; at += everyMs) {
    if (!mayGiveOut(times, at, limit)) continue;
    times = givenOut(times, at, limit);
    count += 1;
  }
  return count;
}

it.each([
  ['a family of five, one after another', 3_000, 15_000, 5],
  ['a family of five who press as fast as they can', 700, 3_500, 5],
  ['a crowd when the doors open, one every fifteen seconds', 15_000, 300_000, 20],
  ['a stranger, twenty a second', 50, 3_000, 10],
  ['the same for five minutes', 50, 300_000, 20],
])('%s, is given tickets as fits', (_, everyMs, forMs, tickets) => {
  expect(given(everyMs, forMs)).toBe(tickets);
});

it('a clock that was set back keeps nobody from theirs', () => {
  const times = Array.from({ length: 20 }, (_, i) => 3_600_000 + i);
  expect(mayGiveOut(times, 0, limit)).toBe(true);
  expect(givenOut(times, 0, limit)).toEqual([0]);
});
