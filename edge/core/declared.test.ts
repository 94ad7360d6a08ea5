import { expect, test } from 'vitest';
import { evolve } from '../../protocol/queue/evolve.ts';
import { emptySection } from '../../protocol/queue/state.ts';
import { expired, levelLampsFor, standing } from './declared.ts';

const MINUTE = 60_000;
const TEN = Date.parse('2026-11-24T10:00+09:00');
const declared = (until?: number) =>
  evolve(emptySection, [{ type: 'level-declared', at: TEN, level: 'busy', ...(until === undefined ? {} : { until }) }]);
const never = () => 0;

test.each([
  ['before its time', TEN + 119 * MINUTE, 0, false],
  ['at its time', TEN + 120 * MINUTE, 0, true],
  ['when it stood for its time by a watch, although the clock went back', TEN, 120 * MINUTE, true],
  ['when the clock went back beyond its beginning', TEN - 2 * MINUTE, 0, true],
  ['a second of a clock set right is no doubt', TEN - 1000, 0, false],
  ['when the clock jumped ahead', TEN + 300 * MINUTE, 0, true],
])('a level expires: %s', (_name, now, stoodMs, isOver) => {
  expect(expired(declared(TEN + 120 * MINUTE), now, () => stoodMs)).toEqual(isOver ? [''] : []);
});

test('a level whose section said no end stands for an hour, and one that is unknown does not expire again', () => {
  expect(expired(declared(), TEN + 59 * MINUTE, never)).toEqual([]);
  expect(expired(declared(), TEN + 60 * MINUTE, never)).toEqual(['']);
  const unknown = evolve(declared(), [{ type: 'level-declared', at: TEN + 60 * MINUTE, level: 'unknown' }]);
  expect(expired(unknown, TEN + 200 * MINUTE, never)).toEqual([]);
  expect(standing(unknown)).toBeNull();
});

test.each([
  ['just pressed', 0, 'off off on'],
  ['until five minutes before its end', 54, 'off off on'],
  ['then it blinks, so that staff press again', 55, 'off off blink'],
])('the lamp of the level is lit: %s', (_name, minutes, lamps) => {
  const level = standing(declared(TEN + 60 * MINUTE));
  const levels = { 1: 'quiet', 2: 'moderate', 3: 'busy', '1+3': 'moderate' } as const;
  expect([...levelLampsFor(levels, level, TEN + minutes * MINUTE).values()].join(' ')).toBe(lamps);
  expect([...levelLampsFor(levels, null, TEN).values()].join(' ')).toBe('off off off');
});
