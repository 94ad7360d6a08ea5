import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What a measurement is given: a folder of the disk that units would use, and where to put what must be ended. */
export interface Bench {
  /** A new folder of its own. */
  folder(name: string): string;
  /** Ended when the measurement is over, the last one first. */
  opened<T>(part: T, close: (part: T) => Promise<unknown> | unknown): T;
  /** One line of progress. */
  tell(text: string): void;
}

const FOLDER = 'data';

/** Runs one measurement and ends whatever it started, also where it fails. */
export async function withBench<T>(tell: (text: string) => void, run: (bench: Bench) => Promise<T>): Promise<T> {
  mkdirSync(FOLDER, { recursive: true });
  const root = mkdtempSync(join(FOLDER, 'bench-'));
  const closers: (() => unknown)[] = [];
  try {
    return await run({
      tell,
      folder(name) {
        const folder = join(root, name);
        mkdirSync(folder, { recursive: true });
        return folder;
      },
      opened(part, close) {
        closers.push(() => close(part));
        return part;
      },
    });
  } finally {
    for (const close of closers.reverse()) await close();
    rmSync(root, { recursive: true, force: true });
  }
}
