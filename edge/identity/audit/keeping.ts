import { join } from 'node:path';
import type { AuditHead } from '../../../protocol/queue/log-messages.ts';
import { type AuditEntry, DONE } from './audit.ts';
import { type AuditRow, headOf, readRow } from './chain.ts';
import { filesIn, readTail } from './kept-files.ts';

/** Kept for thirteen months: a whole year can be looked at when it is over. */
export const KEPT_MS = 396 * 86_400_000;

/** Bytes in which a row ends: more than the longest has. */
const LONGEST_ROW = 4_096;
const FORGET = 'forget';
const OBJECT = /^rows up to (\d+), ([0-9a-f]{64})$/;

/** The row that says that rows were forgotten, and from where on the chain goes on. */
export const forgotten = ({ seq, head }: AuditHead, at: number): AuditEntry => ({
  at,
  actor: { role: 'lead' },
  action: FORGET,
  object: `rows up to ${seq}, ${head}`,
  result: DONE,
});

/** The last row that a row says is forgotten; undefined where it says nothing of the kind. */
export function forgottenBy({ actor, action, object }: AuditRow): AuditHead | undefined {
  const [, seq, head] = OBJECT.exec(object) ?? [];
  return actor.role === 'lead' && action === FORGET && seq !== undefined && head !== undefined
    ? { seq: Number(seq), head }
    : undefined;
}

/** The files whose rows are all too old, and the last of those rows. @throws the file system's errors */
export async function forgettable(
  folder: string,
  now: number,
): Promise<{ readonly names: readonly string[]; readonly last: AuditHead } | undefined> {
  const names: string[] = [];
  let last: AuditHead | undefined;
  // The newest is never too old: it is written to.
  for (const name of (await filesIn(folder)).slice(0, -1)) {
    const row = await lastRow(join(folder, name));
    if (row === undefined || row.at >= now - KEPT_MS) break;
    names.push(name);
    last = headOf(row);
  }
  return last && { names, last };
}

async function lastRow(file: string): Promise<AuditRow | undefined> {
  const line = (await readTail(file, LONGEST_ROW)).split('\n').at(-2);
  const row = line === undefined ? undefined : readRow(line);
  return typeof row === 'object' ? row : undefined;
}
