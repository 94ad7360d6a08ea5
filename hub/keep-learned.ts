import type { Closable, Logger } from '../protocol/environment.ts';
import { LEARNED_FORMAT } from './core/learned.ts';
import type { Projection } from './projection.ts';
import type { Store } from './store/store.ts';

/** How often what sections taught is kept. One that has a log is learned anew from there; one that only counts has nothing else. */
const EVERY_MS = { tickets: 10 * 60_000, counts: 30_000 } as const;
/** How often is looked for sections that are due, milliseconds. */
const LOOK_MS = 5_000;

/** Keeps what sections teach, one section a turn, off the tick that acknowledges; and all of it when it is closed. */
export function keepLearned({
  store,
  projection,
  logger,
}: {
  readonly store: Store;
  readonly projection: Projection;
  readonly logger: Logger;
}): Closable {
  /** What was kept last, and when by `performance.now()`. */
  const last = new Map<string, { readonly learned: unknown; readonly atMs: number }>();
  let closing = false;

  const keep = async (path: string): Promise<void> => {
    const learned = projection.learned(path);
    if (learned === undefined) return;
    const { position, countedAt, learned: body } = learned;
    last.set(path, { learned: body, atMs: performance.now() });
    await store.keep({ section: path, format: LEARNED_FORMAT, position, countedAt, body: JSON.stringify(body) });
  };
  const isDue = (path: string, atMs: number): boolean => {
    const known = projection.learned(path);
    const before = last.get(path);
    if (known === undefined || before?.learned === known.learned) return false;
    // A section that was just heard for the first time is due as late as any other.
    if (before === undefined) last.set(path, { learned: undefined, atMs });
    return before !== undefined && atMs - before.atMs >= EVERY_MS[known.position.seq > 0 ? 'tickets' : 'counts'];
  };
  const keepThose = async (due: (path: string) => boolean): Promise<void> => {
    for (const path of projection.sections()) {
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
      await keepThose((path) => projection.learned(path)?.learned !== last.get(path)?.learned).catch(told);
    },
  };
}
