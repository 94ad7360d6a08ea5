import { describe, expect, it } from 'vitest';
import { BuildWatch, type BuildWatchOptions, UNTOUCHED_MS } from './build-watch.ts';
import { fakeClock } from './testing/fake-clock.ts';

/** A tab: what its storage keeps outlives the pages in it. */
function tab() {
  const kept = new Map<string, string>();
  const storage = { getItem: (name: string) => kept.get(name) ?? null, setItem: kept.set.bind(kept) };
  let reloads = 0;
  const clock = fakeClock();
  const page = (own: string | null, others: Partial<BuildWatchOptions> = {}) =>
    new BuildWatch({ own, clock, storage, reload: () => reloads++, ...others });
  return { page, clock, reloads: () => reloads };
}

describe('a page whose server is of another build', () => {
  it('reloads itself at once where nobody is at it, and not while the build is its own', () => {
    const { page, reloads } = tab();
    page('a').heard('a');
    expect(reloads()).toBe(0);
    page('a').heard('b');
    expect(reloads()).toBe(1);
  });

  it('waits while somebody is in the middle of something', () => {
    const { page, clock, reloads } = tab();
    const open = page('a');
    const [one, other] = [open.busy(), open.busy()];
    open.heard('b');
    clock.run(600_000);
    one();
    one();
    clock.run(600_000);
    expect(reloads()).toBe(0);
    other();
    clock.run(10_000);
    expect(reloads()).toBe(1);
  });

  it('waits until nobody has touched it for a while', () => {
    const { page, clock, reloads } = tab();
    const open = page('a');
    open.touched();
    open.heard('b');
    clock.run(UNTOUCHED_MS - 1);
    open.touched();
    clock.run(UNTOUCHED_MS - 1);
    expect(reloads()).toBe(0);
    clock.run(10_000);
    expect(reloads()).toBe(1);
  });

  it('stays where it is when the server is of its own build again before that', () => {
    const { page, clock, reloads } = tab();
    const open = page('a');
    open.touched();
    open.heard('b');
    open.heard('a');
    clock.run(600_000);
    expect(reloads()).toBe(0);
    expect(clock.waiting).toBe(0);
  });

  it('never reloads in a loop: not where it comes back as old as it was, nor between two servers of two builds', () => {
    const { page, reloads } = tab();
    page('a').heard('b');
    page('a').heard('b');
    expect(reloads()).toBe(1);
    for (let i = 0; i < 10; i++) {
      page('b').heard('a');
      page('a').heard('b');
    }
    expect(reloads()).toBe(2);
  });

  it.each([
    ['does not say of which it is', null, {}],
    ['can keep nothing', 'a', { storage: null }],
    [
      'may keep nothing',
      'a',
      {
        storage: {
          getItem: () => null,
          setItem: () => {
            throw new Error('quota');
          },
        },
      },
    ],
  ] as const)('stays where it is where it %s', (_, own, others) => {
    const { page, reloads } = tab();
    page(own, others).heard('b');
    expect(reloads()).toBe(0);
  });
});
