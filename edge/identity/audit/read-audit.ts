import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AuditRow, readRow } from './chain.ts';
import { filesIn } from './kept-files.ts';

/** A line of the audit, where it stands, and what it is: a row; or what is wrong with it. */
export interface AuditLine {
  /** As people find it: `0000000001.jsonl line 12`. */
  readonly place: string;
  /** `unfinished`: it is being written, or was when the power went. */
  readonly read: AuditRow | 'unreadable' | 'changed' | 'unfinished';
}

/** All lines of an audit, the oldest first, beside its lead or without it. @throws the file system's errors */
export async function* readAudit(folder: string): AsyncGenerator<AuditLine> {
  const files = await filesIn(folder);
  for (const file of files) {
    const lines = (await readFile(join(folder, file), 'utf8')).split('\n');
    const rest = lines.pop();
    for (const [i, line] of lines.entries()) yield { place: `${file} line ${i + 1}`, read: readRow(line) };
    if (rest !== '')
      yield {
        place: `${file} line ${lines.length + 1}`,
        read: file === files.at(-1) ? 'unfinished' : 'unreadable',
      };
  }
}
