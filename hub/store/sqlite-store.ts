import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Event, readEvent } from '../../protocol/queue/events.ts';
import { WaitingMessage } from '../../protocol/queue/waiting.ts';
import { migrate } from './schema.ts';
import {
  type Batch,
  type KeptLearned,
  type NumberedCount,
  type Store,
  type StoredRun,
  type StoredSection,
  StoreFault,
} from './store.ts';

const FILE = 'hub.sqlite';
/** SQLite's own number for synchronous=FULL. */
const FULL = 2;
/** How long another process may hold the file before it counts as its owner, milliseconds. */
const BUSY_MS = 200;

interface SectionRow {
  readonly id: number;
  readonly path: string;
  readonly epoch: number;
  readonly seq: number;
  /** Of the last count. */
  readonly n: number | null;
  readonly body: string | null;
}

interface LearnedRow {
  readonly format: number;
  readonly epoch: number;
  readonly seq: number;
  readonly counted: number;
  readonly body: string;
  readonly digest: string;
}

/** Opens (or creates, or brings up to date) the store in a folder. @throws StoreFault */
export function openSqliteStore(folder: string): Store {
  const file = join(folder, FILE);
  return guard(file, () => {
    mkdirSync(folder, { recursive: true });
    const db = new Database(file, { timeout: BUSY_MS });
    try {
      db.pragma('locking_mode = EXCLUSIVE');
      db.pragma('journal_mode = WAL');
      // An acknowledgement promises that the events outlive a power cut.
      db.pragma('synchronous = FULL');
      if (db.pragma('synchronous', { simple: true }) !== FULL) throw new StoreFault('unwritable', file);
      migrate(db, file);
      return storeOn(db, file);
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

function storeOn(db: Database.Database, file: string): Store {
  const insertSection = db.prepare<[string], { id: number }>('INSERT INTO sections (path) VALUES (?) RETURNING id');
  const insertEvent = db.prepare<[number, number, number, string]>(
    'INSERT INTO events (section, epoch, seq, body) VALUES (?, ?, ?, ?)',
  );
  const insertDay = db.prepare<[number, string, number, number]>(
    'INSERT INTO days VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const insertCount = db.prepare<[number, number, string]>('INSERT INTO counts VALUES (?, ?, ?)');
  const selectCounts = db.prepare<[number, number], { n: number; body: string }>(
    'SELECT n, body FROM counts WHERE section = ? AND n > ? ORDER BY n',
  );
  const forgetCounts = db.prepare<[number, number]>('DELETE FROM counts WHERE section = ? AND n < ?');
  const loseEvents = db.prepare<[number, number, number]>(
    'UPDATE events SET lost = 1 WHERE section = ? AND (epoch, seq) > (?, ?)',
  );
  const loseDays = db.prepare<[number, number, number]>('DELETE FROM days WHERE section = ? AND (epoch, seq) > (?, ?)');
  const selectAfter = db.prepare<
    [number, number, number, number, number, number],
    { epoch: number; seq: number; body: string }
  >(
    `SELECT epoch, seq, body FROM events WHERE section = ? AND (epoch, seq) > (?, ?) AND (epoch, seq) <= (?, ?) AND lost = 0
     ORDER BY epoch, seq LIMIT ?`,
  );
  const keepLearned = db.prepare<[number, number, number, number, number, string, string]>(
    'INSERT OR REPLACE INTO learned VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const selectLearned = db.prepare<[number], LearnedRow>(
    `SELECT * FROM learned WHERE section = ? AND (seq = 0 OR EXISTS (
       SELECT 1 FROM events WHERE section = learned.section AND epoch = learned.epoch AND seq = learned.seq AND lost = 0))`,
  );
  // Where a section stands is where its last event and its last count stand: nothing more need be written in each commit.
  const selectSections = db.prepare<[], SectionRow>(
    `SELECT sections.*, coalesce(epoch, 0) AS epoch, coalesce(seq, 0) AS seq, n, counts.body FROM sections
     LEFT JOIN events ON events.section = id AND (epoch, seq) =
       (SELECT epoch, seq FROM events WHERE section = id ORDER BY epoch DESC, seq DESC LIMIT 1)
     LEFT JOIN counts ON counts.section = id AND n = (SELECT max(n) FROM counts WHERE section = id)`,
  );
  const selectDay = db.prepare<[number, number, number], { epoch: number; seq: number }>(
    'SELECT epoch, seq FROM days WHERE section = ? AND (epoch, seq) <= (?, ?) ORDER BY epoch DESC, seq DESC LIMIT 1',
  );
  const selectEvents = db.prepare<[number, number, number, number, number], { body: string }>(
    `SELECT body FROM events WHERE section = ? AND (epoch, seq) >= (?, ?) AND (epoch, seq) <= (?, ?) AND lost = 0
     ORDER BY epoch, seq`,
  );
  const ids = new Map(selectSections.all().map(({ path, id }) => [path, id]));

  const idOf = (path: string): number => {
    const known = ids.get(path);
    if (known !== undefined) return known;
    const id = insertSection.get(path)?.id;
    if (id === undefined) throw new StoreFault('unwritable', file);
    ids.set(path, id);
    return id;
  };
  const addRun = (run: StoredRun): void => {
    const section = idOf(run.section);
    if (run.lostAfter !== undefined) {
      loseEvents.run(section, run.lostAfter.epoch, run.lostAfter.seq);
      loseDays.run(section, run.lostAfter.epoch, run.lostAfter.seq);
    }
    let seq = run.first;
    for (const body of run.bodies) insertEvent.run(section, run.epoch, seq++, body);
    for (const { day, seq } of run.days) insertDay.run(section, day, run.epoch, seq);
  };
  const commit = db.transaction(({ runs, counts }: Batch) => {
    for (const run of runs) addRun(run);
    for (const [section, { n, message }] of counts) insertCount.run(idOf(section), n, JSON.stringify(message));
  });
  const keep = db.transaction(({ section, format, position: { epoch, seq }, counted, body, digest }: KeptLearned) => {
    const id = idOf(section);
    keepLearned.run(id, format, epoch, seq, counted, body, digest);
    forgetCounts.run(id, counted);
  });

  return {
    async sections() {
      return guard(file, () => selectSections.all().map(readSection));
    },
    async readDay(section, upTo) {
      return guard(file, () => {
        const id = ids.get(section);
        if (id === undefined) return [];
        const from = selectDay.get(id, upTo.epoch, upTo.seq) ?? { epoch: 0, seq: 0 };
        return selectEvents.all(id, from.epoch, from.seq, upTo.epoch, upTo.seq).flatMap(readBody);
      });
    },
    async commit(batch) {
      try {
        guard(file, () => commit(batch));
      } catch (error) {
        // Sections that this transaction would have added are not there.
        ids.clear();
        for (const { path, id } of selectSections.all()) ids.set(path, id);
        throw error;
      }
    },
    async readAfter(section, { after, upTo, most }) {
      return guard(file, () => {
        const id = ids.get(section);
        if (id === undefined) return { events: [], upTo };
        const rows = selectAfter.all(id, after.epoch, after.seq, upTo.epoch, upTo.seq, most);
        const last = rows.length < most ? upTo : (rows.at(-1) ?? upTo);
        return { events: rows.flatMap(readBody), upTo: { epoch: last.epoch, seq: last.seq } };
      });
    },
    async readCounts(section, after) {
      return guard(file, () => {
        const id = ids.get(section);
        const rows = id === undefined ? [] : selectCounts.all(id, after);
        return rows.flatMap(({ n, body }): NumberedCount[] => {
          const message = readCount(body);
          return message === undefined ? [] : [{ n, message }];
        });
      });
    },
    async keep(learned) {
      guard(file, () => keep(learned));
    },
    async kept(section) {
      return guard(file, () => {
        const id = ids.get(section);
        const row = id === undefined ? undefined : selectLearned.get(id);
        if (row === undefined) return null;
        const { format, epoch, seq, counted, body, digest } = row;
        return { section, format, position: { epoch, seq }, counted, body, digest };
      });
    },
    async close() {
      db.close();
    },
  };
}

function readBody({ body }: { readonly body: string }): Event[] {
  const event = readEvent(JSON.parse(body));
  return event === undefined ? [] : [event];
}

const readCount = (body: string): WaitingMessage | undefined => WaitingMessage.safeParse(JSON.parse(body)).data;

function readSection({ path, epoch, seq, n, body }: SectionRow): StoredSection {
  const waiting = body === null ? null : (readCount(body) ?? null);
  return { section: path, position: { epoch, seq }, counted: n ?? 0, waiting };
}

function guard<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof StoreFault) throw error;
    const code = error instanceof Database.SqliteError ? error.code : '';
    if (code.startsWith('SQLITE_FULL')) throw new StoreFault('full', file, error);
    if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || error instanceof SyntaxError)
      throw new StoreFault('damaged', file, error);
    throw new StoreFault('unwritable', file, error);
  }
}
