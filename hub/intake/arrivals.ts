import type { Event } from '../../protocol/queue/events.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import type { CommittedRun, HeardCount } from '../core/committed.ts';
import { compare } from '../core/position.ts';
import type { ArrivedEvents } from './read-run.ts';

/** How a message came. */
export interface Arrival {
  readonly topic: string;
  readonly retained: boolean;
  readonly bytes: number;
}

/** What came in and goes into the next commit. */
export interface Arrivals {
  readonly runs: ArrivedEvents[];
  /** The latest count of each section. */
  readonly counts: Map<string, HeardCount>;
  /** Sections whose message brought nothing new; they hear where the hub stands with the commit, once. */
  readonly unsure: Set<string>;
}

export const noArrivals = (): Arrivals => ({ runs: [], counts: new Map(), unsure: new Set() });

export const isEmpty = ({ runs, counts, unsure }: Arrivals): boolean =>
  runs.length === 0 && counts.size === 0 && unsure.size === 0;

/** The last event's place in its log. */
const endOf = ({ epoch, first, bodies }: ArrivedEvents): LogPosition => ({ epoch, seq: first + bodies.length - 1 });

/** The days that a run opens, where so many events came before it. */
function openings({ events, days, epoch }: ArrivedEvents, before: number): CommittedRun['days'] {
  const at = events.flatMap(({ type }, i) => (type === 'day-opened' ? [before + i + 1] : []));
  return days.map(({ day, seq }, i) => ({ day, position: { epoch, seq }, count: at[i] ?? before }));
}

/** The runs of each section as one, in the order in which they came. */
export function committedRuns(runs: readonly ArrivedEvents[]): ReadonlyMap<string, CommittedRun> {
  const bySection = new Map<string, CommittedRun & { readonly events: Event[] }>();
  for (const run of runs) {
    const upTo = endOf(run);
    const before = bySection.get(run.section);
    const events = before?.events ?? [];
    const days = [...(before?.days ?? []), ...openings(run, events.length)];
    events.push(...run.events);
    bySection.set(run.section, {
      events,
      days,
      upTo,
      lost: before?.lost === true || run.lostAfter !== undefined,
      // A lead of 0.1.0 that has said nothing since its start names the epoch of that start, and no event in it.
      behind: run.end !== undefined && run.end.seq > 0 && compare(upTo, run.end) < 0,
    });
  }
  return bySection;
}
