import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one test sets up, and lets go of whatever happens. */
export interface Stage {
  /** A folder of the test's own. */
  readonly folder: string;
  path(name: string): string;
  /** Keeps something to be closed; what came last is closed first. */
  keep<T>(thing: T, close: (thing: T) => unknown): T;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'matazu-test-'));
  const closers: (() => unknown)[] = [];
  return {
    folder,
    path: (name) => join(folder, name),
    keep(thing, close) {
      closers.push(() => close(thing));
      return thing;
    },
    async close() {
      const faults: unknown[] = [];
      for (const close of closers.splice(0).reverse()) {
        try {
          await close();
        } catch (fault) {
          faults.push(fault);
        }
      }
      await rm(folder, { recursive: true, force: true });
      if (faults.length > 0) throw new AggregateError(faults, 'what a test set up could not be closed');
    },
  };
}
