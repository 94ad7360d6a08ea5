import { describe, expect, it } from 'vitest';
import { defaultThresholds } from '../../protocol/congestion/defaults.ts';
import type { CongestionLevel } from '../../protocol/queue/events.ts';
import { measuredLevel, worstLevel } from './levels.ts';

describe('the level of a median', () => {
  it.each<[median: number, before: CongestionLevel, expected: CongestionLevel]>([
    [0, 'unknown', 'quiet'],
    [14.9, 'unknown', 'quiet'],
    [15, 'unknown', 'moderate'],
    [30, 'closed', 'busy'],
    [60, 'unknown', 'packed'],
    [400, 'unknown', 'packed'],
    // Up only when 2 minutes beyond the threshold.
    [15, 'quiet', 'quiet'],
    [16.9, 'quiet', 'quiet'],
    [17, 'quiet', 'moderate'],
    [31, 'moderate', 'moderate'],
    [32, 'moderate', 'busy'],
    [61, 'busy', 'busy'],
    // Down only when 2 minutes below it.
    [14, 'moderate', 'moderate'],
    [12.9, 'moderate', 'quiet'],
    [28.5, 'busy', 'busy'],
    [27, 'busy', 'moderate'],
    // A leap goes as far as the band allows.
    [61, 'quiet', 'busy'],
    [62, 'quiet', 'packed'],
    [14, 'packed', 'moderate'],
    [5, 'packed', 'quiet'],
  ])('%s minutes after %s is %s', (median, before, expected) => {
    expect(measuredLevel(median, before, defaultThresholds)).toBe(expected);
  });

  it('does not flicker while a median swings about a threshold', () => {
    let level: CongestionLevel = 'unknown';
    const seen = new Set<CongestionLevel>();
    for (const median of [14, 15.5, 14.2, 16, 13.5, 15.9]) {
      level = measuredLevel(median, level, defaultThresholds);
      seen.add(level);
    }
    expect([...seen]).toEqual(['quiet']);
  });

  it("follows a section's own thresholds", () => {
    expect(measuredLevel(21, 'unknown', { moderate: 20, busy: 40, packed: 90 })).toBe('moderate');
    expect(measuredLevel(89, 'unknown', { moderate: 20, busy: 40, packed: 90 })).toBe('busy');
  });
});

describe('several levels together', () => {
  it.each<[CongestionLevel[], CongestionLevel]>([
    [['quiet', 'busy', 'moderate'], 'busy'],
    [['closed', 'quiet'], 'quiet'],
    [['unknown', 'quiet'], 'quiet'],
    [['unknown', 'closed'], 'unknown'],
    [['closed', 'closed'], 'closed'],
    [[], 'unknown'],
  ])('%s are %s', (levels, expected) => {
    expect(worstLevel(levels)).toBe(expected);
  });
});
