import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropFile, keepFile } from '../../../protocol/ground/kept-file.ts';
import { hashOfCode, newCode } from './secrets.ts';

/** Where the people of a section lie, in the folder of its data. */
export const peopleFolder = (data: string): string => join(data, 'people');

/** The code of a section's first supervisor: its hash lies beside the people, and is gone when it was used. */
export class FirstCode {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, 'first-code');
  }

  /** A new one; the one before is worth nothing. @throws the file system's errors */
  make(): string {
    const code = newCode();
    keepFile(this.#file, hashOfCode(code));
    return code;
  }

  /** Whether a code has the hash of the one that stands; `matazu people first-code` may have made it a moment ago. */
  is(hash: string): boolean {
    return existsSync(this.#file) && readFileSync(this.#file, 'utf8') === hash;
  }

  /** It is worth nothing from now on. @throws the file system's errors */
  use(): void {
    dropFile(this.#file);
  }
}
