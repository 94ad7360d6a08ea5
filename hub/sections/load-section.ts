import type { Logger } from '../../protocol/ground/environment.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import { learnedOf } from '../core/learned.ts';
import { compare, NOTHING } from '../core/position.ts';
import { type SectionProjection, takeEvents, takeWaiting } from '../core/section-projection.ts';
import type { Store } from '../store/store.ts';
import { type Snapshot, unseal } from './snapshot.ts';

/** Events that are folded at a time, so that a long history needs little memory. */
const AT_ONCE = 5_000;

/**
 * A section as the store knows it up to a place of its log: the day of the kept place is folded for its state, what it had
 * taught by then is read back, and all that came after, counts and events, is folded upon both. Where nothing usable is kept,
 * the whole log teaches anew: then and now the same is learned.
 *
 * @throws StoreFault
 */
export async function loadSection(
  { store, logger }: { readonly store: Store; readonly logger: Logger },
  path: string,
  { empty, upTo }: { readonly empty: SectionProjection; readonly upTo: LogPosition },
): Promise<SectionProjection> {
  const last = await usable(store, path, logger);
  // What was taught by a place that is not believed is not either.
  const kept = last !== null && compare(last.position, upTo) <= 0 ? last : null;
  const taught = kept?.counted ?? 0;
  let projection =
    kept === null ? empty : { ...empty, learned: learnedOf(kept.learned, empty.facts), movedAt: kept.movedAt };
  // A section that counted before it had tickets counts no more since: its counts come before its log.
  for (const { n, message } of await store.readCounts(path, taught - 1)) {
    const { observedAt } = message;
    projection =
      n > taught
        ? takeWaiting(projection, message, observedAt)
        : { ...projection, waiting: message, heardAt: observedAt };
  }
  let after = NOTHING;
  if (kept !== null && kept.position.seq > 0) {
    const { learned, waiting } = projection;
    const events = await store.readDay(path, kept.position);
    projection = { ...takeEvents(empty, events, events.at(-1)?.at ?? 0), learned, waiting };
    after = kept.position;
  }
  while (after.epoch !== upTo.epoch || after.seq !== upTo.seq) {
    const next = await store.readAfter(path, { after, upTo, most: AT_ONCE });
    if (next.events.length > 0) projection = takeEvents(projection, next.events, next.events.at(-1)?.at ?? 0);
    after = next.upTo;
  }
  return projection;
}

async function usable(store: Store, path: string, logger: Logger): Promise<Snapshot | null> {
  const kept = await store.kept(path);
  if (kept === null) return null;
  const snapshot = unseal(kept);
  if (typeof snapshot !== 'string') return snapshot;
  logger.warn(
    { section: path, why: snapshot },
    'what this section had taught cannot be used; it is learned anew from its stored events, or from its counts from now on where it only counts',
  );
  return null;
}
