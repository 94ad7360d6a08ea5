import type { Estimate } from '../../../protocol/congestion/views.ts';
import type { CongestionLevel } from '../../../protocol/queue/events.ts';
import type { SectionProjection } from '../section-projection.ts';
import { estimateCount, headwayMinutes } from './count-model.ts';
import { estimatesNext } from './queue.ts';
import { visitMinutes } from './wait-model.ts';

type Known = Pick<SectionProjection, 'learned' | 'state' | 'hasEvents' | 'movedAt'>;

/** The section's present: its clock may be ahead of the hub's. */
export const presentOf = ({ movedAt }: Pick<SectionProjection, 'movedAt'>, now: number): number =>
  Math.max(now, movedAt ?? now);

/** The wait of whoever takes a ticket now, for each service; null of a queue that was never counted. */
export const estimatesOf = (known: Known, services: readonly string[], now: number): readonly (Estimate | null)[] => {
  const {
    learned: { wait },
    state,
    hasEvents,
  } = known;
  return hasEvents
    ? estimatesNext(wait, state, services, presentOf(known, now))
    : services.map((service) => estimateCount(wait.counts, service));
};

/** The level last promised of each service: where nothing was published yet, its level goes on from there. */
export function promisedLevels({ learned: { wait }, hasEvents }: Known): ReadonlyMap<string, CongestionLevel> {
  if (hasEvents) return new Map(Object.entries(wait.levels));
  return new Map(
    Object.values(wait.counts.queues).flatMap(({ service, pending }) => {
      const last = pending.at(-1);
      return last === undefined ? [] : [[service, last.level] as const];
    }),
  );
}

/** How long nothing may happen while somebody waits before the figures are nobody's present any more, minutes. */
export const silenceMinutes = ({ learned: { wait }, hasEvents }: Known, service: string): number =>
  Math.max(10, hasEvents ? 2 * visitMinutes(wait, service) : 3 * headwayMinutes(wait.counts, service));
