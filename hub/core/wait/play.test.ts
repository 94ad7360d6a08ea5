import { describe, expect, it } from 'vitest';
import { FUTURES, valuesOf } from './futures.ts';
import { play } from './play.ts';
import type { DeskAtStart, Scene } from './stage.ts';
import { grantedShape, unitVisits } from './visit-shape.ts';

const always = (minutes: number): Float64Array => valuesOf(() => minutes);
const free = (counter: number, serves: readonly number[] = [1]): DeskAtStart => ({
  counter,
  rested: false,
  pace: 1,
  serves,
  is: { state: 'free', likely: 1 },
});
const people = (count: number, service = 0): Scene['ahead'] =>
  Array.from({ length: count }, (_, i) => ({ id: 1 + i * 7 + service, service }));

/** Nothing is left to chance: visits of ten minutes, no breaks, nobody gives up. */
const plain: Scene = {
  desks: [free(1)],
  ahead: [],
  asked: [0],
  visits: [always(10)],
  anyVisit: always(10),
  unitVisits: unitVisits(grantedShape),
  speedDeviation: 0,
  breaks: { short: () => 0, long: () => 0, shortMinutes: always(10), longMinutes: always(60) },
  overtaking: { gap: 1, until: 0 },
  outOfOrder: 0,
  leaving: 0,
};
const waits = (scene: Partial<Scene>): readonly number[][] => play({ ...plain, ...scene }).map((played) => [...played]);
const mean = (values: readonly number[] = []): number => values.reduce((sum, each) => sum + each, 0) / values.length;
const all = (minutes: number): number[] => new Array<number>(FUTURES).fill(minutes);

describe('the queue played forward', () => {
  it('takes as long as the visits before, at as many desks as there are', () => {
    expect(waits({})).toEqual([all(0)]);
    expect(waits({ ahead: people(5) })).toEqual([all(50)]);
    expect(waits({ ahead: people(5), desks: [free(1), free(2)] })).toEqual([all(20)]);
    expect(waits({ ahead: people(5), desks: [{ ...free(1), pace: 1.5 }] })).toEqual([all(75)]);
  });

  it('waits only for those whom a desk of its own calls', () => {
    const desks = [free(1, [1, 0]), free(2, [0, 1])];
    const scene = { desks, visits: [always(10), always(10)], ahead: [...people(2, 0), ...people(3, 1)], asked: [0, 1] };
    expect(waits(scene)).toEqual([all(20), all(30)]);
    // A desk that does both in half of the futures helps out there.
    const helped = waits({ ...scene, desks: [free(1, [1, 0.5]), free(2, [0, 1])] })[1] ?? [];
    expect(new Set(helped)).toEqual(new Set([20, 30]));
    expect(helped.filter((minutes) => minutes === 20)).toHaveLength(FUTURES / 2);
  });

  it('begins a break when the visit is over that it falls into, and a long one once', () => {
    // All of the hazard lies at minute 15: during the second visit.
    const at15 = (minutes: number): number => (minutes >= 15 ? 1e3 : 0);
    expect(waits({ ahead: people(3), breaks: { ...plain.breaks, long: at15 } })).toEqual([all(90)]);
    const rested = [{ ...free(1), rested: true }];
    expect(waits({ ahead: people(3), desks: rested, breaks: { ...plain.breaks, long: at15 } })).toEqual([all(30)]);
    expect(mean(waits({ ahead: people(3), breaks: { ...plain.breaks, short: at15 } })[0])).toBe(40);
  });

  it('lets those who come later with a priority go before, and forgets who gives up', () => {
    const overtaken = mean(waits({ ahead: people(3), overtaking: { gap: 5, until: 20 } })[0]);
    // Four of them on average, of whom each costs a visit; one who comes when the turn has come costs nothing.
    expect(overtaken).toBeGreaterThan(55);
    expect(overtaken).toBeLessThan(72);
    expect(mean(waits({ ahead: people(20), leaving: 0.05 })[0])).toBeLessThan(80);
  });

  it('of exponential visits has the mean and the spread of an Erlang wait', () => {
    const exponential = valuesOf((share) => -10 * Math.log(1 - share));
    const played = waits({ ahead: people(9), visits: [exponential] })[0] ?? [];
    expect(mean(played)).toBeGreaterThan(87);
    expect(mean(played)).toBeLessThan(91);
    const deviation = Math.sqrt(mean(played.map((minutes) => (minutes - mean(played)) ** 2)));
    expect(deviation).toBeGreaterThan(0.75 * Math.sqrt(9) * 10);
    expect(deviation).toBeLessThan(1.25 * Math.sqrt(9) * 10);
  });

  it('comes to an end where nobody is there to call', () => {
    const gone: DeskAtStart = {
      ...free(1),
      is: {
        state: 'away',
        returns: { minutes: always(Number.POSITIVE_INFINITY), rested: new Uint8Array(FUTURES) },
      },
    };
    expect(waits({ ahead: people(2), desks: [gone] })).toEqual([all(720)]);
  });
});
