import { describe, expect, it } from 'vitest';
import { emptyStaffing, hazardsOf, learnAbsence, learnWork, SLOT_MINUTES, type Staffing } from './staffing.ts';

const MINUTE = 60_000;
const day = (n: number): number => Date.parse('2026-04-01T00:00:00Z') + n * 86_400_000;
const minuteOf = (n: number, hour: number, minute: number): number => day(n) + (hour * 60 + minute) * MINUTE;

/** Lunch falls due at half past three (UTC), and begins when the visit of that moment is over. */
function lunches(days: number): Staffing {
  let staffing = emptyStaffing;
  for (let n = 0; n < days; n += 1) {
    const calledAt = minuteOf(n, 3, 30) - ((n * 7) % 13) * MINUTE;
    const left = minuteOf(n, 3, 30) + (1 + ((n * 5) % 13)) * MINUTE;
    staffing = learnWork(staffing, { from: minuteOf(n, 0, 0), until: (calledAt + left) / 2, rested: false });
    staffing = learnAbsence(staffing, { dueFrom: calledAt, from: left, until: left + 60 * MINUTE });
  }
  return staffing;
}

describe('when desks leave for lunch', () => {
  it('is learned as when it falls due, though it begins when a visit is over', () => {
    const { until } = hazardsOf(lunches(60)).long;
    // The share of desks that have no lunch due yet.
    const still = (hour: number, minute: number): number =>
      Math.exp(-(until[(hour * 60 + minute) / SLOT_MINUTES] ?? 0));
    expect(still(3, 15)).toBeGreaterThan(0.95);
    expect(still(3, 25)).toBeGreaterThan(0.8);
    expect(still(3, 35)).toBeLessThan(0.2);
  });

  it('is finite and positive where nothing is known', () => {
    for (const { rates, until } of Object.values(hazardsOf(emptyStaffing))) {
      expect(Math.min(...rates)).toBeGreaterThan(0);
      expect(until.at(-1)).toBeLessThan(1);
    }
  });

  it('is not learned of an absence that is no break, or of a clock that was set back', () => {
    const from = minuteOf(0, 3, 0);
    for (const until of [from + MINUTE, from + 200 * MINUTE, from - 60 * MINUTE])
      expect(learnAbsence(emptyStaffing, { dueFrom: from, from, until })).toBe(emptyStaffing);
    expect(learnWork(emptyStaffing, { from, until: from - MINUTE, rested: false })).toBe(emptyStaffing);
  });
});
