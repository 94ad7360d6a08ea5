import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { isOnReadOnlyDisk, type OwnedDatabase, ownDatabase, readDatabase } from '../../protocol/ground/sqlite-file.ts';
import { epochAt, isFromFuture } from '../../protocol/queue/epochs.ts';
import { type Event, readEvent, type StoredEvent } from '../../protocol/queue/events.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import { type EventLog, LogFault, type LoggedEvent, type LogRun } from './event-log.ts';
import { prepareSchema } from './sqlite-log-schema.ts';

/** The log in a folder. */
export const logFile = (folder: string): string => join(folder, 'section.sqlite');
/** `matazu log` reads so many events at a time: a longer look would keep what is written meanwhile out of the file. */
const READ_AT_A_TIME = 1_000;
const NOTHING: LogPosition = { epoch: 0, seq: 0 };

interface Epoch {
  epoch: number;
  /** The id of its first event; the seq of event `id` is `id - firstId + 1`. */
  readonly firstId: number;
}

/**
 * Opens (or creates) the log in a folder, and begins a new epoch. One owner: a second unit started on the same folder must not
 * issue the same numbers.
 *
 * @throws LogFault
 */
export function openSqliteLog(folder: string, now: number): EventLog {
  const file = logFile(folder);
  return guard(file, () => {
    const owned = ownDatabase(file);
    try {
      owned.db.pragma('cache_size = -2000');
      prepareSchema(owned.db, file);
      return new SqliteLog(owned, file, now);
    } catch (error) {
      owned.close();
      throw error;
    }
  });
}

class SqliteLog implements EventLog {
  readonly #db: Database.Database;
  readonly #close: () => void;
  readonly #file: string;
  readonly #now: number;
  readonly #epochs: Epoch[];
  readonly #current: Epoch;
  readonly #insert: Database.Statement<[number, string, string, string]>;
  readonly #between: Database.Statement<[number, number], Row>;
  readonly #insertAll: Database.Transaction<(command: string, events: readonly Event[]) => void>;
  #lastId: number;

  /** Begins a new epoch. */
  constructor({ db, close }: OwnedDatabase, file: string, now: number) {
    this.#db = db;
    this.#close = close;
    this.#file = file;
    this.#now = now;
    this.#epochs = db
      .prepare<[], { epoch: number; first_id: number }>('SELECT epoch, first_id FROM epochs ORDER BY epoch')
      .all()
      .map(({ epoch, first_id }) => ({ epoch, firstId: first_id }));
    this.#insert = db.prepare('INSERT INTO events (id, command, type, body) VALUES (?, ?, ?, ?)');
    this.#between = db.prepare('SELECT id, command, body FROM events WHERE id BETWEEN ? AND ? ORDER BY id');
    this.#insertAll = db.transaction((command, events) => {
      for (const [i, event] of events.entries()) this.#write(this.#lastId + 1 + i, command, event);
    });
    this.#lastId = db.prepare<[], { id: number | null }>('SELECT max(id) AS id FROM events').get()?.id ?? 0;
    this.#current = db.transaction(() => this.#beginEpoch())();
  }

  get end(): LogPosition {
    return { epoch: this.#current.epoch, seq: this.#lastId - this.#current.firstId + 1 };
  }

  get last(): LogPosition {
    return this.end.seq > 0 ? this.end : this.#endOf(this.#epochs.length - 2);
  }

  append(command: string, events: readonly Event[]): LogRun {
    return guard(this.#file, () => {
      const [only] = events;
      // One row is a transaction by itself.
      if (events.length === 1 && only !== undefined) this.#write(this.#lastId + 1, command, only);
      else this.#insertAll(command, events);
      const first = this.#lastId - this.#current.firstId + 2;
      this.#lastId += events.length;
      return { epoch: this.#current.epoch, first, events };
    });
  }

  readDay(): LoggedEvent[] {
    return guard(this.#file, () => this.#between.all(firstOfDay(this.#db), this.#lastId).flatMap(readRow));
  }

  readBeforeDay(limit: number): LoggedEvent[] {
    return guard(this.#file, () => {
      const first = firstOfDay(this.#db);
      return this.#between.all(first - limit, first - 1).flatMap(readRow);
    });
  }

  readAfter(place: LogPosition, limit: number): LogRun | undefined {
    const from = this.#idAt(place) + 1;
    if (from > this.#lastId) return undefined;
    const i = this.#epochs.findLastIndex(({ firstId }) => firstId <= from);
    const epoch = this.#epochs[i];
    if (epoch === undefined) return undefined;
    const to = Math.min(from + limit - 1, this.#lastId, (this.#epochs[i + 1]?.firstId ?? Number.POSITIVE_INFINITY) - 1);
    const events = guard(this.#file, () => this.#between.all(from, to).map(({ body }) => JSON.parse(body) as Event));
    const first = from - epoch.firstId + 1;
    return { epoch: epoch.epoch, first, events, ...(first > 1 ? {} : { after: this.#endOf(i - 1) }) };
  }

  holds({ epoch, seq }: LogPosition): boolean {
    if (seq === 0) return true;
    const i = this.#epochs.findIndex((each) => each.epoch === epoch);
    const first = this.#epochs[i]?.firstId;
    const next = this.#epochs[i + 1]?.firstId ?? this.#lastId + 1;
    return first !== undefined && first - 1 + seq < next;
  }

  countAfter(place: LogPosition): number {
    return this.#lastId - this.#idAt(place);
  }

  raiseEpoch(above: number): void {
    if (above < this.#current.epoch) return;
    guard(this.#file, () => this.#renumber(this.#current, epochAbove(above, this.#now)));
  }

  repairEpochs(now: number): number {
    const wrong = this.#epochs.filter(({ epoch }) => isFromFuture(epoch, now));
    guard(this.#file, () =>
      this.#db.transaction(() => {
        for (const each of wrong) {
          const before = this.#epochs.findLast(({ firstId }) => firstId < each.firstId)?.epoch ?? 0;
          this.#renumber(each, epochAbove(before, now));
        }
      })(),
    );
    return wrong.length;
  }

  close(): void {
    this.#close();
  }

  #beginEpoch(): Epoch {
    // An epoch in which nothing happened is nobody's.
    while ((this.#epochs.at(-1)?.firstId ?? 0) > this.#lastId) {
      const empty = this.#epochs.pop();
      this.#db.prepare('DELETE FROM epochs WHERE epoch = ?').run(empty?.epoch);
    }
    const mine = { epoch: epochAbove(this.#epochs.at(-1)?.epoch ?? 0, this.#now), firstId: this.#lastId + 1 };
    this.#db.prepare('INSERT INTO epochs (epoch, first_id) VALUES (?, ?)').run(mine.epoch, mine.firstId);
    this.#epochs.push(mine);
    return mine;
  }

  /** The last place of an epoch that another follows, by its index. */
  #endOf(i: number): LogPosition {
    const [at, next] = [this.#epochs[i], this.#epochs[i + 1]];
    return at === undefined || next === undefined ? NOTHING : { epoch: at.epoch, seq: next.firstId - at.firstId };
  }

  #renumber(each: Epoch, epoch: number): void {
    this.#db.prepare('UPDATE epochs SET epoch = ? WHERE epoch = ?').run(epoch, each.epoch);
    each.epoch = epoch;
  }

  #write(id: number, command: string, event: Event): void {
    this.#insert.run(id, command, event.type, JSON.stringify(event));
  }

  /** The id of the last event at or before a place; every id after it is news to whoever stands there. */
  #idAt({ epoch, seq }: LogPosition): number {
    const i = this.#epochs.findLastIndex((each) => each.epoch <= epoch);
    const at = this.#epochs[i];
    if (at === undefined) return 0;
    const lastOfEpoch = (this.#epochs[i + 1]?.firstId ?? this.#lastId + 1) - 1;
    return at.epoch === epoch ? Math.min(at.firstId - 1 + seq, lastOfEpoch) : lastOfEpoch;
  }
}

/**
 * All events of a log, oldest first, for `matazu log`, beside its unit or without one. Nothing is written.
 *
 * @throws LogFault
 */
export function* readSqliteLog(folder: string): Generator<StoredEvent> {
  const file = logFile(folder);
  const db = guard(file, () => readDatabase(file));
  try {
    const after = guard(file, () =>
      db.prepare<[number, number], { id: number; body: string }>(
        'SELECT id, body FROM events WHERE id > ? ORDER BY id LIMIT ?',
      ),
    );
    const page = (last: number) => guard(file, () => after.all(last, READ_AT_A_TIME));
    for (let rows = page(0); rows.length > 0; rows = page(rows.at(-1)?.id ?? 0))
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

/** An epoch above another; random, so that two copies of one log that are started apart don't choose the same even where their clock stands still. */
const epochAbove = (epoch: number, now: number): number => Math.max(epochAt(now), epoch + 1) + randomInt(1000);

function guard<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof LogFault) throw error;
    const code = error instanceof Database.SqliteError ? error.code : '';
    if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') throw new LogFault('full', file, error);
    if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || error instanceof SyntaxError)
      throw new LogFault('damaged', file, error);
    throw new LogFault(isOnReadOnlyDisk(file) ? 'read-only' : 'unwritable', file, error);
  }
}
