import { existsSync, writeFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { LogFault } from './event-log.ts';

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

/** Makes the schema in an empty file. @throws LogFault where the file is not a log of this version, or was one and is empty now */
export function prepareSchema(db: Database.Database, file: string): void {
  const id = db.pragma('application_id', { simple: true });
  const version = db.pragma('user_version', { simple: true });
  if (id === 0 && version === 0 && db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table'").get() === undefined) {
    // A log that once was here and is empty now was lost: it is not begun again in silence.
    if (existsSync(markerOf(file))) throw new LogFault('gone', file);
    db.exec(`BEGIN; ${SCHEMA} COMMIT;`);
    mark(file);
    return;
  }
  if (id === APPLICATION_ID && Number(version) > VERSION) throw new LogFault('newer', file);
  if (id !== APPLICATION_ID || version !== VERSION) throw new LogFault('damaged', file);
  // A copy that was put back came without it.
  if (!existsSync(markerOf(file))) mark(file);
}

const mark = (file: string): void =>
  writeFileSync(markerOf(file), 'The log beside this file holds tickets. Remove both to begin anew.\n');

const markerOf = (file: string): string => `${file}.begun`;
