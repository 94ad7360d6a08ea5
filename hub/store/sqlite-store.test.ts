import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Event } from '../../protocol/queue/events.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { type Store, type StoredRun, StoreFault } from './store.ts';

const opened: Store[] = [];
const folders: string[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const store of opened.splice(0)) await store.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const SHIMIN = 'kyoto/ukyo/shimin';
const END: LogPosition = { epoch: Number.MAX_SAFE_INTEGER, seq: 0 };

function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'matazu-store-'));
  folders.push(folder);
  const open = (): Store => {
    const store = openSqliteStore(folder);
    opened.push(store);
    return store;
  };
  return { folder, open, file: join(folder, 'hub.sqlite') };
}

/** A day of November. */
const day = (date: string): Event => ({ type: 'day-opened', at: 1, day: `2026-11-${date}` });
const paused = (counter: number): Event => ({ type: 'counter-paused', at: 1, counter });

/** A run as ingest makes it. */
function run(
  epoch: number,
  first: number,
  events: readonly (Event | object)[],
  rest: Partial<StoredRun> = {},
): StoredRun {
  const days = events.flatMap((event, i) =>
    'type' in event && event.type === 'day-opened' && 'day' in event ? [{ day: event.day, seq: first + i }] : [],
  );
  return { section: SHIMIN, epoch, first, bodies: events.map((event) => JSON.stringify(event)), days, ...rest };
}
const commit = (store: Store, ...runs: StoredRun[]): Promise<void> => store.commit({ runs, counts: new Map() });
const said = (events: readonly Event[]): unknown[] =>
  events.map((event) => ('counter' in event ? event.counter : 'day' in event ? event.day.slice(-2) : event.type));
const today = async (store: Store, upTo = END): Promise<unknown[]> => said(await store.readDay(SHIMIN, upTo));

describe('the store', () => {
  it('is empty at first, and has after a restart what was committed', async () => {
    const { open } = setup();
    const store = open();
    expect(await store.sections()).toEqual([]);
    await commit(store, run(3, 1, [day('24'), paused(1)]), run(3, 3, [paused(2)]));
    const counted = { observedAt: 5, services: [{ service: 'a', waiting: 2, lastCalled: '9' }], counters: [] };
    await store.commit({ runs: [], counts: new Map([['kyoto/ukyo/nenkin', { n: 1, message: counted }]]) });
    await store.close();
    const again = open();
    expect(await again.sections()).toEqual([
      { section: SHIMIN, position: { epoch: 3, seq: 3 }, counted: 0, waiting: null },
      { section: 'kyoto/ukyo/nenkin', position: { epoch: 0, seq: 0 }, counted: 1, waiting: counted },
    ]);
    expect(await today(again)).toEqual(['24', 1, 2]);
  });

  it('takes a batch whole or not at all, new sections included, and goes on after one that failed', async () => {
    const { open } = setup();
    const store = open();
    await commit(store, run(1, 1, [paused(1)]));
    const other = { section: 'kyoto/ukyo/hoken' };
    const unwritable = { ...run(1, 3, []), bodies: [null as unknown as string] };
    const batch = [run(1, 2, [paused(2)]), run(1, 1, [paused(3)], other), unwritable];
    await expect(commit(store, ...batch)).rejects.toThrow(StoreFault);
    expect(await store.sections()).toEqual([
      { section: SHIMIN, position: { epoch: 1, seq: 1 }, counted: 0, waiting: null },
    ]);
    expect(await today(store)).toEqual([1]);
    await commit(store, ...batch.slice(0, 2));
    expect(await today(store)).toEqual([1, 2]);
    expect(said(await store.readDay('kyoto/ukyo/hoken', END))).toEqual([3]);
  });

  it('keeps what this version cannot read, and leaves it out of the day', async () => {
    const { open } = setup();
    const store = open();
    await commit(store, run(1, 1, [paused(1), { type: 'ticket-levitated', at: 1 }, paused(2)]));
    expect(await today(store)).toEqual([1, 2]);
    expect((await store.sections())[0]?.position).toEqual({ epoch: 1, seq: 3 });
  });
});

describe('a day', () => {
  it.each<[what: string, runs: StoredRun[], expected: unknown[]]>([
    ['is all there is where none was opened', [run(1, 1, [paused(1), paused(2)])], [1, 2]],
    ['begins where it was opened', [run(1, 1, [paused(1), day('24'), paused(2)])], ['24', 2]],
    ['is the last of several', [run(1, 1, [day('24'), paused(1), day('25'), paused(2)])], ['25', 2]],
    ['begins at its first opening', [run(1, 1, [day('24'), paused(1), day('24'), paused(2)])], ['24', 1, '24', 2]],
    [
      'goes on through epochs',
      [run(5, 1, [day('24'), paused(1)]), run(9, 1, [paused(2)]), run(20, 1, [paused(3)])],
      ['24', 1, 2, 3],
    ],
    [
      'is without what its log lost',
      [
        run(5, 1, [day('24'), paused(1), paused(2)]),
        run(9, 1, [paused(3)], { lostAfter: { epoch: 5, seq: 2 } }),
        run(9, 2, [paused(4)]),
      ],
      ['24', 1, 3, 4],
    ],
    [
      'is the one before, where its opening was lost',
      [
        run(5, 1, [day('24'), paused(1), day('25'), paused(2)]),
        run(9, 1, [paused(3)], { lostAfter: { epoch: 5, seq: 2 } }),
      ],
      ['24', 1, 3],
    ],
    [
      'begins anew, where its opening was lost and came again',
      [run(5, 1, [day('24'), paused(1)]), run(9, 1, [day('24'), paused(2)], { lostAfter: { epoch: 0, seq: 0 } })],
      ['24', 2],
    ],
    [
      'is without what was lost of a log that was restored twice',
      [
        run(5, 1, [day('24'), paused(1), paused(2), paused(3)]),
        run(6, 1, [paused(4), paused(5)], { lostAfter: { epoch: 5, seq: 3 } }),
        run(7, 1, [paused(6)], { lostAfter: { epoch: 5, seq: 2 } }),
      ],
      ['24', 1, 6],
    ],
  ])('%s', async (_, runs, expected) => {
    const { open } = setup();
    const store = open();
    for (const each of runs) await commit(store, each);
    expect(await today(store)).toEqual(expected);
    await store.close();
    expect(await today(open())).toEqual(expected);
  });

  it('is read up to a place, whatever was committed since', async () => {
    const { open } = setup();
    const store = open();
    await commit(store, run(5, 1, [day('24'), paused(1)]), run(5, 3, [day('25'), paused(2)]), run(6, 1, [paused(3)]));
    expect(await today(store, { epoch: 5, seq: 2 })).toEqual(['24', 1]);
    expect(await today(store, { epoch: 5, seq: 4 })).toEqual(['25', 2]);
  });

  it("of one section is nobody else's", async () => {
    const { open } = setup();
    const store = open();
    await commit(
      store,
      run(1, 1, [day('24'), paused(1)]),
      run(1, 1, [day('25'), paused(2)], { section: 'kyoto/ukyo/hoken' }),
    );
    expect(await today(store)).toEqual(['24', 1]);
    expect(await store.readDay('kyoto/ukyo/unheard', END)).toEqual([]);
  });
});

describe('a file that is not what it should be', () => {
  it.each<[what: string, spoil: (file: string) => void, code: string, remedy: string]>([
    ['no database', (file) => writeFileSync(file, 'this is a letter, '.repeat(400)), 'damaged', 'Move the file aside'],
    ["another program's", (file) => new Database(file).exec('CREATE TABLE t (x)').close(), 'foreign', 'another folder'],
    [
      "a newer version's",
      (file) => {
        const db = new Database(file);
        db.pragma('user_version = 999');
        db.close();
      },
      'newer',
      'Install that version again',
    ],
    ['cut short', (file) => truncateSync(file, Math.floor(statSync(file).size / 2) + 100), 'damaged', 'Move the file'],
  ])('%s, is refused with its name and the remedy', async (what, spoil, code, remedy) => {
    const { open, file } = setup();
    if (what !== "another program's" && what !== 'no database') {
      const store = open();
      const bodies = Array.from({ length: 400 }, (_, i) => paused(i + 1));
      await commit(store, run(1, 1, [day('24'), ...bodies]));
      await store.close();
    }
    spoil(file);
    const use = async () => today(open());
    await expect(use()).rejects.toThrow(expect.objectContaining({ name: 'StoreFault', code }));
    await expect(use()).rejects.toThrow(new RegExp(`^${file}: .*${remedy}`));
  });

  it('held by another hub, is refused and left alone', async () => {
    const { open, file } = setup();
    const store = open();
    await commit(store, run(1, 1, [paused(1)]));
    expect(() => open()).toThrow(`${file}: the store cannot be opened or written`);
    expect(() => open()).toThrow('no other hub runs on it');
    await commit(store, run(1, 2, [paused(2)]));
    expect(await today(store)).toEqual([1, 2]);
  });

  it('in a place where no folder can be made, is refused by name', () => {
    const { folder } = setup();
    writeFileSync(join(folder, 'file'), '');
    expect(() => openSqliteStore(join(folder, 'file', 'data'))).toThrow(join(folder, 'file', 'data', 'hub.sqlite'));
  });

  it('that cannot be opened, whoever asks, is refused', () => {
    const { open, file } = setup();
    mkdirSync(file);
    expect(() => open()).toThrow(StoreFault);
    expect(() => open()).toThrow('the store cannot be opened or written');
  });
});

describe('what an acknowledgement stands on', () => {
  it('is held: a store that does not get synchronous=FULL is not opened', () => {
    const { open, file } = setup();
    const pragma = Database.prototype.pragma;
    vi.spyOn(Database.prototype, 'pragma').mockImplementation(function (this: Database.Database, source, options) {
      return pragma.call(this, source === 'synchronous = FULL' ? 'synchronous = NORMAL' : source, options);
    });
    expect(() => open()).toThrow(`${file}: the store cannot be opened or written`);
  });

  it('is on the disk before the commit resolves: a copy of the files made then has it all', async () => {
    const { open, folder } = setup();
    const copies = setup();
    const store = open();
    for (let seq = 1; seq <= 20; seq++) {
      await commit(store, run(1, seq, [paused(seq)]));
    }
    for (const name of ['hub.sqlite', 'hub.sqlite-wal'])
      if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(copies.folder, name));
    expect((await copies.open().sections())[0]?.position).toEqual({ epoch: 1, seq: 20 });
  });
});

describe('the schema', () => {
  it('is made in an empty file, and found again', async () => {
    const { open, file } = setup();
    new Database(file).close();
    await open().close();
    const db = new Database(file, { readonly: true });
    expect(db.pragma('user_version', { simple: true })).toBe(5);
    expect(db.pragma('application_id', { simple: true })).toBe(0x4d545a48);
    db.close();
    await commit(open(), run(1, 1, [paused(1)]));
  });

  it('is brought up from a version that was released, its data kept', async () => {
    const { open, file } = setup();
    await commit(open(), run(1, 1, [paused(1)]));
    for (const store of opened.splice(0)) await store.close();
    // Version 1 kept nothing of what sections taught, and of their counts the last.
    const db = new Database(file);
    db.exec(
      'DROP TABLE learned; DROP TABLE counts; DROP TABLE abouts; DROP TABLE audit_heads; ALTER TABLE sections ADD COLUMN waiting TEXT',
    );
    db.prepare('UPDATE sections SET waiting = ?').run(JSON.stringify(count(5)));
    db.pragma('user_version = 1');
    db.close();
    const store = open();
    expect(await today(store)).toEqual([1]);
    expect(await store.sections()).toMatchObject([{ counted: 1, waiting: count(5) }]);
    await store.keep({ ...lesson, position: { epoch: 1, seq: 1 } });
    expect(await store.kept(SHIMIN)).toMatchObject({ body: lesson.body });
  });
});

const lesson = { section: SHIMIN, format: 1, counted: 0, body: '{"taught":1}', digest: 'of it' };
const count = (waiting: number) => ({
  observedAt: 5,
  services: [{ service: 'nenkin', waiting, lastCalled: '9' }],
  counters: [],
});

describe('what a section taught', () => {
  it('is kept beside its place, the latest alone', async () => {
    const { open } = setup();
    const store = open();
    expect(await store.kept(SHIMIN)).toBeNull();
    await commit(store, run(1, 1, [paused(1), paused(2)]));
    await store.keep({ ...lesson, position: { epoch: 1, seq: 1 } });
    await store.keep({ ...lesson, position: { epoch: 1, seq: 2 }, body: '{"taught":2}' });
    await store.close();
    expect(await open().kept(SHIMIN)).toEqual({ ...lesson, position: { epoch: 1, seq: 2 }, body: '{"taught":2}' });
  });

  it('is forgotten where the log lost the place that it stood for', async () => {
    const { open } = setup();
    const store = open();
    await commit(store, run(1, 1, [paused(1), paused(2)]));
    await store.keep({ ...lesson, position: { epoch: 1, seq: 2 } });
    await commit(store, { ...run(2, 1, [paused(3)]), lostAfter: { epoch: 1, seq: 1 } });
    expect(await store.kept(SHIMIN)).toBeNull();
  });

  it('goes on from any place, so many events at a time, without what was lost', async () => {
    const { open } = setup();
    const store = open();
    await commit(store, run(1, 1, [paused(1), paused(2), paused(3)]));
    await commit(store, { ...run(2, 1, [paused(4), paused(5)]), lostAfter: { epoch: 1, seq: 2 } });
    const upTo = { epoch: 2, seq: 2 };
    const first = await store.readAfter(SHIMIN, { after: { epoch: 0, seq: 0 }, upTo, most: 3 });
    expect(said(first.events)).toEqual([1, 2, 4]);
    expect(first.upTo).toEqual({ epoch: 2, seq: 1 });
    const rest = await store.readAfter(SHIMIN, { after: first.upTo, upTo, most: 3 });
    expect(said(rest.events)).toEqual([5]);
    expect(rest.upTo).toEqual(upTo);
  });
});

describe('a section that only counts', () => {
  const NENKIN = 'kyoto/ukyo/nenkin';
  const say = (store: Store, n: number, waiting: number): Promise<void> =>
    store.commit({ runs: [], counts: new Map([[NENKIN, { n, message: count(waiting) }]]) });

  it('has every count since what was kept, and the one that it was kept at', async () => {
    const { open } = setup();
    const store = open();
    for (const n of [1, 2, 3, 4]) await say(store, n, 10 * n);
    expect(await store.readCounts(NENKIN, 0)).toHaveLength(4);
    await store.keep({ ...lesson, section: NENKIN, position: { epoch: 0, seq: 0 }, counted: 3 });
    await store.close();
    const again = open();
    expect(await again.kept(NENKIN)).toMatchObject({ counted: 3, body: lesson.body });
    expect(await again.readCounts(NENKIN, 0)).toEqual([
      { n: 3, message: count(30) },
      { n: 4, message: count(40) },
    ]);
    expect(await again.readCounts(NENKIN, 3)).toEqual([{ n: 4, message: count(40) }]);
    expect(await again.sections()).toMatchObject([{ section: NENKIN, counted: 4, waiting: count(40) }]);
  });

  it('has none where it never counted', async () => {
    expect(await setup().open().readCounts(NENKIN, 0)).toEqual([]);
  });
});
