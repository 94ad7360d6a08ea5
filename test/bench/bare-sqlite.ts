import { join } from 'node:path';
import Database from 'better-sqlite3';
import { instant } from './instant.ts';

/** SQLite alone (WAL, FULL), with nothing but a row for each text. */
export function openBareSqlite(folder: string) {
  const db = new Database(join(folder, 'bare.sqlite'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE events (id INTEGER PRIMARY KEY, body TEXT NOT NULL)');
  const insert = db.prepare('INSERT INTO events (body) VALUES (?)');
  const insertAll = db.transaction((bodies: readonly string[]) => {
    for (const body of bodies) insert.run(body);
  });
  return {
    /** All in one commit. */
    commit: (bodies: readonly string[]): void => insertAll(bodies),
    /** Rows a second, `rowsACommit` in each commit. */
    rowsPerSecond(bodies: readonly string[], rowsACommit: number): number {
      const began = instant();
      for (let from = 0; from < bodies.length; from += rowsACommit) insertAll(bodies.slice(from, from + rowsACommit));
      return (bodies.length * 1_000) / (instant() - began);
    },
    close: () => db.close(),
  };
}
