import type { UnitMessage } from '../../protocol/ground/devices.ts';
import type { Logger } from '../../protocol/ground/environment.ts';
import { sectionPath } from '../../protocol/ground/identifiers.ts';
import { type Event, isKnownEventType, readEvent } from '../../protocol/queue/events.ts';
import type { EventsMessage, LogPosition } from '../../protocol/queue/log-messages.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import { channels, decode, isFault, matchTopic, type Received } from '../../protocol/wire/topics.ts';
import { admit, compare, NOTHING } from '../core/position.ts';
import type { NumberedCount, Store, StoredRun, StoredSection } from '../store/store.ts';

/** What became durable in one commit. */
export interface Committed {
  /** New events by section, in order, up to a place; `lost`: its log lost part of its story, which must be read anew up to there;
   * `behind`: more of the section's log is on its way. */
  readonly events: ReadonlyMap<
    string,
    { readonly events: readonly Event[]; readonly lost: boolean; readonly upTo: LogPosition; readonly behind: boolean }
  >;
  /** `n`: the place of a count that was stored; null where the section's events say what waits. */
  readonly waiting: ReadonlyMap<string, HeardCount & { readonly n: number | null }>;
}

interface HeardCount {
  readonly message: WaitingMessage;
  readonly retained: boolean;
}

export interface HeardUnit {
  readonly unit: string;
  readonly message: UnitMessage;
  readonly retained: boolean;
}

export interface IngestOptions {
  readonly store: Store;
  readonly logger: Logger;
  /** Where each section stood in the store when it was opened. */
  readonly stored: readonly StoredSection[];
  /** A section must be told where the hub stands: after a commit, and again when it seems not to know. */
  readonly acknowledge: (section: string, position: LogPosition) => void;
  /** After the acknowledgements of a commit. Must be quick: what takes long is done off this tick. */
  readonly onCommitted: (committed: Committed) => void;
  readonly onUnit: (section: string, heard: HeardUnit) => void;
  readonly count: (what: IngestCount, by?: number) => void;
  /** The store refused a commit, with what it threw; the next one that it takes is counted as ever. */
  readonly onFailure: (error: unknown) => void;
}

export type IngestCount = 'events' | 'duplicates' | 'gaps' | 'faults' | 'unreadable' | 'commits' | 'failures';

/** The faults that are remembered so that each is logged once. */
const FAULTS_REMEMBERED = 1_000;
/** Of a fault's topic and words this many characters are told. */
const FAULT_LENGTH = 300;
/** The longest message that is read, bytes; the broker inside takes no longer packet either. */
const MESSAGE_BYTES = 512 * 1024;
/** Sections and units that are taken in, so that whoever may publish can't fill the memory with names. */
const NAMES_KNOWN = 20_000;
/** After a commit that failed the next is tried no sooner, milliseconds. */
const RETRY_MS = 1_000;

/**
 * Takes in what sections publish. Everything that arrives while a commit runs goes into the next one; a commit is
 * acknowledged when it is durable, and only then handed on. What can't be read is counted, logged once and dropped.
 */
export function startIngest(options: IngestOptions) {
  const { store, logger, acknowledge, count } = options;
  /** Where each section will stand when all that was taken is committed. */
  const taken = new Map(options.stored.map(({ section, position }) => [section, position]));
  const committed = new Map(taken);
  const counted = new Map(options.stored.map(({ section, counted }) => [section, counted]));
  /** When each section's last count was made, milliseconds. */
  const countedAt = new Map(options.stored.map(({ section, waiting }) => [section, waiting?.observedAt ?? 0]));
  const told = new Set<string>();
  const known = new Set(taken.keys());
  let runs: (StoredRun & { readonly events: readonly Event[]; readonly end: LogPosition | undefined })[] = [];
  let waiting = new Map<string, HeardCount>();
  /** Sections whose message brought nothing new; they hear where the hub stands with the next commit, once. */
  let unsure = new Set<string>();
  let working: Promise<void> | undefined;
  let closed = false;

  const onEvents = (section: string, message: EventsMessage): void => {
    const at = taken.get(section) ?? NOTHING;
    const { epoch, first, after, events } = message;
    const admission = admit(at, { epoch, first, after, count: events.length });
    if (admission.admit !== 'take') {
      count(admission.admit === 'gap' ? 'gaps' : 'duplicates');
      unsure.add(section);
      return schedule();
    }
    const { skip, lostAfter } = admission;
    if (lostAfter !== undefined) {
      logger.warn(
        { section, hub: at, log: lostAfter },
        "the section's log has lost what came after this place; its counts follow its log",
      );
    }
    const readable: Event[] = [];
    const days: { day: string; seq: number }[] = [];
    const bodies = events.slice(skip).map((stored, i) => {
      const event = readEvent(stored);
      if (event === undefined) {
        if (isKnownEventType(stored.type))
          fault('unreadable', section, `an event of type ${stored.type} does not have its fields`);
        return JSON.stringify(stored);
      }
      readable.push(event);
      if (event.type === 'day-opened') days.push({ day: event.day, seq: first + skip + i });
      return JSON.stringify(event);
    });
    runs.push({
      section,
      epoch,
      first: first + skip,
      bodies,
      days,
      events: readable,
      end: message.end,
      ...(lostAfter === undefined ? {} : { lostAfter }),
    });
    taken.set(section, { epoch, seq: first + events.length - 1 });
    schedule();
  };

  const fault = (kind: 'faults' | 'unreadable', topic: string, what: string): void => {
    count(kind);
    // Words that somebody put into a topic of their own are theirs; they don't belong in a log.
    const named = matchTopic(topic) === undefined && kind === 'faults' ? '(outside the contract)' : topic;
    const said = { topic: named.slice(0, FAULT_LENGTH), fault: what.slice(0, FAULT_LENGTH) };
    const key = `${said.topic} ${said.fault}`;
    if (told.has(key) || told.size >= FAULTS_REMEMBERED) return;
    told.add(key);
    logger.warn(
      said,
      'a message could not be used and was dropped; the same fault is counted from now on, not logged again',
    );
  };

  const schedule = (): void => {
    working ??= new Promise<void>((resolve) => setImmediate(resolve)).then(commit).finally(() => {
      working = undefined;
      if (!closed && (runs.length > 0 || waiting.size > 0 || unsure.size > 0)) schedule();
    });
  };

  const commit = async (): Promise<void> => {
    // What a section with tickets waits for is in its events; of one without, the latest message is all there is.
    const counts = new Map<string, NumberedCount>();
    for (const [section, { message }] of waiting)
      if (compare(taken.get(section) ?? NOTHING, NOTHING) === 0)
        counts.set(section, { n: (counted.get(section) ?? 0) + 1, message });
    const batch = { runs, counts };
    const heard = waiting;
    const repeat = unsure;
    runs = [];
    waiting = new Map();
    unsure = new Set();
    if (batch.runs.length > 0 || counts.size > 0) {
      try {
        await store.commit(batch);
      } catch (error) {
        // Nothing of it is durable, so nothing was taken: the sections send their events again. Counts are not sent again.
        count('failures');
        options.onFailure(error);
        logger.error({ err: error }, 'the store could not be written; nothing was acknowledged');
        runs = [];
        waiting = new Map([...heard, ...waiting]);
        taken.clear();
        for (const [section, position] of committed) taken.set(section, position);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        return;
      }
      count('commits');
    }
    const events = new Map<string, { events: Event[]; lost: boolean; upTo: LogPosition; behind: boolean }>();
    for (const run of batch.runs) {
      const upTo = { epoch: run.epoch, seq: run.first + run.bodies.length - 1 };
      const of = events.get(run.section) ?? { events: [], lost: false, upTo, behind: false };
      of.behind = run.end !== undefined && compare(upTo, run.end) < 0;
      of.events.push(...run.events);
      of.lost ||= run.lostAfter !== undefined;
      of.upTo = upTo;
      events.set(run.section, of);
      committed.set(run.section, upTo);
      count('events', run.bodies.length);
    }
    for (const section of new Set([...events.keys(), ...repeat]))
      acknowledge(section, committed.get(section) ?? NOTHING);
    for (const [section, { n }] of counts) counted.set(section, n);
    const numbered = [...heard].map(
      ([section, each]) => [section, { ...each, n: counts.get(section)?.n ?? null }] as const,
    );
    options.onCommitted({ events, waiting: new Map(numbered) });
  };

  const onWaiting = (section: string, count: HeardCount): void => {
    const { observedAt } = count.message;
    // What a broker had kept is no news where it is heard already; one that was restored may even tell what was before.
    if (count.retained && observedAt <= (countedAt.get(section) ?? 0)) return;
    countedAt.set(section, observedAt);
    waiting.set(section, count);
    schedule();
  };

  const isKnown = (name: string): boolean => {
    if (known.size < NAMES_KNOWN) known.add(name);
    return known.has(name);
  };
  const take = (read: Received, topic: string, retained: boolean): void => {
    if (read.channel !== 'events' && read.channel !== 'waiting' && read.channel !== 'unit') return;
    const section = sectionPath(read.address);
    if (!isKnown(read.channel === 'unit' ? `${section} ${read.address.unit}` : section))
      return fault('faults', topic, 'this hub knows as many sections and units as it keeps');
    if (read.channel === 'events') return onEvents(section, read.message);
    if (read.channel === 'unit')
      return options.onUnit(section, { unit: read.address.unit, message: read.message, retained });
    onWaiting(section, { message: read.message, retained });
  };

  return {
    /** A packet of any topic; those that aren't for the hub are none of its business. Never throws. */
    onPacket(topic: string, payload: Uint8Array, retained: boolean): void {
      if (closed || !topic.startsWith('matazu/')) return;
      // A retained message that is cleared is no message.
      if (payload.length === 0 && isRetained(topic)) return;
      if (payload.length > MESSAGE_BYTES) return fault('faults', topic, 'longer than a message may be');
      const read = decode(topic, payload);
      if (isFault(read)) fault('faults', topic, read.faults.join('; '));
      else take(read, topic, retained);
    },
    /** Where the hub stands with a section, as far as it is durable. */
    position: (section: string): LogPosition => committed.get(section) ?? NOTHING,
    /** Resolves when what was taken is committed, or given back to the sections to be sent again. */
    async close(): Promise<void> {
      closed = true;
      await working;
    },
  };
}

function isRetained(topic: string): boolean {
  const match = matchTopic(topic);
  return match !== undefined && channels[match.channel].retain;
}

export type Ingest = ReturnType<typeof startIngest>;
