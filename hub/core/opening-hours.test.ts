import { expect, it } from 'vitest';
import { isWithin } from './opening-hours.ts';

const hours = { opens: '08:30', closes: '17:00', timezone: 'Asia/Tokyo' };

it.each([
  ['2026-11-24T08:29:59.999+09:00', false],
  ['2026-11-24T08:30:00+09:00', true],
  ['2026-11-24T12:00:00+09:00', true],
  ['2026-11-24T16:59:59.999+09:00', true],
  ['2026-11-24T17:00:00+09:00', false],
  ['2026-11-24T00:00:00+09:00', false],
  // The same hours of another place are another time.
  ['2026-11-24T12:00:00Z', false],
  ['2026-11-23T23:30:00Z', true],
])('%s is within the hours of an office in Japan: %s', (at, expected) => {
  expect(isWithin(hours, Date.parse(at))).toBe(expected);
});

it('midnight is 00:00, not 24:00', () => {
  expect(isWithin({ ...hours, opens: '00:00', closes: '23:59' }, Date.parse('2026-11-24T00:00:00+09:00'))).toBe(true);
});
