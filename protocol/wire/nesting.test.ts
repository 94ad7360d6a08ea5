import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isTooDeep } from './nesting.ts';

const nested = (levels: number): string => `${'[{"a":'.repeat(levels / 2)}0${'}]'.repeat(levels / 2)}`;

it('takes 32 levels of a message and no more', () => {
  expect(isTooDeep(nested(32))).toBe(false);
  expect(isTooDeep(nested(34))).toBe(true);
  expect(isTooDeep(`[${nested(32)}]`)).toBe(true);
});

it('counts no brackets within texts, however they end', () => {
  expect(isTooDeep(JSON.stringify({ text: `\\"${'['.repeat(100)}\\`, next: '"{'.repeat(50) }))).toBe(false);
  expect(isTooDeep(`["\\\\",${nested(32)}]`)).toBe(true);
});

it('counts as a walk through the value does, for any value', () => {
  const levels = (value: unknown): number =>
    typeof value !== 'object' || value === null ? 0 : 1 + Math.max(0, ...Object.values(value).map(levels));
  const wrapped = (value: unknown, times: number): unknown => (times === 0 ? value : [wrapped(value, times - 1)]);
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 26, max: 34 }), (value, times) => {
      const whole = wrapped(value, times);
      expect(isTooDeep(JSON.stringify(whole))).toBe(levels(whole) > 32);
    }),
  );
});
