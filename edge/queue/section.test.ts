import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Event } from '../../protocol/queue/events.ts';
import { keepDay } from '../day/schedule.ts';
import { testRules } from '../testing/test-rules.ts';
import { type EventLog, LogFault } from './event-log.ts';
import { Section, type SectionOptions } from './section.ts';
import { openSqliteLog } from './sqlite-log.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const SOON = { timeout: 15_000 };
const rules = testRules({
  services: [{ id: 'shomei', letter: 'A' }],
  counters: [{ id: 1, services: ['shomei'], order: 'longest-wait' }],
});
const cleanup: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanup.splice(0).reverse()) clean();
});

function setup(start = '2026-11-24T09:00+09:00') {
  const folder = mkdtempSync(join(tmpdir(), 'matazu-section-'));
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }));
  let at = Date.parse(start);
  let trusted = true;
  const clock = { now: () => at, trusted: () => trusted, speed: 1 };
  let log: EventLog | undefined;
  const open = (): Section => {
    log?.close();
    const mine = openSqliteLog(folder, at);
    log = mine;
    cleanup.push(() => mine.close());
    return new Section({ log: mine, rules, clock, dayTurnsAt: '04:00', timezone: 'Asia/Tokyo', logger });
  };
  const hours = { opens: '08:30', closes: '17:00', timezone: 'Asia/Tokyo' };
  /** One look at the clock, as the schedule takes it. */
  const look = async (section: Section): Promise<void> =>
    keepDay({ section, clock, hours, dayTurnsAt: '04:00', logger, everyMs: 1e9 }).close();
  return {
    open,
    look,
    clock,
    log: () => log,
    set: (time: string) => (at = Date.parse(time)),
    distrust: () => (trusted = false),
  };
}

const staff = { role: 'supervisor' } as const;
const issue = { type: 'issue', service: 'shomei', by: 'kiosk' } as const;

describe('a section', () => {
  it('does a command once, however often its id arrives, and answers alike', () => {
    const section = setup().open();
    section.handle({ type: 'open-day' }, staff);
    const first = section.handle(issue, staff, 'press-1');
    expect(section.handle(issue, staff, 'press-1')).toEqual(first);
    expect(section.state.tickets.size).toBe(1);
  });

  it('keeps what the latest commands came to, however many come on one day', () => {
    const log = { append: (_: string, events: readonly Event[]) => ({ epoch: 1, first: 1, events }) };
    const clock = { now: () => Date.parse('2026-11-24T09:00+09:00'), trusted: () => true, speed: 1 };
    const options = { rules, clock, dayTurnsAt: '04:00', timezone: 'Asia/Tokyo', logger };
    const section = new Section({ ...options, log: { ...log, readDay: () => [], readBeforeDay: () => [] } });
    section.handle({ type: 'open-day' }, staff, 'open');
    for (let i = 0; i < 5_000; i += 1)
      for (const type of ['open-counter', 'close-counter'] as const)
        section.handle({ type, counter: 1 }, staff, `${type} ${i}`);
    expect(section.handle({ type: 'open-counter', counter: 1 }, staff, 'open-counter 4999')).toHaveProperty('events');
    expect(section.state.counters.get(1)?.state).toBe('closed');
    // The oldest are forgotten.
    section.handle({ type: 'open-counter', counter: 1 }, staff, 'open-counter 0');
    expect(section.state.counters.get(1)?.state).toBe('open');
  });

  it('gives each kiosk, by its address, so many tickets as are configured, and staff as many as they like', () => {
    const { open, set } = setup();
    const section = open();
    section.handle({ type: 'open-day' }, staff);
    const take = (from: string, by: 'kiosk' | 'web' | 'staff' = 'kiosk') => {
      const reply = section.handle({ ...issue, by }, { role: 'staff', from });
      return 'refused' in reply ? reply.refused.code : 'issued';
    };
    const taken = (from: string, count: number) =>
      Array.from({ length: count }, () => take(from)).filter((each) => each === 'issued').length;
    expect(taken('192.168.1.20', 50)).toBe(10);
    expect([take('192.168.1.20', 'web'), take('192.168.1.20', 'staff')]).toEqual(['too-many-tickets', 'issued']);
    expect(take('192.168.1.21')).toBe('issued');
    set('2026-11-24T09:01+09:00');
    expect(taken('192.168.1.20', 50)).toBe(10);
    set('2026-11-24T09:04+09:00');
    expect(take('192.168.1.20')).toBe('too-many-tickets');
    set('2026-11-24T09:05+09:00');
    expect(take('192.168.1.20')).toBe('issued');
  });

  it('does nothing for somebody who may not ask for it, and says so', () => {
    const section = setup().open();
    section.handle({ type: 'open-day' }, staff);
    expect(section.handle(issue, { role: 'hub' }, 'press-1')).toHaveProperty('refused.code', 'not-allowed');
    expect(section.state.tickets.size).toBe(0);
    expect(section.handle(issue, staff, 'press-1')).toHaveProperty('events');
  });

  it('remembers what it did across a restart, and takes a refused command again', () => {
    const { open } = setup();
    const before = open();
    expect(before.handle(issue, staff, 'early')).toHaveProperty('refused.code', 'no-day-open');
    before.handle({ type: 'open-day' }, staff, 'open');
    const reply = before.handle(issue, staff, 'press-1');
    before.handle({ type: 'call-next', counter: 1 }, staff, 'next-1');
    const after = open();
    expect(after.state).toEqual(before.state);
    expect(after.handle(issue, staff, 'press-1')).toEqual(reply);
    expect(after.handle(issue, staff, 'early')).toHaveProperty('events');
  });

  it('remembers it when the day has turned, across a restart too: a late copy of a command acts in no other day', () => {
    const { open, set } = setup();
    const section = open();
    section.handle({ type: 'open-day' }, staff);
    const reply = section.handle(issue, staff, 'press-1');
    set('2026-11-25T09:00+09:00');
    section.handle({ type: 'open-day' }, staff);
    expect(section.handle(issue, staff, 'press-1')).toEqual(reply);
    const after = open();
    expect(after.handle(issue, staff, 'press-1')).toEqual(reply);
    expect(after.state).toEqual(section.state);
    expect(after.state.tickets.size).toBe(0);
  });

  it('tells its listeners after the event is in the log, never before', () => {
    const { open, log } = setup();
    const section = open();
    const seen: number[] = [];
    section.onCommitted((run) => seen.push((log()?.end.seq ?? 0) - run.first + 1 - run.events.length));
    section.handle({ type: 'open-day' }, staff);
    section.handle(issue, staff);
    section.handle({ type: 'call-next', counter: 1 }, staff);
    expect(seen).toEqual([0, 0, 0]);
  });

  it('refuses in words when the log cannot be written, and has then done nothing', () => {
    const { open, log } = setup();
    const section = open();
    section.handle({ type: 'open-day' }, staff);
    log()?.close();
    expect(section.handle(issue, staff)).toMatchObject({
      refused: { code: 'log-damaged', message: { ja: expect.stringContaining('紙の番号札') } },
    });
    expect(section.state.tickets.size).toBe(0);
    expect(section.wedged).toBe(true);
    expect(open().wedged).toBe(false);
  });
});

/** A section whose disk is full while `full` says so; else its log is the real one. */
function setupFull() {
  const disk = { full: false };
  const { open, log } = setup();
  open();
  const real = log();
  if (real === undefined) throw new Error('no log');
  const onDisk: SectionOptions['log'] = {
    readDay: () => real.readDay(),
    readBeforeDay: (limit) => real.readBeforeDay(limit),
    append(command, events) {
      if (disk.full) throw new LogFault('full', 'section.sqlite');
      return real.append(command, events);
    },
  };
  const clock = { now: () => Date.parse('2026-11-24T09:00+09:00'), trusted: () => true, speed: 1 };
  const section = new Section({ log: onDisk, rules, clock, dayTurnsAt: '04:00', timezone: 'Asia/Tokyo', logger });
  return { section, disk };
}

describe('a full disk', () => {
  it('gives no number that could be forgotten, says why, and goes on with the same number when there is room', () => {
    const { section, disk } = setupFull();
    section.handle({ type: 'open-day' }, staff);
    disk.full = true;
    expect(section.handle(issue, staff, 'press-1')).toMatchObject({
      refused: { code: 'disk-full', message: { ja: expect.stringContaining('ディスク') } },
    });
    expect(section.wedged).toBe(false);
    disk.full = false;
    expect(section.handle(issue, staff, 'press-1')).toMatchObject({ events: [{ number: 'A001' }] });
  });
});

describe('the day of a section', () => {
  it('opens by the clock, closes at closing time, and begins anew after the night', async () => {
    const { open, look, set } = setup();
    const section = open();
    await look(section);
    section.handle(issue, staff);
    expect(section.state).toMatchObject({ day: '2026-11-24', reception: 'open' });
    set('2026-11-24T17:00+09:00');
    await look(section);
    expect(section.state).toMatchObject({ day: '2026-11-24', reception: 'closed' });
    set('2026-11-25T00:10+09:00');
    await look(section);
    expect(section.state).toMatchObject({ day: '2026-11-24', reception: 'closed' });
    set('2026-11-25T04:00+09:00');
    await look(section);
    expect(section.state).toMatchObject({ day: '2026-11-25', reception: 'open' });
    expect(section.state.tickets.size).toBe(0);
  });

  it('stays what it is while the clock is not trusted: numbers go on and nobody is lost', async () => {
    const { open, look, set, distrust } = setup();
    const section = open();
    await look(section);
    section.handle(issue, staff);
    distrust();
    set('2030-01-01T09:00+09:00');
    await look(section);
    expect(section.state.day).toBe('2026-11-24');
    section.handle(issue, staff);
    expect([...section.state.tickets.values()].map(({ number }) => number)).toEqual(['A001', 'A002']);
  });

  it('does not end while people are served, though the clock is set to another day; it ends when nobody is any more', async () => {
    const { open, set, clock } = setup();
    const section = open();
    const warn = vi.fn();
    let elapsed = 0;
    const hours = { opens: '08:30', closes: '17:00', timezone: 'Asia/Tokyo' };
    const schedule = keepDay({
      ...{ section, clock, hours, dayTurnsAt: '04:00', everyMs: 1 },
      logger: { ...logger, warn },
      elapsedMs: () => elapsed,
    });
    cleanup.push(() => schedule.close());
    section.handle(issue, staff);
    set('2026-11-25T09:00+09:00');
    await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(1), SOON);
    expect(section.state.day).toBe('2026-11-24');
    expect(section.handle(issue, staff)).toMatchObject({ events: [{ number: 'A002' }] });
    elapsed += 2 * 3_600_000;
    await vi.waitFor(() => expect(section.state.day).toBe('2026-11-25'), SOON);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('opened after hours by a unit that was just switched on stays open', async () => {
    const { open, look, set } = setup('2026-11-24T19:00+09:00');
    const section = open();
    await look(section);
    set('2026-11-24T20:00+09:00');
    await look(section);
    expect(section.state.reception).toBe('open');
  });

  it('is not opened by the clock on a day of rest; staff may open it, and it ends with that day', async () => {
    const { open, look, set } = setup('2026-11-20T09:00+09:00');
    const section = open();
    await look(section);
    set('2026-11-20T17:00+09:00');
    await look(section);
    set('2026-11-23T09:00+09:00');
    await look(section);
    expect(section.state).toMatchObject({ day: '2026-11-20', reception: 'closed' });
    expect(section.handle(issue, staff)).toHaveProperty('refused.code', 'reception-closed');
    section.handle({ type: 'open-day' }, staff);
    set('2026-11-23T20:00+09:00');
    await look(section);
    expect(section.handle(issue, staff)).toHaveProperty('events');
    expect(section.state).toMatchObject({ day: '2026-11-23', reception: 'open' });
    set('2026-11-24T04:00+09:00');
    await look(section);
    expect(section.state).toMatchObject({ day: '2026-11-24', reception: 'open' });
  });

  it('is closed on return by a unit that was off at closing time', async () => {
    const { open, look, set } = setup();
    await look(open());
    set('2026-11-24T18:30+09:00');
    const section = open();
    await look(section);
    expect(section.state.reception).toBe('closed');
  });
});
