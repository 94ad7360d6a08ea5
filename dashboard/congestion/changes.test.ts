import { describe, expect, it } from 'vitest';
import type { CongestionList, OfficeView } from '../../protocol/congestion/views.ts';
import { spokenChanges } from './changes.ts';

const list = (levels: Record<string, OfficeView['level']>): CongestionList => ({
  observedAt: 1,
  offices: Object.entries(levels).map(([office, level]) => ({
    city: 'kyoto',
    office,
    name: { ja: `${office}区役所`, en: office },
    observedAt: 1,
    level,
    waiting: 0,
    sections: [],
  })),
});

describe('what a screen reader is told', () => {
  it('names the offices whose level changed, in words', () => {
    expect(spokenChanges(list({ ukyo: 'quiet', saikyo: 'busy' }), list({ ukyo: 'moderate', saikyo: 'busy' }))).toBe(
      'ukyo区役所は「やや混雑」になりました。',
    );
  });
  it('is nothing at first sight, and nothing for an office that is new', () => {
    expect(spokenChanges(null, list({ ukyo: 'quiet' }))).toBe('');
    expect(spokenChanges(list({}), list({ ukyo: 'quiet' }))).toBe('');
  });
});
