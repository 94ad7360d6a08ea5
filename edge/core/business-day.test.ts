import { describe, expect, it } from 'vitest';
import { businessDay, dueNow } from './business-day.ts';

const jst = (text: string): number => Date.parse(`${text}+09:00`);
const hours = {
  opens: '08:30',
  closes: '17:00',
  timezone: 'Asia/Tokyo',
  weekdays: { thu: { opens: '08:30', closes: '19:00' } },
};

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
});

// 24 November 2026 is a Tuesday after three days of rest, the last of them a holiday.
describe('what the clock asks of a section', () => {
  it.each([
    ['that never had a day, on a day of rest', null, 'closed', '2026-11-23T10:00', 'open-day'],
    ['before closing', '2026-11-24T08:00', 'open', '2026-11-24T16:59', null],
    ['at closing', '2026-11-24T08:00', 'open', '2026-11-24T17:00', 'close-reception'],
    ['whose unit was off until late', '2026-11-24T08:00', 'open', '2026-11-24T21:00', 'close-reception'],
    ['opened by hand after hours', '2026-11-24T18:00', 'open', '2026-11-24T21:00', null],
    ['on the weekday of a long evening', '2026-11-26T08:00', 'open', '2026-11-26T18:59', null],
    ['at the end of the long evening', '2026-11-26T08:00', 'open', '2026-11-26T19:00', 'close-reception'],
    ['on the next weekday', '2026-11-24T08:00', 'closed', '2026-11-25T04:00', 'open-day'],
    ['on a Saturday', '2026-11-20T08:00', 'closed', '2026-11-21T10:00', null],
    ['on the holiday', '2026-11-20T08:00', 'closed', '2026-11-23T10:00', null],
    ['on the day after the holiday', '2026-11-20T08:00', 'closed', '2026-11-24T04:00', 'open-day'],
    ['opened by hand on a Saturday', '2026-11-21T09:00', 'open', '2026-11-21T18:00', null],
    [
      'opened by hand on a Saturday, the next morning',
      '2026-11-21T09:00',
      'open',
      '2026-11-22T04:00',
      'close-reception',
    ],
    ['left open on a Friday evening', '2026-11-20T18:00', 'open', '2026-11-21T04:00', 'close-reception'],
  ] as const)('%s', (_, openedAt, reception, now, expected) => {
    const dayOpenedAt = openedAt === null ? null : jst(openedAt);
    const day = openedAt === null ? null : openedAt.slice(0, 10);
    const today = businessDay(jst(now), '04:00', 'Asia/Tokyo');
    expect(dueNow({ day, dayOpenedAt, reception }, hours, { now: jst(now), today })).toBe(expected);
  });
});
