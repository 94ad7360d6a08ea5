import { describe, expect, it } from 'vitest';
import { businessDay, instantOn, mustClose } from './business-day.ts';

const jst = (text: string): number => Date.parse(`${text}+09:00`);
const hours = { opens: '08:30', closes: '17:00', timezone: 'Asia/Tokyo' };

describe('the business day', () => {
  it.each([
    ['2026-11-24T09:00', '2026-11-24'],
    ['2026-11-24T23:59', '2026-11-24'],
    ['2026-11-25T03:59', '2026-11-24'],
    ['2026-11-25T04:00', '2026-11-25'],
    ['2027-01-01T00:30', '2026-12-31'],
  ])('at %s is %s', (at, day) => {
    expect(businessDay(jst(at), '04:00', 'Asia/Tokyo')).toBe(day);
  });

  it('keeps to the office’s own time, wherever the machine thinks it is', () => {
    expect(instantOn('2026-11-24', '17:00', 'Asia/Tokyo')).toBe(jst('2026-11-24T17:00'));
  });

  it.each([
    ['opened in the morning, before closing', '08:00', '16:59', false],
    ['opened in the morning, at closing', '08:00', '17:00', true],
    ['opened in the morning, the unit off until late', '08:00', '21:00', true],
    ['opened by hand after hours', '18:00', '21:00', false],
  ])('%s: must close is %#', (_, openedAt, now, expected) => {
    expect(mustClose('2026-11-24', jst(`2026-11-24T${openedAt}`), jst(`2026-11-24T${now}`), hours)).toBe(expected);
  });
});
