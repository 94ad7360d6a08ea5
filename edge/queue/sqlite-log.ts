import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Event, readEvent, type StoredEvent } from '../../protocol/queue/events.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import { type EventLog, LogFault, type LoggedEvent } from './event-log.ts';

const FILE = 'section.sqlite';
/** "MTZL": another program's database is not taken for a log. */
const APPLICATION_ID = 0x4d545a4c;
const VERSION = 1;

const SCHEMA = `
  CREATE TABLE epochs (epoch INTEGER PRIMARY KEY, first_id INTEGER NOT NULL);
  CREATE TABLE events (id INTEGER PRIMARY KEY, command TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL);
  CREATE INDEX days ON events (id) WHERE type = 'day-opened';
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${VERSION};
`;

/** SQLite's own number for synchronous=FULL. */
const FULL = 2;
/** How long another process may hold the file before it counts as its owner, milliseconds. */
const BUSY_MS = 200;
const NOTHING: LogPosition = { epoch: 0, seq: 0 };

interface Epoch {
  epoch: number;
  /** The id of its first event; the seq of event `id` is `id - firstId + 1`. */
  readonly firstId: number;
}

/**
 * Opens (or creates) the log in a folder, and begins a new epoch. One process at a time: the file stays locked.
 *
 * @throws LogFault
 */
export function openSqliteLog(folder: string, now: number): EventLog {
  const file = join(folder, FILE);
  return guard(file, () => {
    mkdirSync(folder, { recursive: true });
    const db = new Database(file, { timeout: BUSY_MS });
    try {
      return open(db, file, now);
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

function open(db: Database.Database, file: string, now: number): EventLog {
  // One owner: a second unit started on the same folder must not issue the same numbers.
  db.pragma('locking_mode = EXCLUSIVE');
  db.pragma('journal_mode = WAL');
  // NORMAL, the package's default, lost acknowledged rows in nine of ten simulated power cuts; FULL none.
  db.pragma('synchronous = FULL');
  if (db.pragma('synchronous', { simple: true }) !== FULL) throw new LogFault('unwritable', file);
  db.pragma('cache_size = -2000');
  prepareSchema(db, file);

  const epochs: Epoch[] = db
    .prepare<[], { epoch: number; first_id: number }>('SELECT epoch, first_id FROM epochs ORDER BY epoch')
    .all()
    .map(({ epoch, first_id }) => ({ epoch, firstId: first_id }));
  const insert = db.prepare<[number, string, string, string]>(
    'INSERT INTO events (id, command, type, body) VALUES (?, ?, ?, ?)',
  );
  const between = db.prepare<[number, number], Row>(
    'SELECT id, command, body FROM events WHERE id BETWEEN ? AND ? ORDER BY id',
  );
  let lastId = db.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM events').get()?.id ?? 0;

  const beginEpoch = db.transaction(() => {
    // An epoch in which nothing happened is nobody's.
    while ((epochs.at(-1)?.firstId ?? 0) > lastId) {
      const empty = epochs.pop();
      db.prepare('DELETE FROM epochs WHERE epoch = ?').run(empty?.epoch);
    }
    const mine = { epoch: epochAbove(epochs.at(-1)?.epoch ?? 0, now), firstId: lastId + 1 };
    db.prepare('INSERT INTO epochs (epoch, first_id) VALUES (?, ?)').run(mine.epoch, mine.firstId);
    epochs.push(mine);
    return mine;
  });
  const current = beginEpoch();

  const appendAll = db.transaction((command: string, events: readonly Event[]) => {
    events.forEach((event, i) => {
      insert.run(lastId + 1 + i, command, event.type, JSON.stringify(event));
    });
  });

  /** The id of the last event at or before a place; every id after it is news to whoever stands there. */
  const idAt = ({ epoch, seq }: LogPosition): number => {
    const i = epochs.findLastIndex((each) => each.epoch <= epoch);
    const at = epochs[i];
    if (at === undefined) return 0;
    const lastOfEpoch = (epochs[i + 1]?.firstId ?? lastId + 1) - 1;
    return at.epoch === epoch ? Math.min(at.firstId - 1 + seq, lastOfEpoch) : lastOfEpoch;
  };

  return {
    get end() {
      return { epoch: current.epoch, seq: lastId - current.firstId + 1 };
    },
    append(command, events) {
      return guard(file, () => {
        const [only] = events;
        if (events.length === 1 && only !== undefined) insert.run(lastId + 1, command, only.type, JSON.stringify(only));
        else appendAll(command, events);
        const first = lastId - current.firstId + 2;
        lastId += events.length;
        return { epoch: current.epoch, first, events };
      });
    },
    readDay: () => guard(file, () => between.all(firstOfDay(db), lastId).flatMap(readRow)),
    readBeforeDay(limit) {
      return guard(file, () => {
        const first = firstOfDay(db);
        return between.all(first - limit, first - 1).flatMap(readRow);
      });
    },
    readAfter(place, limit) {
      const from = idAt(place) + 1;
      if (from > lastId) return undefined;
      const i = epochs.findLastIndex(({ firstId }) => firstId <= from);
      const epoch = epochs[i];
      if (epoch === undefined) return undefined;
      const to = Math.min(from + limit - 1, lastId, (epochs[i + 1]?.firstId ?? Number.POSITIVE_INFINITY) - 1);
      const events = guard(file, () => between.all(from, to).map(({ body }) => JSON.parse(body) as Event));
      const first = from - epoch.firstId + 1;
      if (first > 1) return { epoch: epoch.epoch, first, events };
      const before = epochs[i - 1];
      const after = before === undefined ? NOTHING : { epoch: before.epoch, seq: epoch.firstId - before.firstId };
      return { epoch: epoch.epoch, first, after, events };
    },
    countAfter: (place) => lastId - idAt(place),
    raiseEpoch(above) {
      if (above < current.epoch) return;
      const raised = epochAbove(above, now);
      guard(file, () => db.prepare('UPDATE epochs SET epoch = ? WHERE epoch = ?').run(raised, current.epoch));
      current.epoch = raised;
    },
    close: () => db.close(),
  };
}

/**
 * All events of a log that no unit has open, oldest first, for `matazu log`. Nothing is written.
 *
 * @throws LogFault
 */
export function* readSqliteLog(folder: string): Generator<StoredEvent> {
  const file = join(folder, FILE);
  const db = guard(file, () => new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_MS }));
  try {
    const rows = guard(file, () => db.prepare<[], { body: string }>('SELECT body FROM events ORDER BY id').iterate());
    for (const { body } of rows) yield JSON.parse(body) as StoredEvent;
  } finally {
    db.close();
  }
}

interface Row {
  readonly id: number;
  readonly command: string;
  readonly body: string;
}

function prepareSchema(db: Database.Database, file: string): void {
  const id = db.pragma('application_id', { simple: true });
  const version = db.pragma('user_version', { simple: true });
  if (id === 0 && version === 0 && db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table'").get() === undefined) {
    // A log that once was here and is empty now was lost: it is not begun again in silence.
    if (existsSync(markerOf(file))) throw new LogFault('gone', file);
    db.exec(`BEGIN; ${SCHEMA} COMMIT;`);
    writeFileSync(markerOf(file), 'The log beside this file holds tickets. Remove both to begin anew.\n');
    return;
  }
  if (id === APPLICATION_ID && Number(version) > VERSION) throw new LogFault('newer', file);
  if (id !== APPLICATION_ID || version !== VERSION) throw new LogFault('damaged', file);
}

const markerOf = (file: string): string => `${file}.begun`;

function readRow({ command, body }: Row): LoggedEvent[] {
  const event = readEvent(JSON.parse(body));
  return event === undefined ? [] : [{ command, event }];
}

/** The id at which the last business day begins: the first of the `day-opened` events that carry its date. */
function firstOfDay(db: Database.Database): number {
  const row = db
    .prepare<[], { id: number | null }>(
      `SELECT min(id) AS id FROM events WHERE type = 'day-opened' AND body ->> 'day' =
         (SELECT body ->> 'day' FROM events WHERE type = 'day-opened' ORDER BY id DESC LIMIT 1)`,
    )
    .get();
  return row?.id ?? 1;
}

/**
 * An epoch above another. It is the time in microseconds, its last three digits random, so that two copies of one log that
 * are started apart don't choose the same even where their clock stands still.
 */
const epochAbove = (epoch: number, now: number): number => Math.max(now * 1000, epoch + 1) + randomInt(1000);

function guard<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof LogFault) throw error;
    const code = error instanceof Database.SqliteError ? error.code : '';
    if (code.startsWith('SQLITE_FULL')) throw new LogFault('full', file, error);
    if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || error instanceof SyntaxError)
      throw new LogFault('damaged', file, error);
    throw new LogFault('unwritable', file, error);
  }
}
