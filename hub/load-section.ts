import type { LogPosition, WaitingMessage } from '../protocol/messages.ts';
import { LEARNED_FORMAT, type Learned } from './core/learned.ts';
import { NOTHING } from './core/position.ts';
import { type SectionProjection, takeEvents, takeWaiting } from './core/section-projection.ts';
import type { KeptLearned, Store } from './store/store.ts';

/** Events that are folded at a time, so that a long history needs little memory. */
const AT_ONCE = 5_000;

/**
 * A section as the store knows it up to a place: the day of the kept place is folded for its state, what it had taught by then
 * is read back, and all that came after is folded upon both. Where nothing is kept, the whole log teaches anew: then and now
 * the same is learned.
 *
 * @throws StoreFault
 */
export async function loadSection(
  store: Store,
  path: string,
  { empty, upTo }: { readonly empty: SectionProjection; readonly upTo: LogPosition },
): Promise<SectionProjection> {
  if (upTo.seq === 0) return empty;
  const kept = await usable(store, path);
  let projection = empty;
  let after = NOTHING;
  if (kept !== null && kept.position.seq > 0) {
    const events = await store.readDay(path, kept.position);
    const day = takeEvents(empty, events, events.at(-1)?.at ?? 0);
    projection = { ...day, learned: kept.learned };
    after = kept.position;
  }
  while (after.epoch !== upTo.epoch || after.seq !== upTo.seq) {
    const next = await store.readAfter(path, { after, upTo, most: AT_ONCE });
    if (next.events.length > 0) projection = takeEvents(projection, next.events, next.events.at(-1)?.at ?? 0);
    after = next.upTo;
  }
  return projection;
}

/** A section that only counts: what it had taught by its last count, and the count that is stored, which may be a later one. */
export async function loadCounts(
  store: Store,
  path: string,
  { projection, waiting, heardAt }: { projection: SectionProjection; waiting: WaitingMessage; heardAt: number },
): Promise<SectionProjection> {
  const kept = projection.hasEvents ? null : await usable(store, path);
  if (kept === null) return takeWaiting(projection, waiting, heardAt);
  const known = { ...projection, learned: kept.learned };
  if (waiting.observedAt > kept.countedAt) return takeWaiting(known, waiting, heardAt);
  return { ...known, waiting, heardAt, movedAt: waiting.observedAt };
}

async function usable(store: Store, path: string): Promise<(KeptLearned & { readonly learned: Learned }) | null> {
  const kept = await store.kept(path);
  if (kept === null || kept.format !== LEARNED_FORMAT) return null;
  return { ...kept, learned: JSON.parse(kept.body) as Learned };
}
