import { describe, expect, it } from 'vitest';
import { type Live, LiveFeed, LOST_AFTER_MS, type Source, STALE_AFTER_MS } from './live-feed.ts';
import { fakeClock } from './testing/fake-clock.ts';

interface View {
  readonly observedAt: number;
  readonly waiting: number;
}

class FakeSource implements Source {
  readonly handlers = new Map<string, (data: string) => void>();
  fail = () => {};
  closed = false;
  listen(event: string, handler: (data: string) => void) {
    this.handlers.set(event, handler);
  }
  onError(handler: () => void) {
    this.fail = handler;
  }
  close() {
    this.closed = true;
  }
  send(event: string, value: unknown) {
    this.handlers.get(event)?.(JSON.stringify(value));
  }
}

function setup({ places = () => true }: { places?: () => boolean } = {}) {
  const clock = fakeClock();
  const sources: FakeSource[] = [];
  const seen: Live<View>[] = [];
  const builds: string[] = [];
  let asked = 0;
  const feed = new LiveFeed<View>({
    event: 'section',
    open: () => {
      if (!places()) return null;
      const source = new FakeSource();
      sources.push(source);
      return source;
    },
    timeOf: (view) => view.observedAt,
    clock,
    random: () => 0.5,
    onChange: (live) => seen.push(live),
    onBuild: (build) => builds.push(build),
    ask: () => {
      asked += 1;
    },
  });
  feed.open();
  const source = () => sources.at(-1) ?? new FakeSource();
  return { clock, feed, sources, source, builds, last: () => seen.at(-1), asked: () => asked };
}

const view: View = { observedAt: 1_000_000, waiting: 3 };

describe('a live feed', () => {
  it('is live as soon as a value comes, at the time that the server says', () => {
    const { source, last } = setup();
    source().send('section', view);
    expect(last()).toEqual({ value: view, status: 'live', heardAt: 1_000_000 });
  });

  it('stays live on signs of life, and takes its time from them', () => {
    const { clock, source, last } = setup();
    source().send('section', view);
    for (let times = 1; times <= 10; times++) {
      clock.run(2_000);
      source().send('alive', { at: 1_000_000 + times * 60_000 });
    }
    expect(last()).toEqual({ value: view, status: 'live', heardAt: 1_600_000 });
  });

  it('is stale after five seconds of silence, and keeps the time at which it was last true', () => {
    const { clock, source, last } = setup();
    source().send('section', view);
    clock.run(STALE_AFTER_MS - 1);
    expect(last()?.status).toBe('live');
    clock.run(1);
    expect(last()).toEqual({ value: view, status: 'stale', heardAt: 1_000_000 });
  });

  it('is stale as soon as a connection that broke cannot be opened again; one that can stays live', () => {
    const { clock, source, sources, last } = setup();
    source().send('section', view);
    source().fail();
    clock.run(300);
    source().send('section', view);
    expect([sources.length, last()?.status]).toEqual([2, 'live']);
    source().fail();
    clock.run(300);
    source().fail();
    expect(last()?.status).toBe('stale');
  });

  it('gives up a connection that is open but silent, and opens another', () => {
    const { clock, source, sources } = setup();
    source().send('section', view);
    clock.run(STALE_AFTER_MS + 1_000);
    expect(sources.length).toBeGreaterThan(1);
    expect(sources[0]?.closed).toBe(true);
  });

  it('does not call an old value live because a new connection is alive', () => {
    const { clock, source, last, asked } = setup();
    source().send('section', view);
    clock.run(STALE_AFTER_MS + 1_000);
    const before = asked();
    source().send('alive', { at: 1_010_000 });
    expect(last()?.status).toBe('stale');
    expect(last()?.heardAt).toBe(1_000_000);
    expect(asked()).toBe(before + 1);
  });

  it('is live again when the value was asked for and came', () => {
    const { clock, source, feed, last } = setup();
    source().send('section', view);
    clock.run(STALE_AFTER_MS + 1_000);
    source().send('alive', { at: 1_010_000 });
    feed.offer({ observedAt: 1_010_500, waiting: 5 });
    expect(last()).toEqual({ value: { observedAt: 1_010_500, waiting: 5 }, status: 'live', heardAt: 1_010_500 });
  });

  it('takes the value of its stream for newer than an answer that comes late', () => {
    const { source, feed, last } = setup();
    source().send('section', view);
    feed.offer({ observedAt: 999_000, waiting: 9 });
    expect(last()?.value).toEqual(view);
  });

  it('is lost after five minutes of silence', () => {
    const { clock, source, last } = setup();
    source().send('section', view);
    clock.run(LOST_AFTER_MS);
    expect(last()?.status).toBe('lost');
  });

  it('opens anew with growing pauses, and at once when the page is seen again', () => {
    const { clock, source, sources, feed } = setup();
    const openedWithin = (ms: number) => {
      const before = sources.length;
      clock.run(ms);
      return sources.length - before;
    };
    source().fail();
    expect(openedWithin(300)).toBe(1);
    source().fail();
    expect(openedWithin(999)).toBe(0);
    expect(openedWithin(1)).toBe(1);
    source().fail();
    const before = sources.length;
    feed.resume();
    expect(sources.length).toBe(before + 1);
  });

  it('is stale at once when the page comes back from a long sleep', () => {
    const { clock, source, feed, last } = setup();
    source().send('section', view);
    clock.sleep(60_000);
    feed.resume();
    expect(last()?.status).toBe('stale');
  });

  it('asks for its value each time that its stream fails, be it silent or refused', () => {
    const { clock, source, feed, asked, last } = setup();
    source().send('section', view);
    clock.run(STALE_AFTER_MS);
    expect([asked(), last()?.status]).toEqual([1, 'stale']);
    feed.offer({ ...view, waiting: 8 });
    expect(last()).toMatchObject({ status: 'live', value: { waiting: 8 } });
    clock.run(1_000);
    source().fail();
    expect(asked()).toBe(2);
  });

  it('asks why when it was never able to connect', () => {
    const { source, asked, last } = setup();
    source().fail();
    expect(asked()).toBe(1);
    expect(last()).toBeUndefined();
  });

  it('asks for its value every two seconds while it has no place to stream, and streams when there is one', () => {
    let free = false;
    const { clock, feed, sources, source, asked, last } = setup({ places: () => free });
    expect(asked()).toBe(1);
    feed.offer(view);
    for (let times = 1; times <= 5; times++) {
      clock.run(2_000);
      expect(asked()).toBe(1 + times);
      feed.offer({ ...view, waiting: times });
    }
    expect(last()).toMatchObject({ status: 'live', value: { waiting: 5 } });
    free = true;
    clock.run(2_000);
    expect([asked(), sources.length]).toEqual([6, 1]);
    source().send('section', view);
    expect(last()).toEqual({ value: view, status: 'live', heardAt: view.observedAt });
  });

  it('is stale when nothing that it asked for comes', () => {
    const { clock, feed, last } = setup({ places: () => false });
    feed.offer(view);
    clock.run(STALE_AFTER_MS);
    expect(last()).toMatchObject({ status: 'stale' });
  });

  it('leaves its connection to others while nobody sees it, and is open again at once when somebody does', () => {
    const { clock, source, sources, feed, last } = setup();
    source().send('section', view);
    feed.pause();
    expect(source().closed).toBe(true);
    expect(clock.waiting).toBe(0);
    clock.run(60_000);
    expect(last()?.status).toBe('live');
    feed.resume();
    expect(last()?.status).toBe('stale');
    expect(sources.length).toBe(2);
    source().send('section', view);
    expect(last()?.status).toBe('live');
  });

  it('tells the build that its server is of, which is no value', () => {
    const { source, builds, last } = setup();
    source().send('build', { build: '1a2b' });
    source().send('build', { build: 7 });
    expect(builds).toEqual(['1a2b']);
    expect(last()).toBeUndefined();
  });

  it('survives a value that is no JSON', () => {
    const { source, last } = setup();
    source().handlers.get('section')?.('{');
    expect(last()).toBeUndefined();
  });

  it('leaves no timer and no connection when it is closed, and hears nothing more', () => {
    const { clock, source, feed, last } = setup();
    const open = source();
    open.send('section', view);
    feed.close();
    feed.close();
    open.send('section', { observedAt: 2_000_000, waiting: 4 });
    feed.offer({ observedAt: 2_000_000, waiting: 4 });
    feed.resume();
    expect(open.closed).toBe(true);
    expect(clock.waiting).toBe(0);
    expect(last()?.value).toEqual(view);
  });
});
