import type { Logger, Now } from '../../protocol/ground/environment.ts';
import { givingWay } from '../../protocol/ground/giving-way.ts';
import { type LocalText, officePath, sectionAddress } from '../../protocol/ground/identifiers.ts';
import type { Event } from '../../protocol/queue/events.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import type { AboutMessage } from '../../protocol/wire/about.ts';
import type { Committed, CommittedCount, CommittedRun, HeardUnit } from '../core/committed.ts';
import { isSame, type SectionFacts, toldFacts, unknownSection } from '../core/facts.ts';
import { learnedOf } from '../core/learned.ts';
import { believed, NOTHING } from '../core/position.ts';
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
import { loadSection } from './load-section.ts';
import { Offices } from './offices.ts';
import type { Snapshot } from './snapshot.ts';
import { TicketCodes } from './ticket-codes.ts';
import { UnreadSections } from './unread-sections.ts';

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

/** What is known of a section beside its projection: up to where of its log, and up to which of its counts, it is folded. */
interface Place {
  readonly position: LogPosition;
  readonly counted: number;
}

/** Folds what the store knows of every section: what it taught, and its last day. @throws StoreFault */
export async function loadSections(options: SectionsOptions): Promise<Sections> {
  const sections = new Sections(options);
  await sections.load();
  return sections;
}

/** What the hub knows of every section, in memory: folded from the store at the start and from each commit after it. */
export class Sections {
  readonly offices = new Offices();
  readonly #options: SectionsOptions;
  readonly #projections = new Map<string, SectionProjection>();
  /** What each section's lead said last that the section is. */
  readonly #told = new Map<string, SectionFacts>();
  readonly #places = new Map<string, Place>();
  /** What each section had taught when its day began: from there a day is folded anew in which something was taken back. */
  readonly #dawns = new Map<string, Snapshot>();
  readonly #codes = new TicketCodes();
  readonly #unread = new UnreadSections();

  constructor(options: SectionsOptions) {
    this.#options = options;
    for (const { path, name, sections } of options.offices) {
      this.offices.add(path, name);
      for (const [section, facts] of sections) this.withFacts(section, facts);
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
      this.#places.set(section, { position, counted });
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
    this.withFacts(path, facts);
    // Only what is kept is known: the lead says the same again when it connects, and then it is tried again.
    await this.#options.store.keepAbout(path, about);
    this.#told.set(path, facts);
    return [{ office: officePath(sectionAddress(path)), called: false }];
  }

  /** What is configured or told of a section is this from now on; what it has taught stays. */
  withFacts(path: string, facts: SectionFacts): void {
    const known = this.#projections.get(path);
    if (known === undefined) this.#add(path, facts);
    else this.#projections.set(path, { ...known, facts, learned: learnedOf(known.learned, facts) });
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
    await this.#unread.readAll((path, upTo) => this.#readAnew(path, upTo, this.#options.now()));
    return [...called].map(([office, isCalled]) => ({ office, called: isCalled }));
  }

  /** What a section sent of its log could not be taken. */
  takeRefusal(path: string): void {
    this.#projections.set(path, takeRefusal(this.#of(path), this.#options.now()));
  }

  takeUnit(path: string, { unit, message, retained }: HeardUnit): void {
    const heardAt = this.#heardAt(path, { retained, saidAt: message.at });
    this.#projections.set(path, takeUnit(this.#of(path), { unit, message, heardAt, now: this.#options.now() }));
  }

  paths(): readonly string[] {
    return [...this.#projections.keys()];
  }

  section(path: string): SectionProjection | undefined {
    return this.#projections.get(path);
  }

  /** The path of the section that issued the ticket of a code; undefined for a code that no ticket of the day has. */
  sectionOfCode(code: string): string | undefined {
    return this.#codes.sectionOf(code);
  }

  /**
   * What a section has taught that stands, and up to where: what its day teaches may be taken back while it lasts. Undefined while
   * nothing came or part of its story is still unread.
   */
  snapshot(path: string): Snapshot | undefined {
    const projection = this.#projections.get(path);
    if (projection === undefined || this.#unread.has(path)) return undefined;
    const { learned, movedAt, hasEvents, saysDays, waiting } = projection;
    if (saysDays) return this.#dawns.get(path);
    return hasEvents || waiting !== null ? { learned, movedAt, ...this.#placeOf(path) } : undefined;
  }

  #believe(path: string, facts: SectionFacts): void {
    this.#told.set(path, facts);
    this.withFacts(path, facts);
  }

  #takeRun(path: string, run: CommittedRun): void {
    const { events, lost, upTo, behind } = run;
    const projection = { ...heardFrom(this.#of(path), this.#options.now()), behind };
    this.#projections.set(path, projection);
    // What was taught by a place that the log has lost was taught by nothing.
    if (lost) this.#dawns.delete(path);
    if (lost || this.#unread.has(path) || events.some(isTakenBack)) return this.#unread.add(path, upTo);
    const begun = this.#beginDay(path, projection, run);
    this.#projections.set(path, takeEvents(begun.projection, begun.rest, this.#options.now()));
    this.#places.set(path, { ...this.#placeOf(path), position: upTo });
    // A day opened again keeps its own.
    if (events.some(({ type }) => type === 'day-opened')) this.#indexDay(path);
    for (const event of events)
      if (event.type === 'ticket-issued' && this.#of(path).state.tickets.has(event.ticket))
        this.#codes.add(path, event.code);
  }

  /** Folds in what came up to the opening of the last day that a run opens, and remembers what had been taught by then. */
  #beginDay(path: string, projection: SectionProjection, { events, days }: CommittedRun) {
    const opening = days.findLast(({ day }, i) => day !== (days[i - 1]?.day ?? projection.state.day));
    if (opening === undefined) return { projection, rest: events };
    const { position, count } = opening;
    const begun = takeEvents(projection, events.slice(0, count), this.#options.now());
    const { learned, movedAt } = begun;
    this.#dawns.set(path, { ...this.#placeOf(path), learned, movedAt, position });
    return { projection: begun, rest: events.slice(count) };
  }

  #takeCount(path: string, { message, retained, n }: CommittedCount): void {
    const heardAt = this.#heardAt(path, { retained, saidAt: message.observedAt });
    const known = retained ? this.#of(path) : heardFrom(this.#of(path), this.#options.now());
    this.#projections.set(path, takeWaiting(known, message, heardAt));
    if (n !== null) this.#places.set(path, { ...this.#placeOf(path), counted: n });
  }

  /** `heardAt`: when it was heard of, milliseconds; what is only read from the store is as old as it says. */
  async #readAnew(path: string, upTo: LogPosition, heardAt?: number): Promise<void> {
    const known = this.#of(path);
    const from = { empty: emptyProjection(known.facts), upTo, dawn: this.#dawns.get(path) };
    const { projection, dawn } = await loadSection(this.#options, path, from);
    if (dawn !== undefined) this.#dawns.set(path, dawn);
    this.#projections.set(path, {
      ...projection,
      waiting: known.waiting ?? projection.waiting,
      units: known.units,
      offlineAt: known.offlineAt,
      behind: known.behind,
      heardAt: Math.max(known.heardAt ?? 0, heardAt ?? projection.heardAt ?? 0),
    });
    this.#places.set(path, { ...this.#placeOf(path), position: upTo });
    this.#indexDay(path);
  }

  #indexDay(path: string): void {
    this.#codes.replace(
      path,
      [...this.#of(path).state.tickets.values()].map(({ code }) => code),
    );
  }

  /** What a broker had kept is as old as it says; all else is as young as its arrival, whatever its sender's clock shows. */
  #heardAt(path: string, { retained, saidAt }: { retained: boolean; saidAt: number }): number {
    const now = this.#options.now();
    return retained ? Math.max(this.#of(path).heardAt ?? 0, Math.min(now, saidAt)) : now;
  }

  #placeOf(path: string): Place {
    return this.#places.get(path) ?? { position: NOTHING, counted: 0 };
  }

  #of(path: string): SectionProjection {
    return this.#projections.get(path) ?? this.#add(path, unknownSection(sectionAddress(path).section));
  }

  #add(path: string, facts: SectionFacts): SectionProjection {
    const projection = emptyProjection(facts);
    this.offices.addSection(path);
    this.#projections.set(path, projection);
    return projection;
  }
}

const isCall = ({ type }: Event): boolean => type === 'ticket-called' || type === 'ticket-recalled';
