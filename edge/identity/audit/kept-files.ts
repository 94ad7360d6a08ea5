import { type FileHandle, mkdir, open, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditHead } from '../../../protocol/queue/log-messages.ts';
import { headOf, NO_ROW, readRow } from './chain.ts';

/** The folder of the audit in a unit's own. */
export const auditFolder = (data: string): string => join(data, 'audit');

/** Each file is named by the number of its first row, so that names sort as rows do, whatever a clock said. */
const NAME = /^\d{10}\.jsonl$/;
export const nameOf = (first: number): string => `${String(first).padStart(10, '0')}.jsonl`;

/** The names of the audit's files, the oldest first; none where there is no audit. @throws the file system's errors */
export async function filesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => NAME.test(name)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** A file that rows are added to. */
export interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
  /** As it was left: where it is another, somebody else wrote it. */
  readonly inode: number;
  bytes: number;
}

/** How an audit ends on the disk. */
export interface KeptEnd {
  readonly head: AuditHead;
  /** When its last row was written, milliseconds; null where there is none. */
  readonly at: number | null;
  /** The name of its last file. */
  readonly file: string | undefined;
  /** Lines after its last row that are none. */
  readonly damaged: number;
}

/** Looks for the last row that can be read. @throws the file system's errors */
export async function findEnd(folder: string): Promise<KeptEnd> {
  const names = await filesIn(folder);
  const file = names.at(-1);
  let damaged = 0;
  for (const name of names.reverse()) {
    // What comes after the last line break was being written when the power went: nobody was told of it.
    const lines = (await readFile(join(folder, name), 'utf8')).split('\n').slice(0, -1);
    for (const line of lines.reverse()) {
      const row = readRow(line);
      if (typeof row !== 'string') return { head: headOf(row), at: row.at, file, damaged };
      damaged += 1;
    }
  }
  return { head: NO_ROW, at: null, file, damaged };
}

/** So many of the last bytes of a file. @throws the file system's errors */
export async function readTail(path: string, bytes: number): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - bytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Opens a file to add to it, and takes off what a power cut left of a line. @throws the file system's errors */
export async function openFile(folder: string, name: string): Promise<OpenFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  const handle = await open(path, 'a', 0o600);
  try {
    const whole = (await readFile(path)).lastIndexOf('\n') + 1;
    await truncate(path, whole);
    await sync(folder);
    return { path, handle, inode: (await handle.stat()).ino, bytes: whole };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Adds whole lines, which are on the disk when this resolves; where it fails, none of them is in the file. @throws the file system's errors */
export async function addLines(file: OpenFile, text: string): Promise<void> {
  try {
    await file.handle.appendFile(text);
    await file.handle.datasync();
    file.bytes += Buffer.byteLength(text);
  } catch (error) {
    await file.handle.truncate(file.bytes).catch(() => undefined);
    throw error;
  }
}

/** Whether a file is still the one that was opened, and as it was left. */
export async function isAsLeft({ path, inode, bytes }: OpenFile): Promise<boolean> {
  const now = await stat(path).catch(() => undefined);
  return now?.ino === inode && now.size === bytes;
}

/** Files are gone when this resolves. @throws the file system's errors */
export async function removeFiles(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(folder, name));
  await sync(folder);
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
