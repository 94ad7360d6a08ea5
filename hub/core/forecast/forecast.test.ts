import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPeaks } from '../../../protocol/congestion/defaults.ts';
import type { SectionView } from '../../../protocol/congestion/views.ts';
import { type SectionFacts, unknownSection } from '../facts.ts';
import type { Lesson } from '../lesson.ts';
import type { Outcome } from '../outcome.ts';
import { emptyProjection } from '../section-projection.ts';
import { sectionView } from '../views/section-view.ts';
import { peaksOf } from './day-effects.ts';
import { emptyForecast, type ForecastModel, learnForecast } from './forecast-model.ts';
import { forecastView } from './forecast-view.ts';

const MINUTE = 60_000;
const text = (word: string) => ({ ja: word, en: word });
const facts: SectionFacts = {
  ...unknownSection('shimin'),
  hours: { opens: '08:30', closes: '17:00', timezone: 'Asia/Tokyo' },
  services: [{ id: 'shomei', name: text('証明'), letter: 'A', expectedMinutes: 5 }],
};
const jst = (time: string): number => Date.parse(`${time}+09:00`);

/** Somebody who took a ticket at a time and waited so many minutes. */
const waited = (time: string, minutes: number): Outcome => ({
  at: jst(time),
  service: 'shomei',
  estimate: { lowMinutes: 0, medianMinutes: minutes, highMinutes: minutes },
  level: 'quiet',
  calledAt: jst(time) + minutes * MINUTE,
  actualMinutes: minutes,
});
const learn = (model: ForecastModel, outcomes: readonly Outcome[], of = facts): ForecastModel =>
  outcomes.reduce((before, outcome) => learnForecast(before, lesson([outcome], of)), model);
const lesson = (outcomes: readonly Outcome[], of = facts): Lesson => {
  const { state } = emptyProjection(of);
  return { source: 'events', facts: of, outcomes, before: state, events: [], after: state };
};
const counts = (model: ForecastModel, time: string, waiting: number): ForecastModel =>
  learnForecast(model, {
    source: 'counts',
    facts,
    outcomes: [],
    before: null,
    message: { observedAt: jst(time), services: [{ service: 'shomei', waiting, lastCalled: null }], counters: [] },
  });
const present = (at: number, change: Partial<SectionView['services'][number]> = {}): SectionView => {
  const view = sectionView(emptyProjection(facts), at);
  const services = view.services.map((service) => ({ ...service, ...change }));
  return { ...view, freshness: 'live', reception: 'open', services };
};
const viewAt = (model: ForecastModel, time: string, now: Partial<SectionView['services'][number]> = {}) =>
  forecastView({ city: 'kyoto', office: 'ukyo', facts, model, present: present(jst(time), now), now: jst(time) });
const at = (view: ReturnType<typeof viewAt>, time: string) =>
  view.services[0]?.slots.find(({ from }) => from === jst(time));

/** Four weeks of November: a short wait in the morning, half an hour at eleven, each Monday twice as long. */
const days = ['02', '04', '05', '06', '09', '10', '11', '12', '13', '16', '17', '18', '19', '20'];
const month = learn(
  emptyForecast,
  days.flatMap((day) => {
    const factor = new Date(`2026-11-${day}`).getUTCDay() === 1 ? 2 : 1;
    return [
      waited(`2026-11-${day}T09:00`, 4 * factor),
      waited(`2026-11-${day}T11:00`, 30 * factor),
      waited(`2026-11-${day}T11:10`, 32 * factor),
      waited(`2026-11-${day}T16:30`, 20 * factor),
    ];
  }),
);

describe('a forecast', () => {
  it('of a section that has taught nothing yet says so: its hours, and no figure', () => {
    const view = viewAt(emptyForecast, '2026-11-24T10:00');
    expect(view).toMatchObject({ learnedDays: 0, whole: { best: [] } });
    expect(view.whole.slots.length).toBeGreaterThan(100);
    for (const slot of view.whole.slots)
      expect(slot).toMatchObject({ level: 'unknown', waiting: null, estimate: null });
  });

  it('begins with the half hour that is passing and ends with the last of the fourteenth day', () => {
    const { slots } = viewAt(month, '2026-11-24T10:10').whole;
    expect(slots[0]?.from).toBe(jst('2026-11-24T10:00'));
    expect(slots.at(-1)?.from).toBe(jst('2026-12-08T16:30'));
  });

  it('says why a day is closed, and which peaks a day falls into', () => {
    const { days, whole } = viewAt(month, '2026-11-20T10:00');
    expect(days.map(({ day, closed, peaks }) => [day.slice(8), closed?.ja ?? peaks.join(' ')])).toEqual([
      ['20', ''],
      ['21', '土曜日'],
      ['22', '日曜日'],
      ['23', '勤労感謝の日'],
      ['24', 'after-rest'],
      ['25', ''],
      ['26', ''],
      ['27', 'month-end'],
      ['28', '土曜日'],
      ['29', '日曜日'],
      ['30', 'monday month-end'],
      ['01', ''],
      ['02', ''],
      ['03', ''],
      ['04', ''],
    ]);
    expect(whole.slots.some(({ from }) => from === jst('2026-11-23T11:00'))).toBe(false);
  });

  it('is what the half hours of its days were like', () => {
    const view = viewAt(month, '2026-11-24T08:00');
    const eleven = at(view, '2026-11-26T11:00');
    expect(eleven?.estimate?.medianMinutes).toBeGreaterThan(22);
    expect(eleven?.estimate?.medianMinutes).toBeLessThan(40);
    expect(eleven?.level).toBe('busy');
    expect(at(view, '2026-11-26T09:00')?.estimate?.medianMinutes).toBeLessThan(12);
    // Two people waited through the half hour, though one of them came ten minutes late.
    expect(eleven?.waiting).toBeGreaterThan(1);
  });

  it('learns the weight of a weekday, slowly', () => {
    const eleven = (time: string) => at(viewAt(month, '2026-11-25T08:00'), time)?.estimate?.medianMinutes ?? 0;
    const ratio = eleven('2026-11-30T11:00') / eleven('2026-11-26T11:00');
    const neutral = learn(emptyForecast, [waited('2026-11-18T11:00', 30), waited('2026-11-19T11:00', 30)]);
    const unlearned = (time: string) => at(viewAt(neutral, '2026-11-20T08:00'), time)?.estimate?.medianMinutes ?? 0;
    const configured = unlearned('2026-11-30T11:00') / unlearned('2026-11-26T11:00');
    expect(ratio).toBeGreaterThan(configured);
    expect(ratio).toBeLessThan(2);
  });

  it('names the half hours in which one waits least, the best day first, and none that ends after closing', () => {
    const { best } = viewAt(month, '2026-11-24T12:00').services[0] ?? { best: [] };
    expect(best).toHaveLength(3);
    expect(best.every(({ from }) => from % (24 * 60 * MINUTE) === jst('2026-11-25T09:00') % (24 * 60 * MINUTE))).toBe(
      true,
    );
    const late = learn(emptyForecast, [waited('2026-11-18T16:30', 40)]);
    expect(viewAt(late, '2026-11-24T12:00').whole.best).toEqual([]);
  });

  it('of today begins where the present is, and comes back to what is usual', () => {
    const crowd = { waiting: 30, estimate: { lowMinutes: 70, medianMinutes: 90, highMinutes: 120 } };
    const usual = viewAt(month, '2026-11-24T11:00');
    const crowded = viewAt(month, '2026-11-24T11:00', crowd);
    const median = (view: typeof usual, time: string) => at(view, time)?.estimate?.medianMinutes ?? Number.NaN;
    expect(at(crowded, '2026-11-24T11:00')?.estimate).toEqual(crowd.estimate);
    const beyond = (time: string) => median(crowded, time) - median(usual, time);
    expect(beyond('2026-11-24T16:30')).toBeLessThan(beyond('2026-11-24T11:00') / 2);
    expect(median(crowded, '2026-11-25T11:00')).toBe(median(usual, '2026-11-25T11:00'));
  });

  it('takes a day in when the next begins, and not before', () => {
    const one = learn(emptyForecast, [waited('2026-11-18T11:00', 30)]);
    expect(viewAt(one, '2026-11-18T15:00').learnedDays).toBe(0);
    expect(viewAt(one, '2026-11-19T08:00').learnedDays).toBe(1);
  });

  it('is learned from counts alone too: people, and no minutes where nobody knows them', () => {
    let model = emptyForecast;
    for (const day of ['17', '18', '19'])
      for (const [time, waiting] of [
        ['10:00', 4],
        ['10:10', 6],
        ['10:35', 0],
      ] as const)
        model = counts(model, `2026-11-${day}T${time}`, waiting);
    const slot = at(viewAt(model, '2026-11-24T08:00'), '2026-11-25T10:00');
    expect(slot).toMatchObject({ level: 'unknown', estimate: null });
    expect(slot?.waiting).toBeGreaterThan(3);
    expect(slot?.waiting).toBeLessThan(5);
  });

  it('of a section without hours knows the weekdays and the half hours that it saw', () => {
    const unknown = unknownSection('shimin');
    const model = learn(
      emptyForecast,
      days.map((day) => waited(`2026-11-${day}T11:00`, 20)),
      unknown,
    );
    const now = jst('2026-11-24T08:00');
    const services = present(now).services;
    const view = forecastView({
      city: 'c',
      office: 'o',
      facts: unknown,
      model,
      present: { ...present(now), services },
      now,
    });
    expect(new Set(view.whole.slots.map(({ from }) => new Date(from + 9 * 60 * MINUTE).getUTCDay()))).toEqual(
      new Set([1, 2, 3, 4, 5]),
    );
    expect(view.whole.slots).toHaveLength(11);
  });
});

describe('what is learned of days', () => {
  const outcome = fc
    .record({
      day: fc.integer({ min: 1, max: 28 }),
      minute: fc.integer({ min: 0, max: 1439 }),
      minutes: fc.double({ min: 0, max: 900, noNaN: true }),
    })
    .map(({ day, minute, minutes }) =>
      waited(
        `2026-11-${String(day).padStart(2, '0')}T${new Date(minute * MINUTE).toISOString().slice(11, 16)}`,
        minutes,
      ),
    );

  it('is the same however it comes in pieces, JSON, and gives finite, ordered figures for any history', () =>
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 40 }), fc.nat({ max: 40 }), (outcomes, cut) => {
        const whole = learnForecast(emptyForecast, lesson(outcomes));
        const pieces = [outcomes.slice(0, cut), outcomes.slice(cut)].reduce(
          (so, part) => learnForecast(so, lesson(part)),
          emptyForecast,
        );
        expect(pieces).toEqual(whole);
        expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
        for (const { waiting, estimate } of viewAt(whole, '2026-11-24T10:00', { waiting: 7 }).whole.slots) {
          expect(waiting ?? 0).toBeGreaterThanOrEqual(0);
          if (estimate === null) continue;
          const { lowMinutes, medianMinutes, highMinutes } = estimate;
          expect(Number.isFinite(highMinutes)).toBe(true);
          expect(lowMinutes).toBeGreaterThanOrEqual(0);
          expect(medianMinutes).toBeGreaterThanOrEqual(lowMinutes);
          expect(highMinutes).toBeGreaterThanOrEqual(medianMinutes);
        }
      }),
      { numRuns: 60 },
    ));

  it('goes on after a clock that jumped to another year and back', () => {
    const day = (of: string) => Array.from({ length: 30 }, (_, i) => waited(`2026-11-${of}T11:${String(i + 10)}`, 20));
    for (const jump of ['2031-01-01T11:00', '1970-01-02T11:00']) {
      const model = learn(emptyForecast, [...day('17'), waited(jump, 20), ...day('18'), ...day('19')]);
      const view = viewAt(model, '2026-11-20T08:00');
      expect(view.learnedDays).toBeGreaterThanOrEqual(3);
      expect(at(view, '2026-11-20T11:00')?.estimate?.medianMinutes).toBeGreaterThan(10);
    }
  });

  it('does not grow with the length of history', () => {
    let model = emptyForecast;
    const size = () => JSON.stringify(model).length;
    const run = (from: number, to: number): void => {
      for (let i = from; i < to; i++) {
        const day = new Date(jst('2020-01-06T00:00') + i * 24 * 60 * MINUTE).toISOString().slice(0, 10);
        model = learn(model, [waited(`${day}T10:00`, 5 + (i % 9)), waited(`${day}T15:00`, 9)]);
      }
    };
    run(0, 60);
    const after60 = size();
    run(60, 600);
    expect(size()).toBeLessThan(after60 * 1.2);
  });
});

it.each([
  ['2026-11-24', 'after-rest'],
  ['2027-01-04', 'monday after-rest'],
  ['2026-11-30', 'monday month-end'],
  ['2026-12-28', 'monday month-end'],
  ['2027-03-15', 'monday moving'],
  ['2027-04-15', 'moving'],
  ['2027-04-16', ''],
  ['2026-11-26', ''],
])('%s is a peak: %s', (day, expected) => {
  expect(peaksOf(day, facts.hours).join(' ')).toBe(expected);
  expect(Object.keys(defaultPeaks)).toHaveLength(4);
});
