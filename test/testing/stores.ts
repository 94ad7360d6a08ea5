import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';

/** An event as it lies in a file, with its place. */
export interface Kept {
  readonly epoch: number;
  readonly seq: number;
  readonly event: { readonly type: string; readonly at: number; readonly [field: string]: unknown };
}
export interface Logged extends Kept {
  readonly command: string;
}
export interface StoredSection {
  /** The place that the hub would acknowledge. */
  readonly position: LogPosition;
  /** Without those that the section's log lost. */
  readonly events: readonly Kept[];
}

/** Opens a copy, so that looking changes nothing; the process that owns the file must be dead. */
function read<T>(file: string, look: (db: Database.Database) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'matazu-copy-'));
  try {
    for (const end of ['', '-wal']) {
      if (existsSync(file + end)) cpSync(file + end, join(folder, `copy${end}`));
    }
    const db = new Database(join(folder, 'copy'));
    try {
      const sound = db.pragma('integrity_check', { simple: true });
      if (sound !== 'ok') throw new Error(`${file} is damaged: ${String(sound)}`);
      return look(db);
    } finally {
      db.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A section's whole log, oldest first. */
export function readLog(data: string): Logged[] {
  return read(join(data, 'section.sqlite'), (db) => {
    const epochs = db
      .prepare<[], { epoch: number; first_id: number }>('SELECT epoch, first_id FROM epochs ORDER BY first_id, epoch')
      .all();
    return db
      .prepare<[], { id: number; command: string; body: string }>('SELECT id, command, body FROM events ORDER BY id')
      .all()
      .map(({ id, command, body }) => {
        const of = epochs.findLast(({ first_id }) => first_id <= id);
        if (of === undefined) throw new Error(`event ${id} of ${data} is of no epoch`);
        return { epoch: of.epoch, seq: id - of.first_id + 1, command, event: JSON.parse(body) as Kept['event'] };
      });
  });
}

/** Up to where a hub had kept what its sections taught, by section: the place in the log, and the count. */
export function readKept(data: string): ReadonlyMap<string, { readonly seq: number; readonly counted: number }> {
  return read(join(data, 'hub.sqlite'), (db) => {
    const rows = db
      .prepare<[], { path: string; seq: number; counted: number }>(
        'SELECT path, seq, counted FROM learned JOIN sections ON id = section',
      )
      .all();
    return new Map(rows.map(({ path, seq, counted }) => [path, { seq, counted }]));
  });
}

/** What a hub's store holds, by section; empty where there is no store. */
export function readStore(data: string): ReadonlyMap<string, StoredSection> {
  const file = join(data, 'hub.sqlite');
  if (!existsSync(file)) return new Map();
  return read(file, (db) => {
    if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sections'").get() === undefined) return new Map();
    const events = db.prepare<[number], { epoch: number; seq: number; body: string }>(
      'SELECT epoch, seq, body FROM events WHERE section = ? AND lost = 0 ORDER BY epoch, seq',
    );
    return new Map(
      db
        .prepare<[], { id: number; path: string; epoch: number; seq: number }>(
          `SELECT id, path, coalesce((SELECT epoch FROM events WHERE section = id ORDER BY epoch DESC LIMIT 1), 0) AS epoch,
             coalesce((SELECT seq FROM events WHERE section = id ORDER BY epoch DESC, seq DESC LIMIT 1), 0) AS seq FROM sections`,
        )
        .all()
        .map(({ id, path, epoch, seq }) => {
          const kept = events.all(id).map((row) => ({
            epoch: row.epoch,
            seq: row.seq,
            event: JSON.parse(row.body) as Kept['event'],
          }));
          return [path, { position: { epoch, seq }, events: kept }];
        }),
    );
  });
}
