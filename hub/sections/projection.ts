import type {
  AccuracyDayView,
  AccuracyView,
  ForecastView,
  OfficeView,
  SectionView,
  TicketView,
} from '../../protocol/congestion/views.ts';
import type { UnitMessage } from '../../protocol/ground/devices.ts';
import type { Logger, Now } from '../../protocol/ground/environment.ts';
import { type OfficeAddress, officeAddress, officePath, sectionAddress } from '../../protocol/ground/identifiers.ts';
import type { Event } from '../../protocol/queue/events.ts';
import type { LogPosition } from '../../protocol/queue/log-messages.ts';
import type { HubConfiguration } from '../configuration.ts';
import { accuracyDayView, accuracyView } from '../core/accuracy/accuracy-view.ts';
import { type SectionFacts, unknownSection } from '../core/facts.ts';
import { NOTHING } from '../core/position.ts';
import {
  emptyProjection,
  type SectionProjection,
  takeEvents,
  takeUnit,
  takeWaiting,
} from '../core/section-projection.ts';
import { type OfficeFacts, officeView, ticketView } from '../core/views/office-view.ts';
import { levelsOf, sectionView } from '../core/views/section-view.ts';
import type { Committed } from '../intake/ingest.ts';
import type { Store } from '../store/store.ts';
import { forecasts } from '../telling/forecasts.ts';
import { loadSection } from './load-section.ts';
import { sectionFacts } from './section-facts.ts';
import type { Snapshot } from './snapshot.ts';

/** What the hub knows of every section, in memory: folded from the store at the start and from each commit after it. */
export interface Projection {
  /**
   * Sections whose figures changed by a commit, and whether somebody was called there. Rejects where a section had to be read
   * from the store and couldn't: all else is folded by then, and that section is read with the next commit.
   */
  take(committed: Committed): Promise<readonly { readonly office: string; readonly called: boolean }[]>;
  /** `retained`: the broker had kept it, so it was said when it says, and no later. */
  takeUnit(section: string, heard: { unit: string; message: UnitMessage; retained: boolean }): void;
  section(path: string): SectionProjection | undefined;
  /** What a section has taught, and up to where; undefined while nothing came or part of its story is still unread. */
  snapshot(path: string): Snapshot | undefined;
  sections(): readonly string[];
  /** By path, those that are configured first. */
  offices(): readonly string[];
  office(path: string): OfficeView | undefined;
  ticket(code: string): TicketView | undefined;
  /** By section. */
  forecast(path: string): ForecastView | undefined;
  accuracy(path: string): AccuracyView | undefined;
  accuracyDay(path: string, day: string): AccuracyDayView | undefined;
}

export interface ProjectionOptions {
  readonly configuration: HubConfiguration;
  readonly store: Store;
  readonly logger: Logger;
  readonly now: Now;
}

/** Folds what the store knows of every section: what it taught, and its last day. */
export async function loadProjection({ configuration, store, logger, now }: ProjectionOptions): Promise<Projection> {
  const sections = new Map<string, SectionProjection>();
  /** The section of each code of the day. */
  const codes = new Map<string, string>();
  const codesOf = new Map<string, Set<string>>();
  /** Sections that lost part of their log and whose story could not be read anew yet, up to where. */
  const unread = new Map<string, LogPosition>();
  /** Up to where each section's log is folded. */
  const positions = new Map<string, LogPosition>();
  /** Which count of each section was folded last. */
  const counted = new Map<string, number>();
  const offices = new Map<string, { facts: OfficeFacts; readonly sections: string[] }>();

  const addOffice = (path: string, name: OfficeFacts['name']) => {
    const added = { facts: { ...officeAddress(path), name }, sections: [] as string[] };
    offices.set(path, added);
    return added;
  };
  const officeOf = (at: OfficeAddress) =>
    offices.get(officePath(at)) ?? addOffice(officePath(at), { ja: at.office, en: at.office });
  const addSection = (path: string, facts: SectionFacts): SectionProjection => {
    const projection = emptyProjection(facts);
    officeOf(sectionAddress(path)).sections.push(path);
    sections.set(path, projection);
    return projection;
  };
  const sectionOf = (path: string): SectionProjection =>
    sections.get(path) ?? addSection(path, unknownSection(sectionAddress(path).section));

  /** What a broker had kept is as old as it says; all else is as young as its arrival, whatever its sender's clock shows. */
  const heardThen = (path: string, { retained, saidAt }: { retained: boolean; saidAt: number }): number =>
    retained ? Math.max(sectionOf(path).heardAt ?? 0, Math.min(now(), saidAt)) : now();

  for (const office of configuration.offices) {
    addOffice(office.path, office.name);
    for (const [path, facts] of sectionFacts(office)) addSection(path, facts);
  }
  const readAnew = async (path: string, { upTo, heardAt }: { upTo: LogPosition; heardAt?: number }): Promise<void> => {
    const known = sectionOf(path);
    const projection = await loadSection({ store, logger }, path, { empty: emptyProjection(known.facts), upTo });
    // What is read from the store is as old as it says.
    const at = heardAt ?? projection.heardAt ?? 0;
    sections.set(path, {
      ...projection,
      waiting: known.waiting ?? projection.waiting,
      units: known.units,
      levels: known.levels.size > 0 ? known.levels : projection.levels,
      behind: known.behind,
      heardAt: Math.max(known.heardAt ?? 0, at),
    });
    positions.set(path, upTo);
    indexDay(path);
  };
  const readUnread = async (): Promise<void> => {
    const faults: unknown[] = [];
    for (const [path, upTo] of unread) {
      try {
        await readAnew(path, { upTo, heardAt: now() });
        unread.delete(path);
      } catch (error) {
        faults.push(error);
      }
    }
    if (faults.length > 0)
      throw new AggregateError(faults, 'sections could not be read anew; tried with the next commit');
  };
  const codesOfSection = (path: string): Set<string> => {
    const mine = codesOf.get(path) ?? new Set();
    codesOf.set(path, mine);
    return mine;
  };
  /** The day's tickets are the only ones that have a page. */
  const indexDay = (path: string): void => {
    const mine = codesOfSection(path);
    for (const code of mine) codes.delete(code);
    mine.clear();
    for (const { code } of sectionOf(path).state.tickets.values()) addCode(path, code);
  };
  const addCode = (path: string, code: string): void => {
    codes.set(code, path);
    codesOfSection(path).add(code);
  };
  const indexCodes = (path: string, events: readonly Event[]): void => {
    // A day opened again keeps its own.
    if (events.some(({ type }) => type === 'day-opened')) indexDay(path);
    for (const event of events)
      if (event.type === 'ticket-issued' && sectionOf(path).state.tickets.has(event.ticket)) addCode(path, event.code);
  };
  for (const { section, position, counted: n, waiting } of await store.sections()) {
    counted.set(section, n);
    if (position.seq > 0 || waiting !== null) await readAnew(section, { upTo: position });
  }

  /** An office is looked at for each of its calls; its other sections are computed again only when they changed or time has. */
  const views = new Map<string, { readonly of: SectionProjection; readonly at: number; readonly view: SectionView }>();
  const viewOf = (path: string, at: number): SectionView => {
    const known = views.get(path);
    if (known !== undefined && known.of === sections.get(path) && at >= known.at && at - known.at < VIEW_LASTS_MS)
      return known.view;
    const projection = sectionOf(path);
    const view = sectionView(projection, at);
    const seen = { ...projection, levels: levelsOf(view) };
    sections.set(path, seen);
    views.set(path, { of: seen, at, view });
    return view;
  };

  return {
    async take({ events, waiting }) {
      const changed = new Map<string, boolean>();
      const touch = (path: string, called: boolean): void => {
        const office = officePath(sectionAddress(path));
        changed.set(office, called || (changed.get(office) ?? false));
      };
      let turnAtMs = performance.now();
      for (const [path, { events: run, lost, upTo, behind }] of events) {
        if (performance.now() - turnAtMs > TURN_MS) {
          await new Promise<void>((resolve) => setImmediate(resolve));
          turnAtMs = performance.now();
        }
        sections.set(path, { ...sectionOf(path), behind });
        if (lost || unread.has(path)) unread.set(path, upTo);
        else {
          sections.set(path, takeEvents(sectionOf(path), run, now()));
          positions.set(path, upTo);
          indexCodes(path, run);
        }
        touch(path, run.some(isCall));
      }
      for (const [path, { message, retained, n }] of waiting) {
        sections.set(
          path,
          takeWaiting(sectionOf(path), message, heardThen(path, { retained, saidAt: message.observedAt })),
        );
        if (n !== null) counted.set(path, n);
        touch(path, false);
      }
      await readUnread();
      return [...changed].map(([office, called]) => ({ office, called }));
    },
    takeUnit(path, { unit, message, retained }) {
      sections.set(path, takeUnit(sectionOf(path), unit, message, heardThen(path, { retained, saidAt: message.at })));
    },
    section: (path) => sections.get(path),
    snapshot(path) {
      const projection = sections.get(path);
      if (projection === undefined || unread.has(path)) return undefined;
      const { learned, movedAt, hasEvents, waiting } = projection;
      if (!hasEvents && waiting === null) return undefined;
      return { learned, movedAt, position: positions.get(path) ?? NOTHING, counted: counted.get(path) ?? 0 };
    },
    sections: () => [...sections.keys()],
    offices: () => [...offices.keys()],
    office(path) {
      const office = offices.get(path);
      if (office === undefined) return undefined;
      const at = now();
      return officeView(
        office.facts,
        office.sections.map((section) => viewOf(section, at)),
        at,
      );
    },
    ticket(code) {
      const path = codes.get(code);
      const projection = path === undefined ? undefined : sections.get(path);
      const office = path === undefined ? undefined : offices.get(officePath(sectionAddress(path)));
      return projection && office && ticketView(office.facts, projection, code, now());
    },
    forecast: forecasts((path) => sections.get(path), now),
    accuracy(path) {
      const projection = sections.get(path);
      return projection && accuracyView(sectionAddress(path), projection, now());
    },
    accuracyDay(path, day) {
      const projection = sections.get(path);
      return projection && accuracyDayView(projection, day, now());
    },
  };
}

/** After so long whoever waits for an acknowledgement has a turn: a commit may hold the runs of every section. */
const TURN_MS = 1;
/** For so long a section of which nothing was heard looks the same, milliseconds: an office is looked at once a second anyway. */
const VIEW_LASTS_MS = 1_000;

const isCall = ({ type }: Event): boolean => type === 'ticket-called' || type === 'ticket-recalled';
