import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { isOpenedByHand, isWithin, laterDay, type OpeningHours, openingOn, wallClock, weekdayOf } from './calendar.ts';

const plain: OpeningHours = { opens: '08:30', closes: '17:00', timezone: 'Asia/Tokyo' };
const ward: OpeningHours = {
  ...plain,
  weekdays: { thu: { opens: '08:30', closes: '19:00' }, wed: 'closed' },
  monthly: [{ weekday: 'sun', nth: [2, 4], months: [3, 4], opens: '09:00', closes: '12:00' }],
  dates: { '2027-03-22': { opens: '10:00', closes: '15:00' }, '2027-03-26': 'closed' },
};
const station: OpeningHours = { ...plain, closedOn: ['year-end'] };
const show = (hours: OpeningHours, day: string): string => {
  const opening = openingOn(hours, day);
  return 'open' in opening ? `${opening.open.opens}-${opening.open.closes}` : opening.closed.ja;
};

describe('the day of an office', () => {
  it.each([
    ['2026-11-24', plain, '08:30-17:00'],
    ['2026-11-21', plain, '土曜日'],
    ['2026-11-22', plain, '日曜日'],
    ['2026-11-23', plain, '勤労感謝の日'],
    // A substitute for a holiday on a Sunday, and a day between two holidays.
    ['2026-05-06', plain, 'こどもの日 振替休日'],
    ['2026-09-22', plain, '休日'],
    ['2027-03-21', plain, '春分の日'],
    // 地方公共団体の休日: from 29 December to 3 January.
    ['2026-12-28', plain, '08:30-17:00'],
    ['2026-12-29', plain, '年末年始'],
    ['2027-01-01', plain, '年末年始'],
    ['2027-01-03', plain, '年末年始'],
    ['2027-01-04', plain, '08:30-17:00'],
    ['2027-01-07', ward, '08:30-19:00'],
    ['2027-01-06', ward, '休庁日'],
    ['2027-03-14', ward, '09:00-12:00'],
    ['2027-03-07', ward, '日曜日'],
    ['2027-05-09', ward, '日曜日'],
    ['2027-03-28', ward, '09:00-12:00'],
    ['2027-03-22', ward, '10:00-15:00'],
    ['2027-03-26', ward, '休庁日'],
    ['2026-11-22', station, '08:30-17:00'],
    ['2026-11-23', station, '08:30-17:00'],
    ['2026-12-31', station, '年末年始'],
    ['2026-12-31', { ...plain, closedOn: [] }, '08:30-17:00'],
    // The holidays are Japan's.
    ['2026-11-23', { ...plain, timezone: 'Europe/Warsaw' }, '08:30-17:00'],
    ['2026-11-22', { ...plain, timezone: 'Europe/Warsaw' }, '日曜日'],
  ] as const)('%s of %j is %s', (day, hours, expected) => {
    expect(show(hours, day)).toBe(expected);
  });

  it('has a reason in both languages whenever it is closed', () => {
    const holiday = openingOn(plain, '2027-02-11');
    expect(holiday).toEqual({ closed: { ja: '建国記念の日', en: 'National Foundation Day' } });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8_000 }), (days) => {
        const opening = openingOn(ward, laterDay('2026-01-01', days));
        if ('closed' in opening) expect(opening.closed.en).not.toBe('');
      }),
    );
  });

  it('follows the other, seven weekdays a week', () => {
    expect(['2027-02-28', '2027-03-01'].map((day) => [laterDay(day, 1), weekdayOf(day)])).toEqual([
      ['2027-03-01', 'sun'],
      ['2027-03-02', 'mon'],
    ]);
  });
});

describe('an instant', () => {
  it.each([
    ['2026-11-24T08:29:59.999+09:00', plain, false],
    ['2026-11-24T08:30:00+09:00', plain, true],
    ['2026-11-24T16:59:59.999+09:00', plain, true],
    ['2026-11-24T17:00:00+09:00', plain, false],
    ['2026-11-24T00:00:00+09:00', plain, false],
    // The same hours of another place are another time.
    ['2026-11-24T12:00:00Z', plain, false],
    ['2026-11-23T23:30:00Z', plain, true],
    ['2026-11-23T12:00:00+09:00', plain, false],
    ['2027-01-07T18:59:00+09:00', ward, true],
    ['2027-01-08T18:59:00+09:00', ward, false],
    // Midnight is 00:00, not 24:00.
    ['2026-11-24T00:00:00+09:00', { ...plain, opens: '00:00', closes: '23:59' }, true],
  ] as const)('%s is within the hours of %j: %s', (at, hours, expected) => {
    expect(isWithin(hours, Date.parse(at))).toBe(expected);
  });

  it.each([
    ['2026-11-24', '2026-11-24T04:00+09:00', false],
    ['2026-11-24', '2026-11-24T18:00+09:00', true],
    ['2026-11-23', '2026-11-23T08:00+09:00', true],
  ] as const)('a day %s opened at %s was opened by hand: %s', (day, openedAt, expected) => {
    expect(isOpenedByHand(plain, day, Date.parse(openedAt))).toBe(expected);
  });
});

describe('the wall clock', () => {
  const zones = ['Asia/Tokyo', 'Europe/Warsaw', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
  const year = { min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) };

  it('is the zone’s own at any instant, in any order, where clocks are put forward or back too', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer(year), fc.constantFrom(...zones)), { maxLength: 50 }), (looks) => {
        for (const [at, zone] of looks) {
          const expected = DateTime.fromMillis(at, { zone });
          expect(wallClock(at, zone)).toEqual({
            day: expected.toFormat('yyyy-MM-dd'),
            minute: expected.hour * 60 + expected.minute,
          });
        }
      }),
    );
  });

  it('follows the minute in which clocks are put forward', () => {
    const change = Date.UTC(2026, 2, 29, 1);
    expect([change - 1, change].map((at) => wallClock(at, 'Europe/Warsaw').minute)).toEqual([119, 180]);
  });
});
