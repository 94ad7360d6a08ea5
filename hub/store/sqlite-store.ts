import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Event, readEvent } from '../../protocol/events.ts';
import { WaitingMessage } from '../../protocol/messages.ts';
import { type Batch, type Store, type StoredRun, type StoredSection, StoreFault } from './store.ts';

const FILE = 'hub.sqlite';
/** "MTZH" */
const APPLICATION_ID = 0x4d545a48;
/** SQLite's own number for synchronous=FULL. */
const FULL = 2;
/** How long another process may hold the file before it counts as its owner, milliseconds. */
const BUSY_MS = 200;

/** Each step brings the schema from the version of its index to the next. A step that was released is never changed. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE sections (
     id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, waiting TEXT
   );
   CREATE TABLE events (
     section INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, lost INTEGER NOT NULL DEFAULT 0,
     PRIMARY KEY (section, epoch, seq)
   ) WITHOUT ROWID;
   CREATE TABLE days (
     section INTEGER NOT NULL, day TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
     PRIMARY KEY (section, day)
   ) WITHOUT ROWID;`,
  `CREATE TABLE learned (
     section INTEGER PRIMARY KEY, format INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
     counted_at INTEGER NOT NULL, body TEXT NOT NULL
   );`,
];

interface SectionRow {
  readonly id: number;
  readonly path: string;
  readonly epoch: number;
  readonly seq: number;
  readonly waiting: string | null;
}

interface LearnedRow {
  readonly format: number;
  readonly epoch: number;
  readonly seq: number;
  readonly counted_at: number;
  readonly body: string;
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

function migrate(db: Database.Database, file: string): void {
  const id = db.pragma('application_id', { simple: true });
  const version = Number(db.pragma('user_version', { simple: true }));
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  if (!isEmpty && id !== APPLICATION_ID) throw new StoreFault('foreign', file);
  if (version > MIGRATIONS.length) throw new StoreFault('newer', file);
  db.transaction(() => {
    for (const step of MIGRATIONS.slice(version)) db.exec(step);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${MIGRATIONS.length}`);
  })();
}

function storeOn(db: Database.Database, file: string): Store {
  const insertSection = db.prepare<[string], { id: number }>('INSERT INTO sections (path) VALUES (?) RETURNING id');
  const insertEvent = db.prepare<[number, number, number, string]>(
    'INSERT INTO events (section, epoch, seq, body) VALUES (?, ?, ?, ?)',
  );
  const insertDay = db.prepare<[number, string, number, number]>(
    'INSERT INTO days VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const keepWaiting = db.prepare<[string, number]>('UPDATE sections SET waiting = ? WHERE id = ?');
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
  const keepLearned = db.prepare<[number, number, number, number, number, string]>(
    'INSERT OR REPLACE INTO learned VALUES (?, ?, ?, ?, ?, ?)',
  );
  const selectLearned = db.prepare<[number], LearnedRow>(
    `SELECT * FROM learned WHERE section = ? AND (seq = 0 OR EXISTS (
       SELECT 1 FROM events WHERE section = learned.section AND epoch = learned.epoch AND seq = learned.seq AND lost = 0))`,
  );
  // Where a section stands is where its last event stands: nothing more need be written in each commit.
  const selectSections = db.prepare<[], SectionRow>(
    `SELECT sections.*, coalesce(epoch, 0) AS epoch, coalesce(seq, 0) AS seq FROM sections
     LEFT JOIN events ON section = id AND (epoch, seq) =
       (SELECT epoch, seq FROM events WHERE section = id ORDER BY epoch DESC, seq DESC LIMIT 1)`,
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
  const commit = db.transaction(({ runs, waiting }: Batch) => {
    for (const run of runs) addRun(run);
    for (const [section, message] of waiting) keepWaiting.run(JSON.stringify(message), idOf(section));
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
    async keep({ section, format, position: { epoch, seq }, countedAt, body }) {
      guard(file, () => keepLearned.run(idOf(section), format, epoch, seq, countedAt, body));
    },
    async kept(section) {
      return guard(file, () => {
        const id = ids.get(section);
        const row = id === undefined ? undefined : selectLearned.get(id);
        if (row === undefined) return null;
        const { format, epoch, seq, counted_at: countedAt, body } = row;
        return { section, format, position: { epoch, seq }, countedAt, body };
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

function readSection({ path, epoch, seq, waiting }: SectionRow): StoredSection {
  return {
    section: path,
    position: { epoch, seq },
    waiting: waiting === null ? null : (WaitingMessage.safeParse(JSON.parse(waiting)).data ?? null),
  };
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
