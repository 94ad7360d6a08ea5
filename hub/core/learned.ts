import { type AccuracyModel, emptyAccuracy, learnAccuracy } from './accuracy/accuracy-model.ts';
import type { SectionFacts } from './facts.ts';
import { emptyForecast, type ForecastModel, learnForecast } from './forecast/forecast-model.ts';
import type { Lesson } from './lesson.ts';
import { emptyModel, type WaitModel, withConfigured } from './wait/wait-model.ts';

/** Grows whenever a part changes its shape: what an older version kept is learned anew from the stored events. */
export const LEARNED_FORMAT = 8;

/**
 * All that a section has taught, in parts that know nothing of each other. Plain JSON (objects, arrays, strings, finite numbers,
 * null): it is kept as a whole and read back. Its size is bounded by what the section has (services, counters, slots of a
 * day, people who wait), never by how long it has run.
 */
export interface Learned {
  /** How long people wait: what every estimate is made of. It also yields the outcomes that the other parts learn from. */
  readonly wait: WaitModel;
  /** What its days are like by half hours: what the rest of today and the days to come may bring. */
  readonly forecast: ForecastModel;
  /** How right its promises were, and what they were. */
  readonly accuracy: AccuracyModel;
}

/** What was kept, by a section whose configuration may have changed since. */
export const learnedOf = (kept: Learned, facts: SectionFacts): Learned => ({
  ...kept,
  wait: withConfigured(kept.wait, facts),
});

export const emptyLearned = (facts: SectionFacts): Learned => ({
  wait: emptyModel(facts),
  forecast: emptyForecast,
  accuracy: emptyAccuracy,
});

/** What the parts beside the wait learn: each is a pure `learn…(part, lesson)`, and has its line here. */
export const learn = (learned: Learned, lesson: Lesson): Learned => ({
  ...learned,
  forecast: learnForecast(learned.forecast, lesson),
  accuracy: learnAccuracy(learned.accuracy, lesson),
});
