import { Allowances } from '../../protocol/ground/allowances.ts';
import type { Closable } from '../../protocol/ground/environment.ts';
import { sectionPath } from '../../protocol/ground/identifiers.ts';
import type { EventsMessage, LogPosition } from '../../protocol/queue/log-messages.ts';
import { channels, decode, isFault, type Matched, matchTopic, type Received } from '../../protocol/wire/topics.ts';
import type { Delivery } from '../../protocol/wire/transport/bus.ts';
import type { HeardCount } from '../core/committed.ts';
import { type NumberedCount, StoreFault } from '../store/store.ts';
import { type Arrival, type Arrivals, committedRuns, isEmpty, noArrivals } from './arrivals.ts';
import { AuditHeads } from './audit-heads.ts';
import { Counting } from './counting.ts';
import { FaultLog } from './fault-log.ts';
import { Guests } from './guests.ts';
import type { IngestOptions } from './ingest-options.ts';
import { fromFuture, readRun } from './read-run.ts';
import { SenderClocks } from './sender-clocks.ts';
import { type Window, windowOf } from './window.ts';

/** The longest message that is read, bytes; the broker inside takes no longer packet either. */
const MESSAGE_BYTES = 512 * 1024;
/**
 * Bytes that are stored of a section: as many at once as a busy one has in a month, then forty times as many as one ever has in a
 * second, so that a hub that lost its store has a year of it back in twenty minutes.
 */
const STORED = { atOnce: 16 * 1024 * 1024, aSecond: 128 * 1024 };

/**
 * Takes in what sections publish. Everything that arrives while a commit runs goes into the next one; a commit is
 * acknowledged when it is durable, and only then handed on. What can't be read is counted, logged once and dropped.
 */
export class Ingest implements Closable {
  readonly #options: IngestOptions;
  readonly #window: Window;
  readonly #counting: Counting;
  readonly #faults: FaultLog;
  readonly #guests: Guests;
  readonly #clocks: SenderClocks;
  readonly #audits: AuditHeads;
  readonly #stored = new Allowances(STORED);
  #arrivals: Arrivals = noArrivals();
  #working: Promise<void> | undefined;
  #closed = false;
  /** What the store threw when it refused the last commit. */
  #failure: unknown;

  constructor(options: IngestOptions) {
    const { stored, logger, now } = options;
    this.#options = options;
    this.#window = windowOf(stored, { now: now(), logger });
    this.#counting = new Counting(
      stored.map(({ section, counted: n, waiting }) => [section, { n, observedAt: waiting?.observedAt ?? 0 }]),
    );
    this.#faults = new FaultLog(logger);
    this.#guests = new Guests(options);
    this.#clocks = new SenderClocks(options);
    this.#audits = new AuditHeads(options);
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
  onPacket(topic: string, payload: Uint8Array, { retained }: Delivery): void {
    if (this.#closed || !topic.startsWith('matazu/')) return;
    const match = matchTopic(topic);
    // A retained message that is cleared is no message.
    if (payload.length === 0 && match !== undefined && channels[match.channel].retain) return;
    try {
      // Whom the hub doesn't know costs it no more than this.
      if (match !== undefined && this.#isStranger(match)) return this.#options.count('strangers');
      if (payload.length > MESSAGE_BYTES) return this.#drop(topic, 'longer than a message may be');
      const read = decode(topic, payload);
      if (isFault(read)) this.#drop(topic, read.faults.join('; '));
      else this.#take(read, { topic, retained, bytes: payload.length });
    } catch (error) {
      // A message is somebody else's: whatever is wrong with it, the hub goes on.
      this.#drop(topic, String(error));
    }
  }

  /** Whether a topic is of a section, and a unit, that are taken in. */
  knows(topic: string): boolean {
    const match = matchTopic(topic);
    if (match === undefined || !('section' in match.address)) return false;
    const section = sectionPath(match.address);
    return (
      this.#options.names.has(section) &&
      (match.channel !== 'unit' || this.#guests.hasUnit(section, match.address.unit))
    );
  }

  /** Resolves when what was taken is committed, or given back to the sections to be sent again. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#working;
  }

  #take(read: Received, { topic, retained, bytes }: Arrival): void {
    if (read.channel !== 'events' && read.channel !== 'waiting' && read.channel !== 'unit' && read.channel !== 'about')
      return;
    const section = sectionPath(read.address);
    switch (read.channel) {
      case 'events': {
        const fault = fromFuture(read.message, this.#options.now());
        return fault === undefined ? this.#takeEvents(section, read.message, bytes) : this.#drop(topic, fault);
      }
      case 'about':
        if (!this.#guests.admits(section, true)) return this.#options.count('strangers');
        return this.#options.onAbout(section, read.message);
      case 'waiting':
        return this.#takeCount(section, this.#clocks.right(section, { message: read.message, retained }), bytes);
      case 'unit':
        if (!this.#guests.admitsUnit(section, read.address.unit))
          return this.#drop(sectionPath(read.address), 'this hub knows as many units of the section as it keeps');
        return this.#options.onUnit(section, { unit: read.address.unit, message: read.message, retained });
    }
  }

  #takeEvents(section: string, message: EventsMessage, bytes: number): void {
    const { logger, count } = this.#options;
    const { epoch, first, after, events } = message;
    const position = this.#window.admittedEnd(section);
    const arrived = { epoch, first, after, count: events.length };
    const admission = this.#window.admit(section, arrived, () => this.#hasRoom(section, bytes));
    if (admission.admit === 'late') return this.#putOff(section);
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
      this.#faults.tell(section, `an event of type ${type} is too long, or does not have its fields`);
    }
    this.#arrivals.runs.push({ ...run, ...this.#audits.admit(section, message.audit) });
    this.#schedule();
  }

  #takeCount(section: string, count: HeardCount, bytes: number): void {
    if (!this.#window.hasLog(section) && !this.#hasRoom(section, bytes)) return this.#putOff(section);
    if (!this.#counting.hear(section, count)) return;
    this.#arrivals.counts.set(section, count);
    this.#schedule();
  }

  #hasRoom(section: string, bytes: number): boolean {
    return this.#stored.take(section, bytes, this.#options.now());
  }

  /** It is not acknowledged, and comes again; a stranger who sends without end fills no disk. */
  #putOff(section: string): void {
    this.#options.count('late');
    this.#options.onRefused(section, 'faster than it is stored');
    this.#faults.tell(section, 'it sends faster than it is stored; what it sends is taken as there is room for it');
  }

  /** Whether a topic is of a section that isn't taken in, before it is read; what it says of itself may make it one that is. */
  #isStranger({ channel, address }: Matched): boolean {
    return channel !== 'about' && 'section' in address && !this.#guests.admits(sectionPath(address), false);
  }

  #drop(topic: string, what: string): void {
    this.#options.count('faults');
    const match = matchTopic(topic);
    if (match?.channel === 'events') this.#options.onRefused(sectionPath(match.address), what);
    // Words that somebody put into a topic of their own are theirs; they don't belong in a log.
    this.#faults.tell(match === undefined ? '(outside the contract)' : topic, what);
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
    this.#audits.giveBack();
    await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
  }

  #handOn(arrivals: Arrivals, storedCounts: ReadonlyMap<string, NumberedCount>): void {
    const { acknowledge, count, onCommitted } = this.#options;
    const runs = committedRuns(arrivals.runs);
    for (const [section, { upTo }] of runs) this.#window.commit(section, upTo);
    for (const { bodies } of arrivals.runs) count('events', bodies.length);
    this.#audits.commit(arrivals.runs);
    for (const section of new Set([...runs.keys(), ...arrivals.unsure]))
      acknowledge(section, this.#window.durableEnd(section));
    for (const [section, { n }] of storedCounts) this.#counting.commit(section, n);
    const counts = [...arrivals.counts].map(
      ([section, heard]) => [section, { ...heard, n: storedCounts.get(section)?.n ?? null }] as const,
    );
    onCommitted({ runs, counts: new Map(counts) });
  }
}
