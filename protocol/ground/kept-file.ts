import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes a file whole or not at all, for its owner alone: a power cut leaves the one before, or this one. */
export function keepFile(file: string, content: string | Uint8Array): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${process.pid}-${Math.random().toString(36).slice(2)}.draft`);
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
  syncPath(folder);
}

/** A file takes another name, for whoever is first; whether this was first. */
export function takeFile(from: string, to: string): boolean {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  try {
    renameSync(from, to);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
  syncPath(dirname(to));
  syncPath(dirname(from));
  return true;
}

/** Removes a file, where there is one, so that no power cut brings it back. */
export function dropFile(file: string): void {
  rmSync(file, { force: true });
  syncPath(dirname(file));
}

/** What was written to a file or a folder is on the disk. */
export function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
