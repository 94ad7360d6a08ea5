import { expect, it } from 'vitest';
import { aFolder } from '../../../hardware/testing/folder.ts';
import { Sessions } from './sessions.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NINE = Date.parse('2026-11-24T09:00+09:00');

/** Sessions over one folder, whose watch and whose wall clock are set by hand. */
async function setup() {
  const folder = await aFolder();
  let [watchMs, wall, trusted] = [5_000, NINE, true];
  const due: (() => void)[] = [];
  const timers = {
    elapsedMs: () => watchMs,
    after(_: number, run: () => void) {
      due.push(run);
      return () => undefined;
    },
  };
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const clock = { now: () => wall, trusted: () => trusted, speed: 1 };
  const open = () => new Sessions({ folder, clock, timers, logger });
  return {
    open,
    pass(ms: number) {
      watchMs += ms;
      wall += ms;
    },
    set(to: number) {
      wall = to;
    },
    trust(word: boolean) {
      trusted = word;
    },
    /** The program starts anew after so long, on another watch. */
    async restart(sessions: Sessions, afterMs: number) {
      await sessions.close();
      watchMs = 1_000;
      wall += afterMs;
      return open();
    },
    look() {
      for (const run of due.splice(0)) run();
    },
  };
}
const STAFF = { role: 'staff', who: 'somebody', name: '田中' } as const;

it('end after thirty minutes in which nobody does anything, and after twelve hours in any case', async () => {
  const { open, pass } = await setup();
  const sessions = open();
  const { token, session } = sessions.begin(STAFF);
  expect(sessions.until(session)).toBe(NINE + 30 * MINUTE_MS);
  for (let i = 0; i < 24; i++) {
    pass(30 * MINUTE_MS);
    expect(sessions.find(token, true)).toMatchObject({ who: 'somebody' });
  }
  pass(1);
  expect(sessions.find(token, true)).toBeNull();
  const next = sessions.begin(STAFF);
  pass(29 * MINUTE_MS);
  expect(sessions.find(next.token, false)).not.toBeNull();
  pass(2 * MINUTE_MS);
  expect(sessions.find(next.token, false)).toBeNull();
});

it('tell whoever watches that they ended, also where nobody asks', async () => {
  const { open, pass, look } = await setup();
  const sessions = open();
  const { session } = sessions.begin(STAFF);
  let gone = 0;
  sessions.whenGone(session, () => {
    gone += 1;
  });
  pass(30 * MINUTE_MS);
  look();
  expect(gone).toBe(0);
  pass(MINUTE_MS);
  look();
  expect(gone).toBe(1);
});

it('end for no clock that is set, and stay for none', async () => {
  const { open, pass, set } = await setup();
  const sessions = open();
  const { token, session } = sessions.begin(STAFF);
  set(Date.parse('2099-01-01T00:00Z'));
  expect(sessions.find(token, false)).not.toBeNull();
  set(0);
  pass(20 * MINUTE_MS);
  expect(sessions.until(session)).toBe(30 * MINUTE_MS);
  pass(11 * MINUTE_MS);
  expect(sessions.find(token, false)).toBeNull();
});

it('go on over a start of the program by what passed meanwhile, and forget the name', async () => {
  const { open, pass, restart } = await setup();
  let sessions = open();
  const { token } = sessions.begin(STAFF);
  pass(10 * MINUTE_MS);
  sessions = await restart(sessions, 15 * MINUTE_MS);
  expect(sessions.find(token, false)).toMatchObject({ role: 'staff', name: null });
  pass(6 * MINUTE_MS);
  expect(sessions.find(token, false)).toBeNull();
  expect(open().find(token, false)).toBeNull();
});

it('wait, after a start with a clock that is not trusted, until it is; then all that passed counts', async () => {
  const { open, pass, restart, set, trust } = await setup();
  let sessions = open();
  const { token } = sessions.begin(STAFF);
  await sessions.close();
  trust(false);
  sessions = open();
  set(Date.parse('2099-01-01T00:00Z'));
  expect(sessions.find(token, true)).not.toBeNull();
  set(NINE + 20 * MINUTE_MS);
  pass(5 * MINUTE_MS);
  // The program starts once more before the clock is right: what was not counted yet is not lost.
  sessions = await restart(sessions, 0);
  expect(sessions.find(token, false)).not.toBeNull();
  set(NINE + 13 * HOUR_MS);
  trust(true);
  expect(sessions.find(token, false)).toBeNull();
});

it('of a board or a kiosk last as long as it asks for something, or listens, once in ninety days: it need not change anything', async () => {
  const { open, pass, look, restart } = await setup();
  let sessions = open();
  const { token, session } = sessions.begin({ role: 'board', who: null, name: null });
  expect(sessions.until(session)).toBeNull();
  for (let i = 0; i < 3; i++) {
    pass(89 * 24 * HOUR_MS);
    expect(sessions.find(token, false)).not.toBeNull();
  }
  const stop = sessions.whenGone(session, () => undefined);
  for (let i = 0; i < 3; i++) {
    pass(89 * 24 * HOUR_MS);
    look();
  }
  sessions = await restart(sessions, 89 * 24 * HOUR_MS);
  expect(sessions.find(token, false)).not.toBeNull();
  stop();
  pass(91 * 24 * HOUR_MS);
  expect(sessions.find(token, false)).toBeNull();
});
