import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitSections, widthOf } from './board-fit.ts';
import type { BoardSection } from './board-view.ts';

const text = (ja: string) => ({ ja, en: ja });
const section = (id: string, count: number, change: Partial<BoardSection> = {}): BoardSection => ({
  id,
  name: text(id),
  freshness: 'live',
  observedAt: 10,
  reception: 'open',
  endedToday: false,
  level: null,
  services: Array.from({ length: count }, (_, index) => ({
    id: `s${index}`,
    name: text('証明'),
    letter: 'A',
    waiting: 2,
    lastCalled: null,
    next: null,
    estimate: null,
  })),
  ...change,
});

describe('the waiting column', () => {
  it.each([1, 2] as const)('says less of each service before it hides one, in %i columns', (columns) => {
    const densities = [1, 3, 4, 6, 8, 12].map((count) => {
      const { density, pages } = fitSections([section('shimin', count)], columns);
      expect(pages).toHaveLength(1);
      return density;
    });
    expect(densities).toEqual(['full', 'full', 'full', 'short', 'short', 'shortest']);
  });

  it('shows every service once, and no page is longer than can be read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 6 }),
        fc.constantFrom(1 as const, 2 as const),
        (counts, columns) => {
          const sections = counts.map((count, index) => section(`section-${index}`, count));
          const { pages, lines } = fitSections(sections, columns);
          const ids = (of: readonly BoardSection[]) =>
            of.flatMap(({ id, services }) => services.map((one) => `${id}/${one.id}`));
          expect(ids(pages.flat())).toEqual(ids(sections));
          expect(lines).toBeLessThanOrEqual(27);
        },
      ),
    );
  });
});

it('a kanji is counted as wide as it is high, a Latin letter narrower', () => {
  expect(widthOf('住民票・証明書')).toBe(7);
  expect(widthOf('A012')).toBeCloseTo(3.2);
});
