import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Logger } from '../../../protocol/ground/environment.ts';
import { dropFile, keepFile } from '../../../protocol/ground/kept-file.ts';

export interface KeptOptions<Schema extends z.ZodType> {
  readonly folder: string;
  /** Before the id, in the name of each file. */
  readonly kind: string;
  readonly schema: Schema;
  readonly logger: Logger;
}

/**
 * A few things of one kind, by id: in memory, and each in a file of its own, which a power cut leaves whole or as it was. A file
 * that can't be read is as if there were none; a disk that takes nothing stops nobody who is here, and what it did not take is gone
 * with the next start.
 */
export class Kept<Schema extends z.ZodType> {
  readonly #options: KeptOptions<Schema>;
  readonly #all = new Map<string, z.output<Schema>>();
  #failing = false;

  constructor(options: KeptOptions<Schema>) {
    this.#options = options;
    const { folder, kind, schema, logger } = options;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(`${kind}-`)) continue;
      const read = schema.safeParse(contentOf(join(folder, name)));
      if (read.success) this.#all.set(name.slice(kind.length + 1), read.data);
      else logger.warn({ kind }, 'what is kept of somebody can’t be read, and is as if it were not there');
    }
  }

  get(id: string): z.output<Schema> | undefined {
    return this.#all.get(id);
  }

  entries(): [string, z.output<Schema>][] {
    return [...this.#all];
  }

  set(id: string, value: z.output<Schema>): void {
    this.#all.set(id, value);
    this.#write(() => keepFile(this.#fileOf(id), JSON.stringify(value)));
  }

  delete(id: string): void {
    this.#all.delete(id);
    this.#write(() => dropFile(this.#fileOf(id)));
  }

  /** Takes as long as {@link set}, and keeps nothing: how long somebody waits for an answer tells nobody what is kept. */
  seem(): void {
    this.#write(() => keepFile(join(this.#options.folder, `no-${this.#options.kind}`), ''));
  }

  #fileOf(id: string): string {
    return join(this.#options.folder, `${this.#options.kind}-${id}`);
  }

  #write(write: () => void): void {
    try {
      write();
      this.#failing = false;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : 'unknown';
      if (!this.#failing)
        this.#options.logger.error(
          { code },
          'who may sign in could not be written; check the disk and who owns the data folder',
        );
      this.#failing = true;
    }
  }
}

function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
