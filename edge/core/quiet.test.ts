import { expect, it } from 'vitest';
import { isQuiet } from './quiet.ts';

it.each([
  ['12:00', '13:00', '11:59', false],
  ['12:00', '13:00', '12:00', true],
  ['12:00', '13:00', '12:59', true],
  ['12:00', '13:00', '13:00', false],
  ['19:00', '08:00', '23:30', true],
  ['19:00', '08:00', '03:00', true],
  ['19:00', '08:00', '08:00', false],
  ['19:00', '08:00', '12:00', false],
])('from %s to %s: at %s it is quiet: %s', (from, to, time, expected) => {
  expect(isQuiet({ from, to, timezone: 'Asia/Tokyo' }, Date.parse(`2026-11-24T${time}+09:00`))).toBe(expected);
});
