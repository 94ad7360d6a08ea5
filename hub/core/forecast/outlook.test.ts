import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPeaks } from '../../../protocol/congestion/defaults.ts';
import type { Peak, SectionView } from '../../../protocol/congestion/views.ts';
import { instantOn, laterDay, type OpeningHours, openingOn } from '../../../protocol/ground/calendar.ts';
import { type SectionFacts, unknownSection } from '../facts.ts';
import type { Lesson } from '../lesson.ts';
import type { Outcome } from '../outcome.ts';
import { emptyProjection } from '../section-projection.ts';
import { sectionView } from '../views/section-view.ts';
import { peaksOf } from './day-effects.ts';
import { emptyForecast, type ForecastModel, learnForecast } from './forecast-model.ts';
import { forecastView } from './forecast-view.ts';

const MINUTE = 60_000;
const ZONE = 'Asia/Tokyo';
const hours: OpeningHours = { opens: '08:30', closes: '17:00', timezone: ZONE };
const facts: SectionFacts = {
  ...unknownSection('shimin'),
  hours,
  services: [{ id: 'shomei', name: { ja: '証明', en: 'Certificates' }, letter: 'A', expectedMinutes: 5 }],
};
const at = (day: string, time: string): number => instantOn(day, time, ZONE);

function waited(from: number, minutes: number): Outcome {
  const estimate = { lowMinutes: 0, medianMinutes: minutes, highMinutes: minutes };
  return {
    at: from,
    service: 'shomei',
    estimate,
    level: 'quiet',
    calledAt: from + minutes * MINUTE,
    actualMinutes: minutes,
  };
}
function lessonOf(of: SectionFacts, outcomes: readonly Outcome[]): Lesson {
  const { state } = emptyProjection(of);
  return { source: 'events', facts: of, outcomes, before: state, events: [], after: state };
}

interface Past {
  readonly from: string;
  readonly days: number;
  readonly of?: SectionFacts;
  /** By how much a day lies above a usual one. */
  readonly factor?: (peaks: readonly Peak[]) => number;
  readonly before?: ForecastModel;
}

/** Open days with ten minutes of waiting in the morning, thirty at noon and twenty in the late afternoon. */
function past({ from, days, of = facts, factor = () => 1, before = emptyForecast }: Past): ForecastModel {
  let model = before;
  for (let i = 0; i < days; i++) {
    const day = laterDay(from, i);
    const opening = openingOn(of.hours ?? hours, day);
    if ('closed' in opening) continue;
    const above = factor(peaksOf(day, of.hours));
    for (const [time, minutes] of [
      ['09:10', 10],
      ['12:10', 30],
      ['16:10', 20],
    ] as const)
      model = learnForecast(
        model,
        lessonOf(
          of,
          [0, 1, 2, 3, 4].map((i) => waited(at(day, time) + i * MINUTE, minutes * above)),
        ),
      );
  }
  return model;
}

function outlook(model: ForecastModel, now: number, of = facts) {
  const view = sectionView(emptyProjection(of), now);
  const services = view.services.map((service) => ({ ...service, waiting: 3 }));
  const present: SectionView = { ...view, freshness: 'live', reception: 'open', services };
  return forecastView({ city: 'kyoto', office: 'ukyo', facts: of, model, present, now });
}
const noonOf = (view: ReturnType<typeof outlook>, day: string): number =>
  view.whole.slots.find(({ from }) => from === at(day, '12:00'))?.estimate?.medianMinutes ?? Number.NaN;

/** A day of each peak beside a plain one of the same outlook. */
const PEAKS: readonly (readonly [Peak, string, string, string])[] = [
  ['monday', '2026-05-29', '2026-06-08', '2026-06-09'],
  ['after-rest', '2026-07-15', '2026-07-21', '2026-07-22'],
  ['month-end', '2026-06-22', '2026-06-30', '2026-06-25'],
  ['moving', '2026-03-09', '2026-03-17', '2026-03-12'],
];

describe('a peak that cities know', () => {
  it.each(PEAKS)('%s shows in the outlook as it is configured', (peak, today, busy, plain) => {
    const of = { ...facts, peaks: { ...defaultPeaks, [peak]: 1.6 } };
    const view = outlook(
      past({ from: laterDay(today, -28), days: 28, of, factor: (peaks) => (peaks.includes(peak) ? 1.6 : 1) }),
      at(today, '07:00'),
      of,
    );
    expect(view.days.find(({ day }) => day === busy)?.peaks).toContain(peak);
    expect(view.days.find(({ day }) => day === plain)?.peaks).toEqual([]);
    expect(noonOf(view, busy) / noonOf(view, plain)).toBeGreaterThan(1.4);
  });

  it.each(PEAKS)('%s is learned where the city configured none', (peak, today, busy, plain) => {
    const none = { monday: 1, 'after-rest': 1, 'month-end': 1, moving: 1 };
    const of = { ...facts, peaks: none };
    const factor = (peaks: readonly Peak[]) => (peaks.includes(peak) ? 2 : 1);
    const view = outlook(past({ from: laterDay(today, -550), days: 550, of, factor }), at(today, '07:00'), of);
    expect(noonOf(view, busy) / noonOf(view, plain)).toBeGreaterThan(1.35);
  });

  it.each(PEAKS)('%s is unlearned where it is none', (peak, today, busy, plain) => {
    const of = { ...facts, peaks: { ...defaultPeaks, [peak]: 2 } };
    const view = outlook(past({ from: laterDay(today, -550), days: 550, of }), at(today, '07:00'), of);
    expect(noonOf(view, busy) / noonOf(view, plain)).toBeLessThan(1.6);
  });
});

describe('the days to come', () => {
  it('have their hours by the wall clock, on the day on which clocks are put forward too', () => {
    const warsaw: SectionFacts = { ...facts, hours: { ...hours, timezone: 'Europe/Warsaw', closedOn: [] } };
    const { slots } = outlook(emptyForecast, Date.parse('2027-03-27T07:00:00+01:00'), warsaw).whole;
    for (const day of ['2027-03-27T00:00+01:00', '2027-03-28T00:00+01:00', '2027-03-29T00:00+02:00'].map(Date.parse)) {
      const first = slots.find(({ from }) => from >= day)?.from ?? Number.NaN;
      const time = { timeZone: 'Europe/Warsaw', hour: '2-digit', minute: '2-digit' } as const;
      expect(new Date(first).toLocaleTimeString('en-GB', time)).toBe('08:30');
    }
  });

  it('are closed where the calendar says so, and the best times lie within the hours of the others', () => {
    // The year's end, New Year, Coming of Age Day and the weekends between.
    const view = outlook(past({ from: '2026-11-02', days: 56 }), at('2026-12-28', '12:00'));
    const closed = view.days.filter((each) => each.closed !== null).map(({ day }) => day.slice(5));
    expect(closed).toEqual(['12-29', '12-30', '12-31', '01-01', '01-02', '01-03', '01-09', '01-10', '01-11']);
    for (const { from } of view.whole.slots)
      expect(closed).not.toContain(new Date(from + 9 * 3_600_000).toISOString().slice(5, 10));
    expect(view.whole.best).toHaveLength(3);
    for (const { from, estimate } of view.whole.best) {
      const minute = ((from + 9 * 3_600_000) / MINUTE) % 1440;
      expect(minute).toBeGreaterThanOrEqual(8 * 60 + 30);
      expect(minute + (estimate?.highMinutes ?? 999)).toBeLessThanOrEqual(17 * 60);
    }
  });

  it('say of who comes too late to be called before closing that it is in doubt, of nobody among the best times', () => {
    const { slots, best } = outlook(past({ from: '2026-06-01', days: 28 }), at('2026-06-29', '07:00')).whole;
    const closingAt = (time: string) =>
      slots.find(({ from }) => from === at('2026-06-30', time))?.estimate?.beforeClosing;
    expect(closingAt('12:00')).toBeUndefined();
    const late: SectionFacts = { ...facts, hours: { ...hours, closes: '16:10' } };
    const { whole } = outlook(past({ from: '2026-06-01', days: 28 }), at('2026-06-29', '07:00'), late);
    const last = whole.slots.find(({ from }) => from === at('2026-06-30', '16:00'));
    expect(last?.estimate?.medianMinutes).toBeGreaterThan(10);
    expect(last?.estimate?.beforeClosing).toMatch(/doubtful|unlikely/);
    for (const { estimate } of [...best, ...whole.best]) expect(estimate?.beforeClosing).toBeUndefined();
  });

  it('say nothing of the half hour that passes while nothing is published of its queue, and go on after it', () => {
    const now = at('2026-06-29', '12:10');
    const { slots } = outlook(past({ from: '2026-06-01', days: 28 }), now).whole;
    expect(slots[0]).toMatchObject({ from: at('2026-06-29', '12:00'), level: 'unknown', waiting: 3, estimate: null });
    expect(slots.find(({ from }) => from === at('2026-06-30', '12:00'))?.estimate).not.toBeNull();
    expect(slots.find(({ from }) => from === at('2026-06-29', '16:00'))?.estimate).not.toBeNull();
  });

  it('say nothing of half hours that the office never had, and drop those that it gave up', () => {
    const before = past({ from: '2026-06-01', days: 28 });
    const changed: SectionFacts = { ...facts, hours: { ...hours, opens: '11:00', closes: '19:00' } };
    const { slots } = outlook(before, at('2026-06-29', '07:00'), changed).whole;
    expect(slots.some(({ from }) => from === at('2026-06-30', '09:00'))).toBe(false);
    expect(slots.find(({ from }) => from === at('2026-06-30', '18:30'))).toMatchObject({
      level: 'unknown',
      estimate: null,
    });
    expect(slots.find(({ from }) => from === at('2026-06-30', '12:00'))?.estimate).not.toBeNull();
  });

  it('are as they were before a gap of weeks, with fewer half hours known by fewer days', () => {
    const before = past({ from: '2026-06-01', days: 28 });
    const now = at('2026-08-25', '07:00');
    expect(noonOf(outlook(before, now), '2026-08-26')).toBeCloseTo(
      noonOf(outlook(before, at('2026-06-29', '07:00')), '2026-07-01'),
      5,
    );
    const after = past({ from: '2026-08-25', days: 3, before });
    expect(outlook(after, at('2026-08-28', '07:00')).learnedDays).toBe(outlook(before, now).learnedDays + 3);
  });

  it('are not known on the first day of a section, however much of it has passed', () => {
    const model = past({ from: '2026-06-01', days: 1 });
    const view = outlook(model, at('2026-06-01', '16:50'));
    expect(view).toMatchObject({ learnedDays: 0, whole: { best: [] } });
    for (const { estimate, waiting, level } of view.whole.slots)
      expect([estimate, waiting, level]).toEqual([null, null, 'unknown']);
  });
});

it('an outlook of any log of days, jumps and gaps holds ordered, finite figures within hours, and its size is bounded', () => {
  const happening = fc.record({
    jumpDays: fc.constantFrom(0, 0, 0, 0, 1, 1, 1, 3, 30, 400, -1, -40),
    minute: fc.integer({ min: 0, max: 1439 }),
    minutes: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 2_000, noNaN: true })),
    told: fc.double({ min: 0, max: 2_000, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 120 }), (log) => {
      let model = emptyForecast;
      let day = '2026-06-01';
      for (const { jumpDays, minute, minutes, told } of log) {
        day = laterDay(day, jumpDays);
        const outcome = waited(at(day, '00:00') + minute * MINUTE, minutes);
        const estimate = { ...outcome.estimate, medianMinutes: told };
        model = learnForecast(model, lessonOf(facts, [{ ...outcome, estimate }]));
      }
      expect(JSON.stringify(model).length).toBeLessThan(12_000);
      for (const { from, estimate, waiting } of outlook(model, at(day, '10:00')).whole.slots) {
        const minute = ((from + 9 * 3_600_000) / MINUTE) % 1440;
        expect(minute >= 8 * 60 + 30 && minute < 17 * 60).toBe(true);
        expect(waiting === null || (Number.isFinite(waiting) && waiting >= 0)).toBe(true);
        if (estimate === null) continue;
        const { lowMinutes, medianMinutes, highMinutes } = estimate;
        expect(Number.isFinite(highMinutes)).toBe(true);
        expect(0 <= lowMinutes && lowMinutes <= medianMinutes && medianMinutes <= highMinutes).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});
