import { describe, expect, it } from 'vitest';
import { ManualTimers } from '../../hardware/testing/manual-timers.ts';
import type { Desk } from './desk.ts';
import { workDay } from './staff.ts';
import { arrived, Visitors } from './visitors.ts';
import { createWardClock } from './ward-clock.ts';
import type { DeskDay, Resident, Visit } from './ward-day.ts';

const opensAt = Date.parse('2026-11-25T08:45+09:00');
const MINUTE = 60_000;

const visit = (minutes: number, changes: Partial<Visit> = {}): Visit => ({
  service: 'ido',
  minutes,
  papersMinutes: null,
  ...changes,
});
const resident = (changes: Partial<Resident> = {}): Resident => ({
  at: opensAt,
  priority: 'none',
  language: 'ja',
  visits: [visit(10)],
  absent: null,
  ...changes,
});

/** A desk before a queue of these residents, and a note of what its staff do, with the minutes since opening. */
function setup(residents: readonly Resident[], day: Partial<DeskDay> = {}, counter = 1) {
  const timers = new ManualTimers();
  // A minute of the ward is one of a watch, so that passing minutes reads as what it is.
  const clock = createWardClock({ startsAt: opensAt, speed: 1, timers });
  clock.start();
  const stop = new AbortController();
  const visitors = new Visitors();
  const queue = residents.map((each, i) => {
    const number = `B00${i + 1}`;
    visitors.set(number, arrived(each));
    return number;
  });
  const notes: string[] = [];
  const note = (what: string): void => {
    notes.push(`${Math.round((clock.now() - opensAt) / MINUTE)} ${what}`);
  };
  let shown: string | null = null;
  let paused = false;
  const desk: Desk = {
    counter,
    number: async () => shown,
    someoneWaits: async () => queue.length > 0,
    isPaused: async () => paused,
    async press(action) {
      note(action);
      if (action === 'call-next') shown = queue.shift() ?? null;
      else if (action === 'pause-counter') paused = !paused;
      else if (action !== 'recall') shown = null;
    },
    change: (timeoutMs) => new Promise((resolve) => timers.after(timeoutMs, resolve)),
  };
  const working = workDay({
    desk,
    day: { counter, absent: false, rests: [], ...day },
    opensAt,
    closesAt: opensAt + 8 * 60 * MINUTE,
    visitors,
    clock,
    signal: stop.signal,
    async command(command) {
      note(command.type);
      if (command.type === 'requeue') queue.push(command.ticket);
      if (command.type === 'transfer' && shown !== null) {
        queue.push(shown);
        shown = null;
      }
    },
    aside: () => undefined,
  });
  const pass = async (minutes: number): Promise<string[]> => {
    await timers.pass(minutes * MINUTE);
    return notes;
  };
  const end = async (): Promise<void> => {
    stop.abort();
    await timers.pass(2 * MINUTE);
    await working;
  };
  return { pass, end, put: (number: string | null) => (shown = number) };
}

describe('staff at a desk', () => {
  it('call, serve for as long as it takes, finish, and call the next', async () => {
    const { pass, end } = setup([resident(), resident({ visits: [visit(5)] })]);
    expect(await pass(20)).toEqual(['0 call-next', '10 finish', '10 call-next', '15 finish']);
    await end();
  });

  it('at an even counter let NEXT finish the visit while somebody waits', async () => {
    const { pass, end } = setup([resident(), resident()], {}, 2);
    expect(await pass(25)).toEqual(['0 call-next', '10 call-next', '20 finish']);
    await end();
  });

  it('call again one who is not there, set the ticket aside, and serve whoever comes back', async () => {
    const { pass, end } = setup([resident({ absent: { returnsAfterMinutes: 5 } })]);
    expect(await pass(30)).toEqual(['0 call-next', '0 recall', '1 absent', '6 requeue', '6 call-next', '16 finish']);
    await end();
  });

  it('hold a visit while its papers are made, and end it afterwards', async () => {
    const { pass, end } = setup([resident({ visits: [visit(10, { papersMinutes: 8 })] })]);
    expect(await pass(30)).toEqual(['0 call-next', '5 hold', '13 requeue', '13 call-next', '18 finish']);
    await end();
  });

  it('pass a visitor on to the next service', async () => {
    const { pass, end } = setup([resident({ visits: [visit(10), visit(3, { service: 'shomei' })] })]);
    expect(await pass(30)).toEqual(['0 call-next', '10 transfer', '10 call-next', '13 finish']);
    await end();
  });

  it('rest when it is time and nobody is at the desk, and come back', async () => {
    const rests = [{ from: opensAt + 5 * MINUTE, until: opensAt + 30 * MINUTE }];
    const { pass, end } = setup([resident(), resident()], { rests });
    expect(await pass(45)).toEqual([
      '0 call-next',
      '10 finish',
      '10 pause-counter',
      '30 pause-counter',
      '30 call-next',
      '40 finish',
    ]);
    await end();
  });

  it('go on with whoever stands there when somebody else has pressed a button', async () => {
    const { pass, end, put } = setup([resident()]);
    await pass(2);
    put('B099');
    // Nobody knows B099: four minutes, from when the ten were over.
    expect(await pass(20)).toEqual(['0 call-next', '14 finish']);
    await end();
  });

  it('do not come when they are absent, and stop when the day is over', async () => {
    const { pass, end } = setup([resident()], { absent: true });
    expect(await pass(60)).toEqual([]);
    await end();
  });
});
