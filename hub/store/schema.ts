import type Database from 'better-sqlite3';
import { StoreFault } from './store.ts';

/** "MTZH" */
const APPLICATION_ID = 0x4d545a48;

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
  `CREATE TABLE counts (
     section INTEGER NOT NULL, n INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (section, n)
   ) WITHOUT ROWID;
   INSERT INTO counts SELECT id, 1, waiting FROM sections WHERE waiting IS NOT NULL;
   ALTER TABLE sections DROP COLUMN waiting;
   DROP TABLE learned;
   CREATE TABLE learned (
     section INTEGER PRIMARY KEY, format INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
     counted INTEGER NOT NULL, body TEXT NOT NULL, digest TEXT NOT NULL
   );`,
  'CREATE TABLE abouts (section INTEGER PRIMARY KEY, body TEXT NOT NULL);',
  `CREATE TABLE audit_heads (
     section INTEGER NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL, head BLOB NOT NULL,
     PRIMARY KEY (section, n)
   ) WITHOUT ROWID;`,
];

/** Brings a file's schema up to date, all of it or nothing. @throws StoreFault where the file is another's */
export function migrate(db: Database.Database, file: string): void {
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
