import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import type { Event } from '../../protocol/queue/events.ts';
import type { EventLog } from './event-log.ts';
import { openSqliteLog } from './sqlite-log.ts';

const NOW = 1_800_000_000_000;
const opened: { close(): void }[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const log of opened.splice(0)) log.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'matazu-log-'));
  folders.push(folder);
  const open = (now = NOW): EventLog => {
    const log = openSqliteLog(folder, now);
    opened.push(log);
    return log;
  };
  return { folder, open, file: join(folder, 'section.sqlite') };
}

const paused = (counter: number): Event => ({ type: 'counter-paused', at: NOW, counter });
const day = (day: string): Event => ({ type: 'day-opened', at: NOW, day });
const counters = (events: readonly Event[] = []): unknown[] =>
  events.map((event) => ('counter' in event ? event.counter : event.type));

describe('the log', () => {
  it('gives back what was appended, in order, from any place on, one epoch at a time', () => {
    const { open } = setup();
    const first = open();
    first.append('a', [paused(1), paused(2)]);
    first.append('b', [paused(3)]);
    const { epoch } = first.end;
    expect(first.end.seq).toBe(3);
    first.close();
    const log = open(NOW + 1);
    log.append('c', [paused(4)]);
    const from = (seq: number) => log.readAfter({ epoch, seq }, 10);
    expect(counters(from(0)?.events)).toEqual([1, 2, 3]);
    expect(from(1)).toMatchObject({ epoch, first: 2 });
    expect(from(3)).toMatchObject({ epoch: log.end.epoch, first: 1, after: { epoch, seq: 3 } });
    expect(log.readAfter(log.end, 10)).toBeUndefined();
    expect(log.readAfter({ epoch: 0, seq: 0 }, 2)).toMatchObject({ epoch, first: 1, after: { epoch: 0, seq: 0 } });
    expect([log.countAfter({ epoch: 0, seq: 0 }), log.countAfter({ epoch, seq: 2 }), log.countAfter(log.end)]).toEqual([
      4, 2, 0,
    ]);
  });

  it('begins each life with a higher epoch, also on a clock that stands or goes back', () => {
    const { open } = setup();
    const epochs = [NOW, NOW, NOW - 1e9, NOW + 1e9].map((now, i) => {
      const log = open(now);
      log.append(`c${i}`, [paused(1)]);
      const { epoch } = log.end;
      log.close();
      return epoch;
    });
    expect(epochs).toEqual([...epochs].sort((a, b) => a - b));
    expect(new Set(epochs).size).toBe(4);
  });

  it('forgets the epochs in which nothing happened', () => {
    const { open } = setup();
    const first = open();
    first.append('a', [paused(1)]);
    const { epoch } = first.end;
    first.close();
    open(NOW + 1).close();
    const log = open(NOW + 2);
    log.append('b', [paused(2)]);
    expect(log.readAfter({ epoch, seq: 1 }, 9)?.after).toEqual({ epoch, seq: 1 });
  });

  it('takes a later epoch when somebody knows more of it than it does', () => {
    const { open } = setup();
    const log = open();
    log.append('a', [paused(1)]);
    const before = log.end.epoch;
    log.raiseEpoch(before + 5_000);
    expect(log.end.epoch).toBeGreaterThan(before + 5_000);
    expect(counters(log.readAfter({ epoch: before + 5_000, seq: 400 }, 9)?.events)).toEqual([1]);
  });

  it('remembers the last business day, its reopening included, and what came just before it', () => {
    const { open } = setup();
    const log = open();
    log.append('a', [day('2026-11-24')]);
    log.append('b', [paused(1)]);
    log.append('c', [day('2026-11-25')]);
    log.append('d', [paused(2)]);
    log.append('e', [day('2026-11-25')]);
    const commands = (logged: readonly { command: string }[]) => logged.map(({ command }) => command);
    expect(commands(log.readDay())).toEqual(['c', 'd', 'e']);
    expect(commands(log.readBeforeDay(9))).toEqual(['a', 'b']);
    expect(commands(log.readBeforeDay(1))).toEqual(['b']);
  });

  it('writes all events of a command or none', () => {
    const { open } = setup();
    const log = open();
    const unwritable = { type: 'counter-paused', at: 1n, counter: 1 } as unknown as Event;
    expect(() => log.append('a', [paused(1), unwritable])).toThrow();
    log.append('b', [paused(2)]);
    expect(counters(log.readAfter({ epoch: 0, seq: 0 }, 9)?.events)).toEqual([2]);
  });
});

describe('a log that is not what it was', () => {
  it('is not opened by a second unit', () => {
    const { open, file } = setup();
    open();
    expect(() => open()).toThrow(`${file}: the log cannot be opened`);
  });

  it('is refused when it is not a database', () => {
    const { open, file } = setup();
    writeFileSync(file, 'this is not a database, it is a letter'.repeat(200));
    expect(() => open()).toThrow('the log is damaged');
  });

  it('is refused when it belongs to another program', () => {
    const { open, file } = setup();
    const other = new Database(file);
    other.exec('CREATE TABLE notes (text)');
    other.close();
    expect(() => open()).toThrow('the log is damaged');
  });

  it('is left alone when a newer version wrote it: it is whole, and that version reads it', () => {
    const { open, file } = setup();
    const log = open();
    log.append('a', [day('2026-11-24')]);
    log.close();
    const db = new Database(file);
    db.pragma('user_version = 2');
    db.close();
    expect(() => open()).toThrow('a newer version of Matazu wrote this log');
  });

  it('is not begun anew in silence when it is gone', () => {
    const { open, file } = setup();
    const log = open();
    log.append('a', [day('2026-11-24')]);
    log.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
    expect(() => open()).toThrow('is empty or missing');
    rmSync(`${file}.begun`);
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
    expect(open().end.seq).toBe(0);
  });
});
