import { describe, expect, it } from 'vitest';
import { unknownSection } from '../facts.ts';
import { emptyProjection } from '../section-projection.ts';
import { shares } from './standing.ts';
import { type Desk, unseenDesk } from './wait-model.ts';

const { wait } = emptyProjection(unknownSection('shimin')).learned;
const desk = (counter: number, calls: Desk['calls']): Desk => ({ ...unseenDesk(counter), calls });

describe('which services a desk that was opened for no list of them serves', () => {
  const shareOf = (service: string, ...desks: Desk[]): number[] =>
    desks.map(shares({ ...wait, desks: Object.fromEntries(desks.map((each) => [each.counter, each])) }, service));

  it('is those that it calls for', () => {
    expect(shareOf('ido', desk(1, { shomei: 50 }), desk(2, { ido: 30 }), desk(3, { shomei: 25, ido: 25 }))).toEqual([
      0, 1, 1,
    ]);
  });

  it('and those that hardly anybody comes for, which it never had to call for', () => {
    const [never, once] = shareOf('koseki', desk(1, { shomei: 50 }), desk(2, { shomei: 49, koseki: 1 }));
    expect(once).toBe(1);
    expect(never).toBeGreaterThan(0.5);
  });
});
