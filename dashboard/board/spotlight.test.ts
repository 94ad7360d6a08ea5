import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BoardCall, callKey } from './board-view.ts';
import { AT_ONCE, darkness, isLit, largeCalls, looked, NEW_FOR_MS, nextLookMs, type Spotlight } from './spotlight.ts';

const call = (number: string, at: number, change: Partial<BoardCall> = {}): BoardCall => ({
  number,
  counter: 1,
  at,
  state: 'calling',
  section: null,
  ...change,
});

/** A board that is told of calls as time goes by; `lit` is how long each was in the light, milliseconds by key. */
class Watched {
  nowMs = 0;
  spotlight: Spotlight = darkness;
  calls: readonly BoardCall[] = [];
  readonly lit = new Map<string, number>();

  tell(calls: readonly BoardCall[]): void {
    this.calls = calls;
    this.spotlight = looked(this.spotlight, calls, this.nowMs);
  }

  pass(forMs: number): void {
    const untilMs = this.nowMs + forMs;
    for (;;) {
      const next = Math.min(nextLookMs(this.spotlight) ?? untilMs, untilMs);
      for (const { call } of this.spotlight.lit)
        this.lit.set(callKey(call), (this.lit.get(callKey(call)) ?? 0) + next - this.nowMs);
      this.nowMs = next;
      this.spotlight = looked(this.spotlight, this.calls, next);
      if (next === untilMs) return;
    }
  }

  get large(): string[] {
    return largeCalls(this.spotlight, this.calls).map(({ number }) => number);
  }
}

function watched(calls: readonly BoardCall[] = []): Watched {
  const board = new Watched();
  board.tell(calls);
  return board;
}

describe('a new call', () => {
  it.each([0, 300, 1_500, 5_000])('stands as long as the one %i ms before it', (gapMs) => {
    const board = watched();
    const first = call('A001', 1);
    const second = call('A002', 1 + gapMs, { counter: 2 });
    if (gapMs > 0) {
      board.tell([first]);
      board.pass(gapMs);
    }
    board.tell([second, first]);
    expect(board.large).toEqual(['A002', 'A001']);
    board.pass(2 * NEW_FOR_MS);
    expect([...board.lit.values()]).toEqual([NEW_FOR_MS, NEW_FOR_MS]);
    expect(board.large).toEqual(['A002']);
  });

  it('stands for its span whatever is called meanwhile, a few at once and none left out', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 12 }), (gapsMs) => {
        const board = watched();
        let calls: BoardCall[] = [];
        for (const [index, gapMs] of gapsMs.entries()) {
          board.pass(gapMs);
          calls = [call(`A${index}`, board.nowMs, { counter: index + 1 }), ...calls];
          board.tell(calls);
          expect(board.spotlight.lit.length).toBeLessThanOrEqual(AT_ONCE);
        }
        board.pass(gapsMs.length * NEW_FOR_MS);
        expect(calls.map((each) => board.lit.get(callKey(each)))).toEqual(calls.map(() => NEW_FOR_MS));
        expect(isLit(board.spotlight)).toBe(false);
      }),
    );
  });

  it('that is made again stands alone in its place, for a whole span', () => {
    const board = watched();
    board.tell([call('A001', 1)]);
    board.pass(5_000);
    board.tell([call('A001', 5_000)]);
    expect(board.large).toEqual(['A001']);
    board.pass(2 * NEW_FOR_MS);
    expect([...board.lit.values()]).toEqual([5_000, NEW_FOR_MS]);
  });

  it.each([
    ['is gone', []],
    ['is at the counter', [call('A001', 1, { state: 'serving' })]],
  ])('leaves at once when whoever was called %s', (_, calls) => {
    const board = watched();
    board.tell([call('A001', 1)]);
    board.tell(calls);
    expect(board.large).toEqual([]);
  });
});

describe('an old call', () => {
  it('is not new on a page that was just opened, or connects again, or is told of it again', () => {
    const board = watched([call('A002', 2), call('A001', 1)]);
    expect(isLit(board.spotlight)).toBe(false);
    expect(board.large).toEqual(['A002']);
    board.tell([]);
    board.tell([call('A002', 2), call('A001', 1)]);
    expect(isLit(board.spotlight)).toBe(false);
  });

  it('of a unit that does not tell who is at the counter stands as it always did', () => {
    const board = watched();
    board.tell([call('A001', 1, { state: undefined })]);
    board.pass(2 * NEW_FOR_MS);
    expect(board.large).toEqual(['A001']);
  });
});
