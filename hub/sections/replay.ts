import { sectionAddress } from '../../protocol/ground/identifiers.ts';
import { type Event, readEvent, type StoredEvent } from '../../protocol/queue/events.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import { type SectionFacts, unknownSection } from '../core/facts.ts';
import {
  emptyProjection,
  type SectionProjection,
  takeDays,
  takeEvents,
  takeWaiting,
} from '../core/section-projection.ts';
import { isTakenBack } from '../core/slips.ts';
import { type Levels, levelsOf, sectionView } from '../core/views/section-view.ts';

export type ReplayLine =
  | { readonly section: string; readonly event: StoredEvent }
  | { readonly section: string; readonly waiting: WaitingMessage };

export interface ReplayedEstimate {
  readonly at: number;
  readonly section: string;
  readonly service: string;
  readonly ticket?: string;
  readonly waiting?: number;
  readonly lowMinutes: number;
  readonly medianMinutes: number;
  readonly highMinutes: number;
  readonly level: string;
}

/**
 * The event as a replay reads it. It shows no resident's page, so it needs no code that nobody can guess: logs from elsewhere
 * have short ones, or none.
 */
export const asReplayed = (event: StoredEvent): StoredEvent =>
  event.type === 'ticket-issued' ? { ...event, code: 'of-a-replay' } : event;

/**
 * The hub's own projection, fed line by line in time order: what it would have published at each ticket's issue and at each
 * count. It runs on the same functions as the hub, and knows nothing later than the line. `facts`: of sections, by path.
 */
export function startReplay(
  facts: Iterable<readonly [path: string, facts: SectionFacts]>,
): (line: ReplayLine) => ReplayedEstimate[] {
  const sections = new Map<string, SectionProjection>();
  /** Each section as it stood when its day began, and what has come since: what is taken back teaches nothing. */
  const days = new Map<string, { readonly dawn: SectionProjection; readonly events: Event[] }>();
  /** The levels that were published last of sections that only count. */
  const levels = new Map<string, Levels>();
  for (const [path, of] of facts) sections.set(path, emptyProjection(of));
  const of = (path: string): SectionProjection =>
    sections.get(path) ?? emptyProjection(unknownSection(sectionAddress(path).section));

  return (line) => {
    const { section } = line;
    if ('waiting' in line) {
      const { observedAt } = line.waiting;
      const projection = takeWaiting(of(section), line.waiting, observedAt);
      const view = sectionView(projection, observedAt, levels.get(section));
      sections.set(section, projection);
      levels.set(section, levelsOf(view));
      return view.services.flatMap(({ service, waiting, estimate, level }) =>
        estimate === null || waiting === null
          ? []
          : [{ at: observedAt, section, service, waiting, ...estimate, level }],
      );
    }
    const event = readEvent(asReplayed(line.event));
    if (event === undefined) return [];
    const before = of(section);
    const day = days.get(section) ?? { dawn: before, events: [] };
    day.events.push(event);
    const projection = isTakenBack(event)
      ? takeDays(day.dawn, day.events, event.at)
      : takeEvents(before, [event], event.at);
    sections.set(section, projection);
    days.set(section, projection.state.day === before.state.day ? day : { dawn: projection, events: [] });
    if (event.type !== 'ticket-issued') return [];
    const promise = projection.learned.wait.promised.at(-1);
    // Who is issued a ticket that they have, in a line that came twice, is told nothing new.
    if (promise?.ticket !== event.ticket || promise === before.learned.wait.promised.at(-1)) return [];
    const { at, service, ticket, estimate, level } = promise;
    return [{ at, section, service, ticket, ...estimate, level }];
  };
}
