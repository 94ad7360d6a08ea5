import { isFromFuture } from '../../protocol/queue/epochs.ts';
import { type Event, isKnownEventType, readEvent } from '../../protocol/queue/events.ts';
import type { EventsMessage, LogPosition } from '../../protocol/queue/log-messages.ts';
import type { StoredRun } from '../store/store.ts';

/** Characters of the longest event that is stored as it is; the longest of this version, of a counter of 64 services, has 2,400. */
const LONGEST = 8_192;

/** A run that is to be stored, and what this version can read of it. */
export interface ArrivedEvents extends StoredRun {
  readonly events: readonly Event[];
  /** Where the section's log ends, as far as its sender says. */
  readonly end: LogPosition | undefined;
}

/**
 * The events of a message from index `skip` on; of one that is too long its type and its time alone. `unreadable`: the types of
 * those, and of those that are known and don't have their fields.
 */
export function readRun(
  section: string,
  { epoch, first, events: stored, end }: EventsMessage,
  { skip, lostAfter }: { readonly skip: number; readonly lostAfter?: LogPosition },
): { readonly run: ArrivedEvents; readonly unreadable: readonly string[] } {
  const events: Event[] = [];
  const days: { day: string; seq: number }[] = [];
  const unreadable: string[] = [];
  const bodies = stored.slice(skip).map((body, i) => {
    const event = readEvent(body);
    const text = JSON.stringify(event ?? body);
    const { type, at } = body;
    const isTooLong = text.length > LONGEST;
    if (isTooLong || (event === undefined && isKnownEventType(type))) unreadable.push(type);
    if (isTooLong) return JSON.stringify({ type, at });
    if (event === undefined) return text;
    events.push(event);
    if (event.type === 'day-opened') days.push({ day: event.day, seq: first + skip + i });
    return text;
  });
  const run = { section, epoch, first: first + skip, bodies, days, events, end };
  return { run: lostAfter === undefined ? run : { ...run, lostAfter }, unreadable };
}

/** What is wrong with a run that names a place which no log can have reached; undefined for all others. */
export function fromFuture({ epoch, after, end }: EventsMessage, now: number): string | undefined {
  const places = { epoch, after: after?.epoch ?? 0, end: end?.epoch ?? 0 };
  const [name] = Object.entries(places).find(([, each]) => isFromFuture(each, now)) ?? [];
  return name && `${name}: an epoch from the future; set the clock of the section's lead`;
}
