import { describe, expect, it } from 'vitest';
import type { CongestionSummary, SectionSummary } from '../../protocol/congestion/summary.ts';
import { spokenChanges } from './changes.ts';

type Levels = Record<string, Record<string, SectionSummary['level']>>;
const list = (offices: Levels): CongestionSummary => ({
  observedAt: 1,
  offices: Object.entries(offices).map(([office, sections]) => ({
    city: 'kyoto',
    office,
    name: { ja: `${office}区役所`, en: office },
    level: 'packed',
    waiting: 0,
    sections: Object.entries(sections).map(([section, level]) => ({
      section,
      name: { ja: `${section}課`, en: section },
      level,
      freshness: 'live',
      reception: 'open',
      waiting: 0,
      medianMinutes: null,
    })),
  })),
});
const OPEN = ['kyoto/ukyo', 'kyoto/saikyo'];

describe('what a screen reader is told', () => {
  it('names the sections whose level changed, in words', () => {
    const before = list({ ukyo: { shimin: 'quiet', hoken: 'packed' }, saikyo: { shimin: 'busy' } });
    const after = list({ ukyo: { shimin: 'moderate', hoken: 'packed' }, saikyo: { shimin: 'busy' } });
    expect(spokenChanges(before, after, OPEN)).toBe('ukyo区役所のshimin課は「やや混雑」になりました。');
  });
  it('is nothing of an office that nobody opened', () => {
    expect(spokenChanges(list({ ukyo: { shimin: 'quiet' } }), list({ ukyo: { shimin: 'busy' } }), [])).toBe('');
  });
  it('is nothing at first sight, and nothing for what is new', () => {
    expect(spokenChanges(null, list({ ukyo: { shimin: 'quiet' } }), OPEN)).toBe('');
    expect(spokenChanges(list({ ukyo: {} }), list({ ukyo: { shimin: 'quiet' } }), OPEN)).toBe('');
  });
});
