import { sectionAddress } from '../../protocol/ground/identifiers.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import { type SectionFacts, unknownSection } from '../core/facts.ts';
import { learnedOf } from '../core/learned.ts';
import { NOTHING } from '../core/position.ts';
import { emptyProjection, type SectionProjection } from '../core/section-projection.ts';
import { Offices } from './offices.ts';
import type { Snapshot } from './snapshot.ts';
import { TicketCodes } from './ticket-codes.ts';
import { UnreadSections } from './unread-sections.ts';

/** Up to where a section is folded: its place in its log, and the number of its count. */
interface Place {
  readonly position: LogPosition;
  readonly counted: number;
}

/** What the hub knows of every section, in memory: who tells asks it, who folds replaces what is there. */
export class KnownSections {
  readonly offices = new Offices();
  readonly unread = new UnreadSections();
  readonly #projections = new Map<string, SectionProjection>();
  readonly #places = new Map<string, Place>();
  /** What each section had taught when its day began: from there a day is folded anew in which something was taken back. */
  readonly #dawns = new Map<string, Snapshot>();
  readonly #codes = new TicketCodes();

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
    if (projection === undefined || this.unread.has(path)) return undefined;
    const { learned, movedAt, hasEvents, saysDays, waiting } = projection;
    if (saysDays) return this.#dawns.get(path);
    return hasEvents || waiting !== null ? { learned, movedAt, ...this.#placeOf(path) } : undefined;
  }

  /** What is configured or told of a section is this from now on; what it has taught stays. */
  withFacts(path: string, facts: SectionFacts): void {
    const known = this.#projections.get(path);
    if (known === undefined) this.#add(path, facts);
    else this.replace(path, { ...known, facts, learned: learnedOf(known.learned, facts) });
  }

  /** The section; one that nobody has named or heard of before is known from now on. */
  of(path: string): SectionProjection {
    return this.#projections.get(path) ?? this.#add(path, unknownSection(sectionAddress(path).section));
  }

  replace(path: string, projection: SectionProjection): void {
    this.#projections.set(path, projection);
  }

  /** The section is folded up to here. */
  reach(path: string, place: Partial<Place>): void {
    this.#places.set(path, { ...this.#placeOf(path), ...place });
  }

  /** What the section had taught when its day began; undefined where that isn't known. */
  dawn(path: string): Snapshot | undefined {
    return this.#dawns.get(path);
  }

  /** The section's day begins at this place of its log, and this is what it has taught by then. */
  beginDay(path: string, { learned, movedAt }: SectionProjection, position: LogPosition): void {
    this.keepDawn(path, { ...this.#placeOf(path), learned, movedAt, position });
  }

  keepDawn(path: string, dawn: Snapshot): void {
    this.#dawns.set(path, dawn);
  }

  forgetDawn(path: string): void {
    this.#dawns.delete(path);
  }

  addCode(path: string, code: string): void {
    this.#codes.add(path, code);
  }

  /** The codes of the tickets that the section has now are all its codes. */
  indexDay(path: string): void {
    this.#codes.replace(
      path,
      [...this.of(path).state.tickets.values()].map(({ code }) => code),
    );
  }

  #placeOf(path: string): Place {
    return this.#places.get(path) ?? { position: NOTHING, counted: 0 };
  }

  #add(path: string, facts: SectionFacts): SectionProjection {
    const projection = emptyProjection(facts);
    this.offices.addSection(path);
    this.#projections.set(path, projection);
    return projection;
  }
}
