import type { Logger, Now } from '../../protocol/ground/environment.ts';
import { givingWay } from '../../protocol/ground/giving-way.ts';
import { type LocalText, officePath, sectionAddress } from '../../protocol/ground/identifiers.ts';
import type { Event } from '../../protocol/queue/events.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import type { AboutMessage } from '../../protocol/wire/about.ts';
import type { Committed, CommittedCount, CommittedRun, HeardUnit } from '../core/committed.ts';
import { isSame, type SectionFacts, toldFacts } from '../core/facts.ts';
import { believed } from '../core/position.ts';
import {
  emptyProjection,
  heardFrom,
  type SectionProjection,
  takeEvents,
  takeRefusal,
  takeUnit,
  takeWaiting,
} from '../core/section-projection.ts';
import { isTakenBack } from '../core/slips.ts';
import type { Store } from '../store/store.ts';
import { KnownSections } from './known-sections.ts';
import { loadSection } from './load-section.ts';

export interface SectionsOptions {
  /** The offices that are configured, with what is configured of their sections by path. */
  readonly offices: readonly {
    readonly path: string;
    readonly name: LocalText;
    readonly sections: Iterable<readonly [path: string, facts: SectionFacts]>;
  }[];
  /** Whether a section is taken in, given whether its lead has told what it is; what is stored of others is left alone. */
  readonly takes: (section: string, isTold: boolean) => boolean;
  readonly store: Store;
  readonly logger: Logger;
  readonly now: Now;
}

/** An office whose figures changed by a commit; `called`: somebody was called there. */
export interface ChangedOffice {
  readonly office: string;
  readonly called: boolean;
}

/** Folds what the store knows of every section: what it taught, and its last day. @throws StoreFault */
export async function loadSections(options: SectionsOptions): Promise<Sections> {
  const sections = new Sections(options);
  await sections.load();
  return sections;
}

/** Folds into what is known of every section: at the start what the store has, then each commit, and what leads say of their sections. */
export class Sections {
  readonly known = new KnownSections();
  readonly #options: SectionsOptions;
  /** What each section's lead said last that the section is. */
  readonly #told = new Map<string, SectionFacts>();

  constructor(options: SectionsOptions) {
    this.#options = options;
    for (const { path, name, sections } of options.offices) {
      this.known.offices.add(path, name);
      for (const [section, facts] of sections) this.known.withFacts(section, facts);
    }
  }

  async load(): Promise<void> {
    const { store, takes, now } = this.#options;
    for (const [section, about] of await store.abouts())
      if (takes(section, true)) this.#believe(section, toldFacts(sectionAddress(section).section, about));
    // A service manager hears meanwhile that the start goes on.
    for await (const { section, position: stored, counted, waiting } of givingWay(await store.sections())) {
      if (!takes(section, false)) continue;
      const position = believed(stored, now());
      this.known.reach(section, { position, counted });
      if (position.seq > 0 || waiting !== null) await this.#readAnew(section, position);
    }
  }

  /**
   * A section's lead says what the section is: from now on it is that, whatever the configuration says, and it is kept for when
   * the lead is switched off. Resolves with its office where anything of it is new. @throws StoreFault where it could not be kept
   */
  async takeAbout(path: string, about: AboutMessage): Promise<readonly ChangedOffice[]> {
    const facts = toldFacts(sectionAddress(path).section, about);
    const known = this.#told.get(path);
    if (known !== undefined && isSame(known, facts)) return [];
    this.known.withFacts(path, facts);
    // Only what is kept is known: the lead says the same again when it connects, and then it is tried again.
    await this.#options.store.keepAbout(path, about);
    this.#told.set(path, facts);
    return [{ office: officePath(sectionAddress(path)), called: false }];
  }

  /**
   * Folds what was committed in, and resolves with the offices whose figures changed by it. Rejects where a section had to be
   * read from the store and couldn't: all else is folded by then, and that section is read with the next commit.
   */
  async take({ runs, counts }: Committed): Promise<readonly ChangedOffice[]> {
    const called = new Map<string, boolean>();
    const touch = (path: string, isCalled: boolean): void => {
      const office = officePath(sectionAddress(path));
      called.set(office, isCalled || (called.get(office) ?? false));
    };
    // A commit may hold the runs of every section, and each of them waits for its acknowledgement.
    for await (const [path, run] of givingWay(runs)) {
      this.#takeRun(path, run);
      touch(path, run.events.some(isCall));
    }
    for (const [path, count] of counts) {
      this.#takeCount(path, count);
      touch(path, false);
    }
    await this.known.unread.readAll((path, upTo) => this.#readAnew(path, upTo, this.#options.now()));
    return [...called].map(([office, isCalled]) => ({ office, called: isCalled }));
  }

  /** What a section sent of its log could not be taken. */
  takeRefusal(path: string): void {
    this.known.replace(path, takeRefusal(this.known.of(path), this.#options.now()));
  }

  takeUnit(path: string, { unit, message, retained }: HeardUnit): void {
    const heardAt = this.#heardAt(path, { retained, saidAt: message.at });
    this.known.replace(path, takeUnit(this.known.of(path), { unit, message, heardAt, now: this.#options.now() }));
  }

  #believe(path: string, facts: SectionFacts): void {
    this.#told.set(path, facts);
    this.known.withFacts(path, facts);
  }

  #takeRun(path: string, run: CommittedRun): void {
    const { events, lost, upTo, behind } = run;
    const projection = { ...heardFrom(this.known.of(path), this.#options.now()), behind };
    this.known.replace(path, projection);
    // What was taught by a place that the log has lost was taught by nothing.
    if (lost) this.known.forgetDawn(path);
    if (lost || this.known.unread.has(path) || events.some(isTakenBack)) return this.known.unread.add(path, upTo);
    const begun = this.#beginDay(path, projection, run);
    this.known.replace(path, takeEvents(begun.projection, begun.rest, this.#options.now()));
    this.known.reach(path, { position: upTo });
    // A day opened again keeps its own.
    if (events.some(({ type }) => type === 'day-opened')) this.known.indexDay(path);
    for (const event of events)
      if (event.type === 'ticket-issued' && this.known.of(path).state.tickets.has(event.ticket))
        this.known.addCode(path, event.code);
  }

  /** Folds in what came up to the opening of the last day that a run opens, and remembers what had been taught by then. */
  #beginDay(path: string, projection: SectionProjection, { events, days }: CommittedRun) {
    const opening = days.findLast(({ day }, i) => day !== (days[i - 1]?.day ?? projection.state.day));
    if (opening === undefined) return { projection, rest: events };
    const { position, count } = opening;
    const begun = takeEvents(projection, events.slice(0, count), this.#options.now());
    this.known.beginDay(path, begun, position);
    return { projection: begun, rest: events.slice(count) };
  }

  #takeCount(path: string, { message, retained, n }: CommittedCount): void {
    const heardAt = this.#heardAt(path, { retained, saidAt: message.observedAt });
    const known = retained ? this.known.of(path) : heardFrom(this.known.of(path), this.#options.now());
    this.known.replace(path, takeWaiting(known, message, heardAt));
    if (n !== null) this.known.reach(path, { counted: n });
  }

  /** `heardAt`: when it was heard of, milliseconds; what is only read from the store is as old as it says. */
  async #readAnew(path: string, upTo: LogPosition, heardAt?: number): Promise<void> {
    const known = this.known.of(path);
    const from = { empty: emptyProjection(known.facts), upTo, dawn: this.known.dawn(path) };
    const { projection, dawn } = await loadSection(this.#options, path, from);
    if (dawn !== undefined) this.known.keepDawn(path, dawn);
    this.known.replace(path, {
      ...projection,
      waiting: known.waiting ?? projection.waiting,
      units: known.units,
      offlineAt: known.offlineAt,
      behind: known.behind,
      heardAt: Math.max(known.heardAt ?? 0, heardAt ?? projection.heardAt ?? 0),
    });
    this.known.reach(path, { position: upTo });
    this.known.indexDay(path);
  }

  /** What a broker had kept is as old as it says; all else is as young as its arrival, whatever its sender's clock shows. */
  #heardAt(path: string, { retained, saidAt }: { retained: boolean; saidAt: number }): number {
    const now = this.#options.now();
    return retained ? Math.max(this.known.of(path).heardAt ?? 0, Math.min(now, saidAt)) : now;
  }
}

const isCall = ({ type }: Event): boolean => type === 'ticket-called' || type === 'ticket-recalled';
