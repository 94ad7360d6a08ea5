import { join } from 'node:path';
import Database from 'better-sqlite3';
import { isOnReadOnlyDisk, type OwnedDatabase, ownDatabase } from '../../protocol/ground/sqlite-file.ts';
import { type Event, readEvent } from '../../protocol/queue/events.ts';
import { WaitingMessage } from '../../protocol/queue/waiting.ts';
import { AboutMessage } from '../../protocol/wire/about.ts';
import { migrate } from './schema.ts';
import { SectionIds } from './section-ids.ts';
import { prepareStatements, type SectionRow, type Statements } from './statements.ts';
import {
  type Batch,
  HEADS_KEPT_MS,
  type KeptLearned,
  type NumberedCount,
  type Store,
  type StoredRun,
  type StoredSection,
  StoreFault,
} from './store.ts';

/** The store in a folder. */
export const storeFile = (folder: string): string => join(folder, 'hub.sqlite');

/** Opens (or creates, or brings up to date) the store in a folder. An acknowledgement promises that the events outlive a power cut. @throws StoreFault */
export function openSqliteStore(folder: string): Store {
  const file = storeFile(folder);
  return guard(file, () => {
    const owned = ownDatabase(file);
    try {
      migrate(owned.db, file);
      return storeOn(owned, file);
    } catch (error) {
      owned.close();
      throw error;
    }
  });
}

/** The store on a database that is open and up to date. */
function storeOn({ db, close }: OwnedDatabase, file: string): Store {
  const statements = prepareStatements(db);
  const ids = new SectionIds(statements, file);
  return {
    ...readerOf(statements, ids, file),
    ...writerOf(db, { statements, ids, file }),
    close: async () => close(),
  };
}

interface OpenStore {
  readonly statements: Statements;
  readonly ids: SectionIds;
  readonly file: string;
}

function writerOf(
  db: Database.Database,
  { statements, ids, file }: OpenStore,
): Pick<Store, 'commit' | 'keep' | 'keepAbout'> {
  const addRun = (run: StoredRun): void => {
    const section = ids.getOrAdd(run.section);
    if (run.lostAfter !== undefined) {
      statements.loseEvents.run(section, run.lostAfter.epoch, run.lostAfter.seq);
      statements.loseDays.run(section, run.lostAfter.epoch, run.lostAfter.seq);
    }
    let seq = run.first;
    for (const body of run.bodies) statements.insertEvent.run(section, run.epoch, seq++, body);
    for (const { day, seq } of run.days) statements.insertDay.run(section, day, run.epoch, seq);
    if (run.audit === undefined) return;
    const { at, seq: row, head } = run.audit;
    statements.insertHead.run(section, at, row, Buffer.from(head, 'hex'), section);
    statements.forgetHeads.run(section, section, at - HEADS_KEPT_MS);
  };
  const commit = db.transaction(({ runs, counts }: Batch) => {
    for (const run of runs) addRun(run);
    for (const [section, { n, message }] of counts)
      statements.insertCount.run(ids.getOrAdd(section), n, JSON.stringify(message));
  });
  const keep = db.transaction(({ section, format, position: { epoch, seq }, counted, body, digest }: KeptLearned) => {
    const id = ids.getOrAdd(section);
    statements.keepLearned.run(id, format, epoch, seq, counted, body, digest);
    statements.forgetCounts.run(id, counted);
  });
  return {
    async commit(batch) {
      try {
        guard(file, () => commit(batch));
      } catch (error) {
        ids.readAgain();
        throw error;
      }
    },
    async keep(learned) {
      guard(file, () => keep(learned));
    },
    async keepAbout(section, about) {
      guard(file, () => statements.keepAbout.run(ids.getOrAdd(section), JSON.stringify(about)));
    },
  };
}

type Reader = Pick<Store, 'sections' | 'readDay' | 'readAfter' | 'readCounts' | 'kept' | 'abouts' | 'auditHeads'>;

function readerOf(statements: Statements, ids: SectionIds, file: string): Reader {
  return {
    async sections() {
      return guard(file, () => statements.selectSections.all().map(readSection));
    },
    async readDay(section, upTo) {
      return guard(file, () => {
        const id = ids.get(section);
        if (id === undefined) return [];
        const from = statements.selectDay.get(id, upTo.epoch, upTo.seq) ?? { epoch: 0, seq: 0 };
        return statements.selectEvents.all(id, from.epoch, from.seq, upTo.epoch, upTo.seq).flatMap(readBody);
      });
    },
    async readAfter(section, { after, upTo: until, most }) {
      return guard(file, () => {
        const id = ids.get(section);
        if (id === undefined) return { events: [], upTo: until };
        const upTo = statements.selectNextDay.get(id, after.epoch, after.seq, until.epoch, until.seq) ?? until;
        const rows = statements.selectAfter.all(id, after.epoch, after.seq, upTo.epoch, upTo.seq, most);
        const last = rows.length < most ? upTo : (rows.at(-1) ?? upTo);
        return { events: rows.flatMap(readBody), upTo: { epoch: last.epoch, seq: last.seq } };
      });
    },
    async readCounts(section, after) {
      return guard(file, () => {
        const id = ids.get(section);
        const rows = id === undefined ? [] : statements.selectCounts.all(id, after);
        return rows.flatMap(({ n, body }): NumberedCount[] => {
          const message = readCount(body);
          return message === undefined ? [] : [{ n, message }];
        });
      });
    },
    async kept(section) {
      return guard(file, () => {
        const id = ids.get(section);
        const row = id === undefined ? undefined : statements.selectLearned.get(id);
        if (row === undefined) return null;
        const { format, epoch, seq, counted, body, digest } = row;
        return { section, format, position: { epoch, seq }, counted, body, digest };
      });
    },
    async auditHeads() {
      return guard(file, () => {
        const rows = statements.selectLastHeads.all();
        return new Map(rows.map(({ path, seq, head }) => [path, { seq, head: Buffer.from(head).toString('hex') }]));
      });
    },
    async abouts() {
      return guard(file, () => {
        const read = statements.selectAbouts.all().flatMap(({ path, body }): [string, AboutMessage][] => {
          const about = AboutMessage.safeParse(JSON.parse(body)).data;
          return about === undefined ? [] : [[path, about]];
        });
        return new Map(read);
      });
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
    if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') throw new StoreFault('full', file, error);
    if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || error instanceof SyntaxError)
      throw new StoreFault('damaged', file, error);
    throw new StoreFault(isOnReadOnlyDisk(file) ? 'read-only' : 'unwritable', file, error);
  }
}
