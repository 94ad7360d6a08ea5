import { describe, expect, it } from 'vitest';
import { unknownSection } from '../core/facts.ts';
import { emptyProjection, type SectionProjection, takeWaiting } from '../core/section-projection.ts';
import { HUB_PACE } from '../pace.ts';
import { answersOf } from './answers.ts';
import { PublishedViews } from './published-views.ts';

const PATH = 'kyoto/ukyo/nenkin';
const OFFICE = 'kyoto/ukyo';
const TEN = Date.parse('2026-11-24T10:00:00+09:00');

/** A section whose median a threshold lies next to: half a minute below it, or above. */
async function setup() {
  const counted = { observedAt: TEN, services: [{ service: 'nenkin', waiting: 3, lastCalled: '17' }], counters: [] };
  const known = takeWaiting(emptyProjection(unknownSection('nenkin')), counted, TEN);
  const facts = { city: 'kyoto', office: 'ukyo', name: { ja: '右京', en: 'Ukyo' } };
  const now = () => TEN;
  const withThreshold = (moderate: number): SectionProjection => ({
    ...known,
    facts: { ...known.facts, thresholds: { moderate, busy: 200, packed: 300 } },
  });
  let section = withThreshold(100);
  const options = { facts: () => facts, sectionsOf: () => [PATH], section: () => section, now };
  const views = new PublishedViews(options);
  const median = (await views.publish(OFFICE))?.sections[0]?.services[0]?.estimate?.medianMinutes ?? Number.NaN;
  return {
    views,
    answers: answersOf({ ...options, sectionOfCode: () => undefined }, HUB_PACE),
    section: () => section,
    level: async () => (await views.publish(OFFICE))?.sections[0]?.level,
    /** The threshold lies so many minutes above the median. */
    moveThreshold: (minutes: number) => {
      section = withThreshold(median + minutes);
    },
  };
}

describe('a published level', () => {
  it('goes on from the one that was published last, and leaves it only beyond the dead band', async () => {
    const { level, moveThreshold } = await setup();
    const levels: unknown[] = [];
    for (const minutes of [-0.5, -3, 0.5, 3, -0.5]) {
      moveThreshold(minutes);
      levels.push(await level());
    }
    expect(levels).toEqual(['quiet', 'moderate', 'moderate', 'quiet', 'quiet']);
  });

  it('is not moved by who asks for a forecast, an accuracy or a ticket', async () => {
    const { level, moveThreshold, answers, section } = await setup();
    moveThreshold(-3);
    const before = section();
    await answers.forecast(PATH);
    await answers.accuracy(PATH);
    answers.ticket('code-of-nobody');
    expect(section()).toBe(before);
    moveThreshold(-0.5);
    expect(await level()).toBe('quiet');
  });
});
