import { describe, expect, it } from 'vitest';
import { clockTime, dayInOffice, dayWords, minutesBetween } from './format.ts';

const at = (time: string) => Date.parse(`2026-11-24T${time}+09:00`);

describe('the time of day', () => {
  it('is the office’s, whatever zone the device is set to', () => {
    expect(clockTime(Date.parse('2026-11-24T01:32:00Z'))).toBe('10:32');
  });
  it('writes midnight as 00:00', () => {
    expect(clockTime(Date.parse('2026-11-23T15:00:00Z'))).toBe('00:00');
  });
  it('takes another zone where a section names one', () => {
    expect(clockTime(Date.parse('2026-11-24T01:32:00Z'), 'UTC')).toBe('01:32');
  });
});

describe('a day', () => {
  it('is the office’s, and said in both languages', () => {
    expect(dayInOffice(Date.parse('2026-11-23T15:00:00Z'))).toBe('2026-11-24');
    expect(dayInOffice(Date.parse('2026-11-23T15:00:00Z'), 'UTC')).toBe('2026-11-23');
    expect(dayWords('2026-11-24')).toEqual({ ja: '11月24日（火）', en: 'Tue 24 Nov' });
  });
});

describe('minutes gone', () => {
  it('are whole, and never below nought when a clock was set back', () => {
    expect(minutesBetween(at('10:00:00'), at('10:05:59'))).toBe(5);
    expect(minutesBetween(at('10:05:00'), at('10:00:00'))).toBe(0);
  });
});
