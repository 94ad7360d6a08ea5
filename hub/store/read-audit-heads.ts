import { readDatabase } from '../../protocol/ground/sqlite-file.ts';
import { storeFile } from './sqlite-store.ts';
import type { HeardHead } from './store.ts';

/** Where a section's audit was said to end, each time, the oldest first; read beside the hub or without it. @throws SqliteError */
export function readAuditHeads(folder: string, section: string): HeardHead[] {
  const db = readDatabase(storeFile(folder));
  try {
    return db
      .prepare<[string], { at: number; seq: number; head: Uint8Array }>(
        'SELECT at, seq, head FROM audit_heads JOIN sections ON id = section WHERE path = ? ORDER BY n',
      )
      .all(section)
      .map(({ at, seq, head }) => ({ at, seq, head: Buffer.from(head).toString('hex') }));
  } finally {
    db.close();
  }
}
