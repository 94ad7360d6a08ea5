import type { Closable, Logger } from '../../protocol/ground/environment.ts';
import type { Store } from '../store/store.ts';
import { type Snapshot, seal } from './snapshot.ts';

/** How often what a section taught is kept, milliseconds; the events and counts that came since are folded upon it at the start. */
const EVERY_MS = 10 * 60_000;
/** How often is looked for sections that are due, milliseconds. */
const LOOK_MS = 5_000;

export interface Teaching {
  paths(): readonly string[];
  /** What a section has taught; undefined while there is nothing to keep of it. */
  snapshot(path: string): Snapshot | undefined;
}

/** Keeps what sections teach, one section a turn, off the tick that acknowledges; and all of it when it is closed. */
export function keepLearned({
  store,
  sections,
  logger,
}: {
  readonly store: Store;
  readonly sections: Teaching;
  readonly logger: Logger;
}): Closable {
  /** What was kept last, and when by `performance.now()`. */
  const last = new Map<string, { readonly snapshot: Snapshot | undefined; readonly atMs: number }>();
  let closing = false;

  const keep = async (path: string): Promise<void> => {
    const snapshot = sections.snapshot(path);
    if (snapshot === undefined) return;
    last.set(path, { snapshot, atMs: performance.now() });
    await store.keep(seal(path, snapshot));
  };
  const isNew = (path: string): boolean => {
    const now = sections.snapshot(path);
    const before = last.get(path)?.snapshot;
    return now !== undefined && (now.learned !== before?.learned || now.counted !== before.counted);
  };
  const isDue = (path: string, atMs: number): boolean => {
    if (!isNew(path)) return false;
    const before = last.get(path);
    // A section that was just heard for the first time is due as late as any other.
    if (before === undefined) last.set(path, { snapshot: undefined, atMs });
    return before !== undefined && atMs - before.atMs >= EVERY_MS;
  };
  const keepThose = async (due: (path: string) => boolean): Promise<void> => {
    for (const path of sections.paths()) {
      if (!due(path)) continue;
      await keep(path);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  const told = (error: unknown): void =>
    logger.error({ err: error }, 'what sections taught could not be kept; it is learned anew at the next start');
  let working: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    working = working.then(() => keepThose((path) => !closing && isDue(path, performance.now()))).catch(told);
  }, LOOK_MS);

  return {
    async close() {
      closing = true;
      clearInterval(timer);
      await working;
      await keepThose(isNew).catch(told);
    },
  };
}
