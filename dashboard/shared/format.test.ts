import { describe, expect, it } from 'vitest';
import { callWindow, clockTime, minutesBetween, waitRange } from './format.ts';

const estimate = (lowMinutes: number, highMinutes: number) => ({
  lowMinutes,
  medianMinutes: (lowMinutes + highMinutes) / 2,
  highMinutes,
});
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

describe('an estimated wait', () => {
  it.each([
    [20, 35, '約20〜35分', 'about 20–35 min'],
    [22, 34, '約20〜35分', 'about 20–35 min'],
    [3.4, 8.2, '約3〜9分', 'about 3–9 min'],
    [9.9, 10.1, '約9〜15分', 'about 9–15 min'],
    [0, 4.1, '5分以内', 'within 5 min'],
    [0.7, 1, '1分以内', 'within 1 min'],
    [5, 5, '約5分', 'about 5 min'],
    [0, 0, 'お待ちいただかずにご案内', 'No wait'],
  ])('of %d to %d minutes is said as %s', (low, high, ja, en) => {
    expect(waitRange(estimate(low, high))).toEqual({ ja, en });
  });

  it('never promises less than it was given', () => {
    for (let low = 0; low < 90; low += 1.7) {
      for (let high = low; high < 120; high += 2.3) {
        const minutes = waitRange(estimate(low, high)).ja.match(/\d+/g)?.map(Number) ?? [0];
        expect(minutes.at(-1)).toBeGreaterThanOrEqual(high);
        if (minutes.length > 1) expect(minutes[0]).toBeLessThanOrEqual(low);
      }
    }
  });

  it('lies between two times of day, rounded outwards to five minutes', () => {
    expect(callWindow(estimate(12, 31), at('10:31:20'))).toEqual({ from: '10:40', to: '11:05' });
  });
});

describe('minutes gone', () => {
  it('are whole, and never below nought when a clock was set back', () => {
    expect(minutesBetween(at('10:00:00'), at('10:05:59'))).toBe(5);
    expect(minutesBetween(at('10:05:00'), at('10:00:00'))).toBe(0);
  });
});
