import type { Closable, Logger, Now } from '../../protocol/ground/environment.ts';
import { sectionPath } from '../../protocol/ground/identifiers.ts';
import { isFromFuture } from '../../protocol/queue/epochs.ts';
import type { EventsMessage, LogPosition } from '../../protocol/queue/log-messages.ts';
import type { AboutMessage } from '../../protocol/wire/about.ts';
import { channels, decode, isFault, matchTopic, type Received } from '../../protocol/wire/topics.ts';
import type { Committed, HeardCount, HeardUnit } from '../core/committed.ts';
import { believed } from '../core/position.ts';
import { type NumberedCount, type Store, type StoredSection, StoreFault } from '../store/store.ts';
import { type Arrivals, committedRuns, isEmpty, noArrivals } from './arrivals.ts';
import { Counting } from './counting.ts';
import { FaultLog } from './fault-log.ts';
import { readRun } from './read-run.ts';
import { Window } from './window.ts';

export interface IngestOptions {
  readonly store: Pick<Store, 'commit'>;
  readonly logger: Logger;
  readonly now: Now;
  /** Where each section stood in the store when it was opened. */
  readonly stored: readonly StoredSection[];
  /** After a commit that failed the next is tried no sooner, milliseconds. */
  readonly retryAfterMs: number;
  /** A section must be told where the hub stands: after a commit, and again when it seems not to know. */
  readonly acknowledge: (section: string, position: LogPosition) => void;
  /** After the acknowledgements of a commit. Must be quick: what takes long is done off this tick. */
  readonly onCommitted: (committed: Committed) => void;
  readonly onUnit: (section: string, heard: HeardUnit) => void;
  readonly onAbout: (section: string, about: AboutMessage) => void;
  readonly count: (what: IngestCount, by?: number) => void;
}

export type IngestCount = 'events' | 'duplicates' | 'gaps' | 'faults' | 'unreadable' | 'commits' | 'failures';

/** The longest message that is read, bytes; the broker inside takes no longer packet either. */
const MESSAGE_BYTES = 512 * 1024;
/** Sections and units that are taken in, so that whoever may publish can't fill the memory with names. */
const NAMES_KNOWN = 20_000;

/**
 * Takes in what sections publish. Everything that arrives while a commit runs goes into the next one; a commit is
 * acknowledged when it is durable, and only then handed on. What can't be read is counted, logged once and dropped.
 */
export class Ingest implements Closable {
  readonly #options: IngestOptions;
  readonly #window: Window;
  readonly #counting: Counting;
  readonly #faults: FaultLog;
  readonly #names: Set<string>;
  #arrivals: Arrivals = noArrivals();
  #working: Promise<void> | undefined;
  #closed = false;
  /** What the store threw when it refused the last commit. */
  #failure: unknown;

  constructor(options: IngestOptions) {
    const { stored, logger, now } = options;
    this.#options = options;
    const disowned = stored.filter(({ position }) => isFromFuture(position.epoch, now()));
    for (const { section, position } of disowned)
      logger.warn(
        { section, position },
        "the store holds a place of this section's log from the future: somebody made it up, or a clock was wrong; the log is asked for from its beginning",
      );
    this.#window = new Window(
      stored.map(({ section, position }) => [section, believed(position, now())]),
      disowned.map(({ section }) => section),
    );
    this.#counting = new Counting(
      stored.map(({ section, counted: n, waiting }) => [section, { n, observedAt: waiting?.observedAt ?? 0 }]),
    );
    this.#faults = new FaultLog(logger);
    this.#names = new Set(stored.map(({ section }) => section));
  }

  /** Whether the store took the last commit. */
  get healthy(): boolean {
    return this.#failure === undefined;
  }

  /** Whether only a new start may help: the store refuses what is written, and not for want of room. */
  get wedged(): boolean {
    return !this.healthy && !(this.#failure instanceof StoreFault && this.#failure.code === 'full');
  }

  /** Where the hub stands with a section, as far as it is durable. */
  position(section: string): LogPosition {
    return this.#window.durableEnd(section);
  }

  /** A packet of any topic; those that aren't for the hub are none of its business. Never throws. */
  onPacket(topic: string, payload: Uint8Array, retained: boolean): void {
    if (this.#closed || !topic.startsWith('matazu/')) return;
    // A retained message that is cleared is no message.
    if (payload.length === 0 && isRetained(topic)) return;
    if (payload.length > MESSAGE_BYTES) return this.#drop(topic, 'longer than a message may be');
    try {
      const read = decode(topic, payload);
      if (isFault(read)) this.#drop(topic, read.faults.join('; '));
      else this.#take(read, { topic, retained });
    } catch (error) {
      // A message is somebody else's: whatever is wrong with it, the hub goes on.
      this.#drop(topic, String(error));
    }
  }

  /** Resolves when what was taken is committed, or given back to the sections to be sent again. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#working;
  }

  #take(read: Received, { topic, retained }: { readonly topic: string; readonly retained: boolean }): void {
    if (read.channel !== 'events' && read.channel !== 'waiting' && read.channel !== 'unit' && read.channel !== 'about')
      return;
    const section = sectionPath(read.address);
    if (!this.#isKnown(read.channel === 'unit' ? `${section} ${read.address.unit}` : section))
      return this.#drop(topic, 'this hub knows as many sections and units as it keeps');
    if (read.channel === 'events') {
      const fault = fromFuture(read.message, this.#options.now());
      return fault === undefined ? this.#takeEvents(section, read.message) : this.#drop(topic, fault);
    }
    if (read.channel === 'about') return this.#options.onAbout(section, read.message);
    if (read.channel === 'waiting') return this.#takeCount(section, { message: read.message, retained });
    this.#options.onUnit(section, { unit: read.address.unit, message: read.message, retained });
  }

  #takeEvents(section: string, message: EventsMessage): void {
    const { logger, count } = this.#options;
    const { epoch, first, after, events } = message;
    const position = this.#window.admittedEnd(section);
    const admission = this.#window.admit(section, { epoch, first, after, count: events.length });
    if (admission.admit !== 'take') {
      count(admission.admit === 'gap' ? 'gaps' : 'duplicates');
      this.#arrivals.unsure.add(section);
      return this.#schedule();
    }
    if (admission.lostAfter !== undefined) {
      logger.warn(
        { section, hub: position, log: admission.lostAfter },
        "the section's log has lost what came after this place; its counts follow its log",
      );
    }
    const { run, unreadable } = readRun(section, message, admission);
    for (const type of unreadable) {
      count('unreadable');
      this.#faults.tell(section, `an event of type ${type} does not have its fields`);
    }
    this.#arrivals.runs.push(run);
    this.#schedule();
  }

  #takeCount(section: string, count: HeardCount): void {
    if (!this.#counting.hear(section, count)) return;
    this.#arrivals.counts.set(section, count);
    this.#schedule();
  }

  #isKnown(name: string): boolean {
    if (this.#names.size < NAMES_KNOWN) this.#names.add(name);
    return this.#names.has(name);
  }

  #drop(topic: string, what: string): void {
    this.#options.count('faults');
    // Words that somebody put into a topic of their own are theirs; they don't belong in a log.
    this.#faults.tell(matchTopic(topic) === undefined ? '(outside the contract)' : topic, what);
  }

  #schedule(): void {
    this.#working ??= new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#commit())
      .finally(() => {
        this.#working = undefined;
        if (!this.#closed && !isEmpty(this.#arrivals)) this.#schedule();
      });
  }

  async #commit(): Promise<void> {
    const arrivals = this.#arrivals;
    this.#arrivals = noArrivals();
    const counts = new Map<string, NumberedCount>();
    // What a section with tickets waits for is in its events; of one without, the latest message is all there is.
    for (const [section, count] of arrivals.counts)
      if (!this.#window.hasLog(section)) counts.set(section, this.#counting.number(section, count));
    if (arrivals.runs.length > 0 || counts.size > 0) {
      try {
        await this.#options.store.commit({ runs: arrivals.runs, counts });
      } catch (error) {
        return this.#giveBack(arrivals, error);
      }
      this.#failure = undefined;
      this.#options.count('commits');
    }
    this.#handOn(arrivals, counts);
  }

  /** Nothing of it is durable, so nothing was taken: the sections send their events again. Counts are not sent again. */
  async #giveBack(arrivals: Arrivals, error: unknown): Promise<void> {
    const { count, logger, retryAfterMs } = this.#options;
    count('failures');
    this.#failure = error;
    logger.error({ err: error }, 'the store could not be written; nothing was acknowledged');
    const { counts, unsure } = this.#arrivals;
    this.#arrivals = { runs: [], counts: new Map([...arrivals.counts, ...counts]), unsure };
    this.#window.giveBack();
    await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
  }

  #handOn(arrivals: Arrivals, storedCounts: ReadonlyMap<string, NumberedCount>): void {
    const { acknowledge, count, onCommitted } = this.#options;
    const runs = committedRuns(arrivals.runs);
    for (const [section, { upTo }] of runs) this.#window.commit(section, upTo);
    for (const { bodies } of arrivals.runs) count('events', bodies.length);
    for (const section of new Set([...runs.keys(), ...arrivals.unsure]))
      acknowledge(section, this.#window.durableEnd(section));
    for (const [section, { n }] of storedCounts) this.#counting.commit(section, n);
    const counts = [...arrivals.counts].map(
      ([section, heard]) => [section, { ...heard, n: storedCounts.get(section)?.n ?? null }] as const,
    );
    onCommitted({ runs, counts: new Map(counts) });
  }
}

function isRetained(topic: string): boolean {
  const match = matchTopic(topic);
  return match !== undefined && channels[match.channel].retain;
}

/** What is wrong with a run that names a place which no log can have reached; undefined for all others. */
function fromFuture({ epoch, after, end }: EventsMessage, now: number): string | undefined {
  const places = { epoch, after: after?.epoch ?? 0, end: end?.epoch ?? 0 };
  const [name] = Object.entries(places).find(([, each]) => isFromFuture(each, now)) ?? [];
  return name && `${name}: an epoch from the future; set the clock of the section's lead`;
}
