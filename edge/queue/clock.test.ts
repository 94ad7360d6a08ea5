import { describe, expect, it } from 'vitest';
import { watchedClock } from './clock.ts';

const MINUTE = 60_000;

function setup({ synchronised = true } = {}) {
  let wall = 1_800_000_000_000;
  let elapsed = 0;
  const clock = watchedClock({ now: () => wall, elapsedMs: () => elapsed, synchronised: () => synchronised });
  return {
    clock,
    pass(ms: number) {
      wall += ms;
      elapsed += ms;
    },
    jump(ms: number) {
      wall += ms;
    },
    lose() {
      synchronised = false;
    },
    synchronise() {
      synchronised = true;
    },
  };
}

describe('a clock', () => {
  it('is trusted while it runs steadily, midnight included', () => {
    const { clock, pass } = setup();
    for (let hour = 0; hour < 30; hour++) {
      pass(60 * MINUTE);
      expect(clock.trusted()).toBe(true);
    }
  });

  it.each([[24 * 60], [-24 * 60], [2]])(
    'that jumps by %i minutes is trusted again only when it has run steadily for ten',
    (minutes) => {
      const { clock, pass, jump } = setup();
      clock.trusted();
      jump(minutes * MINUTE);
      expect(clock.trusted()).toBe(false);
      pass(9 * MINUTE);
      expect(clock.trusted()).toBe(false);
      pass(MINUTE);
      expect(clock.trusted()).toBe(true);
    },
  );

  it('that is set right by a second is trusted all along', () => {
    const { clock, jump } = setup();
    clock.trusted();
    jump(-1_500);
    expect(clock.trusted()).toBe(true);
  });

  it('that no time server has set is not trusted', () => {
    const { clock, lose } = setup();
    lose();
    expect(clock.trusted()).toBe(false);
  });

  it.each([
    ['before', 1],
    ['after', 0],
  ])('that a time server sets right on a morning is trusted at once, noticed %s the jump', (_, late) => {
    const { clock, pass, jump, synchronise } = setup({ synchronised: false });
    expect(clock.trusted()).toBe(false);
    jump(15 * 60 * MINUTE);
    if (late === 1) clock.trusted();
    synchronise();
    expect(clock.trusted()).toBe(true);
    pass(1_000);
    expect(clock.trusted()).toBe(true);
  });
});
