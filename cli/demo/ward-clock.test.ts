import { describe, expect, it } from 'vitest';
import { ManualTimers } from '../../hardware/testing/manual-timers.ts';
import { createWardClock } from './ward-clock.ts';

const startsAt = Date.parse('2026-11-24T08:45+09:00');
const HOUR = 3_600_000;

function setup(speed = 30, { started = true } = {}) {
  const timers = new ManualTimers();
  const stop = new AbortController();
  const clock = createWardClock({ startsAt, speed, timers });
  if (started) clock.start();
  const woken: string[] = [];
  const sleeper = (name: string, at: number): void => {
    void clock.sleepUntil(at, stop.signal).then((arrived) => woken.push(`${name} ${arrived}`));
  };
  return { timers, clock, stop, woken, sleeper };
}

describe('the ward clock', () => {
  it('begins where it is told and runs so many times a watch', async () => {
    const { timers, clock } = setup(30);
    expect(clock.now()).toBe(startsAt);
    await timers.pass(10_000);
    expect(clock.now()).toBe(startsAt + 300_000);
  });

  it('stands until it is started, and can be set on meanwhile; who slept before wakes by its time', async () => {
    const { timers, clock, sleeper, woken } = setup(60, { started: false });
    sleeper('nine', startsAt + HOUR / 4);
    sleeper('eleven', startsAt + 2.25 * HOUR);
    await timers.pass(3_600_000);
    expect(clock.now()).toBe(startsAt);
    clock.skipTo(startsAt + HOUR);
    await timers.pass(3_600_000);
    expect([clock.now(), woken]).toEqual([startsAt + HOUR, ['nine true']]);
    clock.start();
    await timers.pass(60_000);
    clock.start();
    expect(clock.now()).toBe(startsAt + 2 * HOUR);
    await timers.pass(15_000);
    expect(woken).toEqual(['nine true', 'eleven true']);
  });

  it('wakes sleepers in order, by its own time', async () => {
    const { timers, sleeper, woken } = setup(60);
    sleeper('noon', startsAt + 2 * HOUR);
    sleeper('ten', startsAt + HOUR);
    await timers.pass(60_000);
    expect(woken).toEqual(['ten true']);
    await timers.pass(60_000);
    expect(woken).toEqual(['ten true', 'noon true']);
  });

  it('set on wakes those whose time has come, and the others at their time', async () => {
    const { timers, clock, sleeper, woken } = setup(60);
    sleeper('evening', startsAt + 9 * HOUR);
    sleeper('morning', startsAt + 25 * HOUR);
    clock.skipTo(startsAt + 24 * HOUR);
    await timers.pass(0);
    expect(woken).toEqual(['evening true']);
    await timers.pass(60_000);
    expect(woken).toEqual(['evening true', 'morning true']);
  });

  it('never goes back', () => {
    const { clock } = setup();
    clock.skipTo(startsAt - HOUR);
    expect(clock.now()).toBe(startsAt);
  });

  it('lets sleepers go when they are told to stop, and leaves no timer behind', async () => {
    const { timers, stop, sleeper, woken } = setup();
    sleeper('late', startsAt + 9 * HOUR);
    stop.abort();
    await timers.pass(0);
    expect(woken).toEqual(['late false']);
    expect(timers.running).toBe(0);
  });
});
