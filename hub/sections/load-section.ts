import type { Logger } from '../../protocol/ground/environment.ts';
import { givingWay } from '../../protocol/ground/giving-way.ts';
import type { Event } from '../../protocol/queue/events.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import { learnedOf } from '../core/learned.ts';
import { compare, NOTHING } from '../core/position.ts';
import { recall, type SectionProjection, takeWaiting, takingDays } from '../core/section-projection.ts';
import type { Store } from '../store/store.ts';
import { type Snapshot, unseal } from './snapshot.ts';

/** Events that are read at a time. */
const AT_ONCE = 5_000;
/** Events of one day that are folded at a time at least, so that a history that knows no days needs little memory: no day has so many. */
const OF_A_DAY = 50_000;

export interface LoadOptions {
  readonly empty: SectionProjection;
  readonly upTo: LogPosition;
  /** What is known to have been taught by the beginning of a day; without it what is kept is taken. */
  readonly dawn?: Snapshot | undefined;
}

/** A section, and what it had taught when its day began: what is done by mistake in a day may be taken back while it lasts. */
export interface LoadedSection {
  readonly projection: SectionProjection;
  readonly dawn: Snapshot | undefined;
}

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
  { empty, upTo, dawn: known }: LoadOptions,
): Promise<LoadedSection> {
  const last = known ?? (await usable(store, path, logger));
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
  let dawn: Snapshot | undefined;
  if (kept !== null && kept.position.seq > 0) {
    const events = await store.readDay(path, kept.position);
    projection = recall(projection, events, events.at(-1)?.at ?? 0);
    after = kept.position;
    dawn = kept;
  }
  const unfolded: Event[] = [];
  while (compare(after, upTo) !== 0) {
    const next = await store.readAfter(path, { after, upTo, most: AT_ONCE });
    unfolded.push(...next.events);
    after = next.upTo;
    const opens = next.events.at(-1)?.type === 'day-opened';
    if (!opens && compare(after, upTo) !== 0 && unfolded.length < OF_A_DAY) continue;
    const events = unfolded.splice(0);
    // A day is folded anew for each slip that is taken back in it, while other sections wait for their acknowledgement.
    for await (const grown of givingWay(takingDays(projection, events, events.at(-1)?.at ?? 0))) projection = grown;
    if (opens) dawn = { learned: projection.learned, movedAt: projection.movedAt, position: after, counted: taught };
  }
  return { projection, dawn };
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
