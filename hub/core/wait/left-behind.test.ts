import { expect, it } from 'vitest';
import { unknownSection } from '../facts.ts';
import { emptyProjection, takeWaiting } from '../section-projection.ts';
import { headwayMinutes } from './count-model.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const NINE = Date.parse('2026-04-06T09:00+09:00');

it.each([
  ['shows its numbers', (n: number) => `A${n % 1000}`],
  ['shows no number', () => null],
])('a machine that %s and is left with people waiting at closing teaches nothing of its pace by night', (_, shown) => {
  let projection = emptyProjection(unknownSection('shimin'));
  let number = 0;
  const headways: number[] = [];
  for (let day = 0; day < 10; day += 1) {
    for (let minute = 0; minute < 1_440; minute += 5) {
      // Until five, somebody is called every five minutes; as many come, now two and now none.
      if (minute < 480) number += 1;
      const waiting = minute < 480 ? 6 + ((minute / 5) % 2) : 6;
      const observedAt = NINE + day * DAY + minute * MINUTE;
      const message = {
        observedAt,
        services: [{ service: 'shomei', waiting, lastCalled: shown(number) }],
        counters: [],
      };
      projection = takeWaiting(projection, message, observedAt);
      if (minute === 475 || minute === 1_435) headways.push(headwayMinutes(projection.learned.wait.counts, 'shomei'));
    }
  }
  const [evening = Number.NaN, morning = Number.NaN] = headways.slice(-2);
  expect(morning / evening).toBeGreaterThan(0.9);
  expect(morning / evening).toBeLessThan(1.15);
});
