import type Database from 'better-sqlite3';

export interface SectionRow {
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

/** All that the store asks of its database, prepared once. Places in a log are compared as (epoch, seq). */
export function prepareStatements(db: Database.Database) {
  const insertSection = db.prepare<[string], { id: number }>('INSERT INTO sections (path) VALUES (?) RETURNING id');
  // A log that was lost here, or is not believed, may be sent again: what is sent then stands.
  const insertEvent = db.prepare<[number, number, number, string]>(
    `INSERT INTO events (section, epoch, seq, body) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET body = excluded.body, lost = 0`,
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
  // Where a section stands is where its last event and its last count stand: nothing more need be written in each commit. What its
  // log has lost is no place of it.
  const selectSections = db.prepare<[], SectionRow>(
    `SELECT sections.*, coalesce(epoch, 0) AS epoch, coalesce(seq, 0) AS seq, n, counts.body FROM sections
     LEFT JOIN events ON events.section = id AND (epoch, seq) =
       (SELECT epoch, seq FROM events WHERE section = id AND lost = 0 ORDER BY epoch DESC, seq DESC LIMIT 1)
     LEFT JOIN counts ON counts.section = id AND n = (SELECT max(n) FROM counts WHERE section = id)`,
  );
  const selectDay = db.prepare<[number, number, number], { epoch: number; seq: number }>(
    'SELECT epoch, seq FROM days WHERE section = ? AND (epoch, seq) <= (?, ?) ORDER BY epoch DESC, seq DESC LIMIT 1',
  );
  const selectNextDay = db.prepare<[number, number, number, number, number], { epoch: number; seq: number }>(
    'SELECT epoch, seq FROM days WHERE section = ? AND (epoch, seq) > (?, ?) AND (epoch, seq) < (?, ?) ORDER BY epoch, seq LIMIT 1',
  );
  const selectEvents = db.prepare<[number, number, number, number, number], { body: string }>(
    `SELECT body FROM events WHERE section = ? AND (epoch, seq) >= (?, ?) AND (epoch, seq) <= (?, ?) AND lost = 0
     ORDER BY epoch, seq`,
  );
  const keepAbout = db.prepare<[number, string]>('INSERT OR REPLACE INTO abouts VALUES (?, ?)');
  const selectAbouts = db.prepare<[], { path: string; body: string }>(
    'SELECT path, body FROM abouts JOIN sections ON id = section',
  );
  const insertHead = db.prepare<[number, number, number, Uint8Array, number]>(
    `INSERT INTO audit_heads SELECT ?, coalesce(max(n), 0) + 1, ?, ?, ? FROM audit_heads WHERE section = ?`,
  );
  const forgetHeads = db.prepare<[number, number, number]>(
    `DELETE FROM audit_heads WHERE section = ? AND n <
       (SELECT n FROM audit_heads WHERE section = ? AND at >= ? ORDER BY n LIMIT 1)`,
  );
  const selectLastHeads = db.prepare<[], { path: string; seq: number; head: Uint8Array }>(
    `SELECT path, seq, head FROM sections JOIN audit_heads ON section = id
       AND n = (SELECT max(n) FROM audit_heads WHERE section = id)`,
  );
  return {
    insertHead,
    forgetHeads,
    selectLastHeads,
    insertSection,
    insertEvent,
    insertDay,
    insertCount,
    selectCounts,
    forgetCounts,
    loseEvents,
    loseDays,
    selectAfter,
    keepLearned,
    selectLearned,
    selectSections,
    selectDay,
    selectNextDay,
    selectEvents,
    keepAbout,
    selectAbouts,
  };
}
export type Statements = ReturnType<typeof prepareStatements>;
