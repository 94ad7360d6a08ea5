import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CongestionLevel } from '../../../protocol/queue/events.ts';
import { unknownSection } from '../facts.ts';
import type { Lesson } from '../lesson.ts';
import type { Outcome } from '../outcome.ts';
import { emptyProjection, type SectionProjection } from '../section-projection.ts';
import { type AccuracyModel, emptyAccuracy, learnAccuracy } from './accuracy-model.ts';
import { accuracyDayView, accuracyView, recentAccuracy } from './accuracy-view.ts';

const MINUTE = 60_000;
const facts = unknownSection('shimin');
const jst = (time: string): number => Date.parse(`${time}+09:00`);
const NOON = jst('2026-11-24T12:00');

interface Told {
  readonly at?: number;
  readonly low?: number;
  readonly median: number;
  readonly high?: number;
  readonly level?: CongestionLevel;
}
const outcome = (told: Told, actualMinutes: number): Outcome => {
  const { at = NOON, median, low = median / 2, high = median * 2, level = 'quiet' } = told;
  const estimate = { lowMinutes: low, medianMinutes: median, highMinutes: high };
  return { at, service: 'shomei', estimate, level, calledAt: at + actualMinutes * MINUTE, actualMinutes };
};
const lesson = (outcomes: readonly Outcome[]): Lesson => {
  const { state } = emptyProjection(facts);
  return { source: 'events', facts, outcomes, before: state, events: [], after: state };
};
const learned = (outcomes: readonly Outcome[]): SectionProjection => {
  const projection = emptyProjection(facts);
  return {
    ...projection,
    learned: { ...projection.learned, accuracy: learnAccuracy(emptyAccuracy, lesson(outcomes)) },
  };
};
const at = { city: 'kyoto', office: 'ukyo' };

describe('how right a section was', () => {
  it('is not known before the first ticket was called', () => {
    expect(recentAccuracy(learned([]), NOON)).toBeNull();
    expect(accuracyView(at, learned([]), NOON)).toMatchObject({ last28Days: null, days: [] });
  });

  it.each([
    ['told to the minute', { median: 10 }, 10, { medianErrorMinutes: 0.3, covered: 1, levelRight: 1 }],
    ['told six minutes too few', { median: 10 }, 16, { medianErrorMinutes: 6.3, covered: 1, levelRight: 0 }],
    [
      'told too much',
      { median: 40, low: 30, level: 'busy' },
      20,
      { medianErrorMinutes: 21, covered: 0, levelRight: 0 },
    ],
    ['at the end of the range', { median: 8, high: 14 }, 14, { covered: 1, levelRight: 1 }],
    ['a little beyond the range', { median: 8, high: 14 }, 14.1, { covered: 0, levelRight: 1 }],
    ['the level that was shown', { median: 35, level: 'busy' }, 59, { covered: 1, levelRight: 1 }],
    ['forgotten for a day', { median: 5 }, 1440, { medianErrorMinutes: 180, covered: 0, levelRight: 0 }],
  ] as const)('%s', (_, told, actual, expected) => {
    expect(recentAccuracy(learned([outcome(told, actual)]), NOON)).toMatchObject({ tickets: 1, ...expected });
  });

  it('is of the last 28 days, and of each of them', () => {
    const outcomes = Array.from({ length: 40 }, (_, i) =>
      outcome({ at: NOON - (39 - i) * 24 * 60 * MINUTE, median: 10 }, i < 20 ? 100 : 12),
    );
    const view = accuracyView(at, learned(outcomes), NOON);
    expect(view.days).toHaveLength(28);
    expect(view.days[0]).toMatchObject({ day: '2026-10-28', tickets: 1, covered: 0 });
    expect(view.days.at(-1)).toMatchObject({ day: '2026-11-24', tickets: 1, covered: 1 });
    expect(view.last28Days).toMatchObject({ tickets: 28, covered: 0.714 });
    const later = accuracyView(at, learned(outcomes), NOON + 20 * 24 * 60 * MINUTE);
    expect(later.last28Days).toMatchObject({ tickets: 8, covered: 1 });
  });

  it('is not darkened by a clock that jumped: the days that it made up are not shown, and none is lost', () => {
    const yesterday = NOON - 24 * 60 * MINUTE;
    const jumps = [jst('2031-01-01T00:00'), jst('1970-01-02T00:00')].map((at) => outcome({ at, median: 5 }, 5));
    const ordered = [outcome({ at: yesterday, median: 5 }, 5), ...jumps, outcome({ median: 5 }, 5)];
    const view = accuracyView(at, learned(ordered), NOON);
    expect(view.days.map(({ day, tickets }) => [day, tickets])).toEqual([
      ['2026-11-23', 1],
      ['2026-11-24', 1],
    ]);
  });

  it('is of the last 28 days again, five weeks after a clock that was a year ahead for as long', () => {
    const day = 24 * 60 * MINUTE;
    const of = (from: number) => Array.from({ length: 35 }, (_, i) => outcome({ at: from + i * day, median: 5 }, 5));
    const view = accuracyView(at, learned([...of(NOON + 330 * day), ...of(NOON - 34 * day)]), NOON);
    expect(view.days).toHaveLength(28);
  });

  it('shows a day with its tickets, evenly chosen where there are many', () => {
    const nine = jst('2026-11-24T09:00');
    const outcomes = Array.from({ length: 500 }, (_, i) => outcome({ at: nine + i * MINUTE, median: 5 }, 6));
    const view = accuracyDayView(learned(outcomes), '2026-11-24', NOON);
    expect(view).toMatchObject({ accuracy: { tickets: 500, covered: 1 }, services: [{ service: 'shomei' }] });
    const tickets = view?.tickets ?? [];
    expect(tickets.length).toBeGreaterThan(30);
    expect(tickets.length).toBeLessThanOrEqual(60);
    const gaps = tickets.slice(1).map((ticket, i) => ticket.at - (tickets[i]?.at ?? 0));
    expect(new Set(gaps).size).toBe(1);
    expect(accuracyDayView(learned(outcomes), '2026-11-23', NOON)).toBeUndefined();
  });

  it('shows a day that is over as it was shown while it lasted, and takes in what came of it late', () => {
    const today = Array.from({ length: 40 }, (_, i) =>
      outcome({ at: NOON - 7 * i * MINUTE + 1_234, median: i / 10 }, i % 9 === 0 ? 1500 : i / 3),
    );
    const tomorrow = outcome({ at: NOON + 24 * 60 * MINUTE, median: 5 }, 5);
    const shown = (outcomes: readonly Outcome[]) => accuracyDayView(learned(outcomes), '2026-11-24', NOON);
    expect(shown([...today, tomorrow])).toEqual(shown(today));
    expect(shown(today)?.tickets.map(({ actualMinutes }) => actualMinutes)).toContain(1500);
    const late = outcome({ at: NOON + MINUTE, median: 5 }, 5);
    expect(shown([...today, tomorrow, late, tomorrow])).toEqual(shown([...today, late]));
  });
});

describe('what is kept of outcomes', () => {
  const told = fc
    .record({
      day: fc.nat({ max: 60 }),
      minute: fc.nat({ max: 1400 }),
      median: fc.nat({ max: 90 }),
      actual: fc.nat({ max: 900 }),
    })
    .map(({ day, minute, median, actual }) =>
      outcome({ at: jst('2026-09-01T00:00') + (day * 1440 + minute) * MINUTE, median }, actual),
    );

  it('is the same however it comes in pieces, and JSON', () =>
    fc.assert(
      fc.property(fc.array(told, { maxLength: 200 }), fc.nat({ max: 200 }), (outcomes, cut) => {
        const whole = learnAccuracy(emptyAccuracy, lesson(outcomes));
        const first = learnAccuracy(emptyAccuracy, lesson(outcomes.slice(0, cut)));
        expect(learnAccuracy(first, lesson(outcomes.slice(cut)))).toEqual(whole);
        expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
      }),
      { numRuns: 50 },
    ));

  it('does not grow with the length of history', () => {
    let model: AccuracyModel = emptyAccuracy;
    const live = (from: number, to: number): number => {
      for (let day = from; day < to; day++)
        for (let i = 0; i < 200; i++)
          model = learnAccuracy(
            model,
            lesson([outcome({ at: NOON + (day * 1440 + i) * MINUTE, median: i % 40 }, i % 33)]),
          );
      return JSON.stringify(model).length;
    };
    const month = live(0, 40);
    expect(live(40, 100)).toBeLessThan(month * 1.05);
    expect(month).toBeLessThan(50_000);
  });
});
