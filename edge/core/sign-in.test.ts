import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lockedUntil, NO_TRIES, pinFault, standing, type Tries, triesLeft, wrongAgain } from './sign-in.ts';

const MINUTE_MS = 60_000;

describe('a PIN', () => {
  it.each(['', '12345', '1234567890123', 'abcdef', '48 217', '-482170'])(
    'that is no six to twelve figures is refused: %s',
    (pin) => expect(pinFault(pin, 'tanaka')?.ja).toContain('6桁から12桁'),
  );

  it.each(['777777', '121212', '112233', '123123'])('of too few different figures is refused: %s', (pin) =>
    expect(pinFault(pin, 'tanaka')?.ja).toContain('4種類以上'),
  );

  it.each(['123456', '987654', '789012', '3210987'])('that is a run is refused: %s', (pin) =>
    expect(pinFault(pin, 'tanaka')?.ja).toContain('続く数字'),
  );

  it.each([
    ['482170', '482170'],
    ['482170', 's-482170'],
    ['94821703', '482170'],
  ])('that is the figures of a staff number is refused: %s', (pin, name) =>
    expect(pinFault(pin, name)?.ja).toContain('職員番号'),
  );

  it('of other figures may be chosen', () => {
    for (const pin of ['482170', '902846', '135790', '4821703948']) expect(pinFault(pin, '田中 7')).toBeNull();
  });
});

/** So many wrong tries, each when the lock of the one before is over. */
function tried(times: number, from = 0): { readonly tries: Tries; readonly now: number } {
  let [tries, now]: [Tries, number] = [NO_TRIES, from];
  for (let i = 0; i < times; i++) {
    now = lockedUntil(tries, now) ?? now;
    tries = wrongAgain(tries, now);
  }
  return { tries, now };
}

describe('wrong tries', () => {
  it('lock the fifth time, for a minute, then twice as long with each, four hours at most', () => {
    const locks = [4, 5, 6, 7, 8, 12, 13, 14, 20].map((times) => {
      const { tries, now } = tried(times);
      const until = lockedUntil(tries, now);
      return until === null ? null : (until - now) / MINUTE_MS;
    });
    expect(locks).toEqual([null, 1, 2, 4, 8, 128, 240, 240, 240]);
    expect([0, 1, 4, 5, 6].map((times) => triesLeft(tried(times).tries))).toEqual([5, 4, 1, 0, 0]);
  });

  it('are forgotten when a day went by without one', () => {
    const { tries, now } = tried(9, 1_000);
    expect(standing(tries, now + 24 * 60 * MINUTE_MS)).toEqual(tries);
    expect(standing(tries, now + 24 * 60 * MINUTE_MS + 1)).toEqual(NO_TRIES);
  });

  it('lock nobody for longer than a lock lasts, however a clock is set', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: 0, max: 4e12 }),
        (wrong, at, now) => {
          const until = lockedUntil(standing({ wrong, at }, now), now) ?? now;
          expect(until - now).toBeLessThanOrEqual(4 * 60 * MINUTE_MS);
        },
      ),
    ));
});
