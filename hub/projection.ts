import type { Now } from '../protocol/environment.ts';
import type { Event } from '../protocol/events.ts';
import { type OfficeAddress, officeAddress, officePath, sectionAddress } from '../protocol/identifiers.ts';
import type { LogPosition, UnitMessage } from '../protocol/messages.ts';
import type {
  AccuracyDayView,
  AccuracyView,
  ForecastView,
  OfficeView,
  SectionView,
  TicketView,
} from '../protocol/views.ts';
import type { HubConfiguration } from './configuration.ts';
import { accuracyDayView, accuracyView } from './core/accuracy/accuracy-view.ts';
import { type OfficeFacts, officeView, ticketView } from './core/office-view.ts';
import {
  emptyProjection,
  type SectionFacts,
  type SectionProjection,
  takeEvents,
  takeUnit,
  takeWaiting,
  unknownSection,
} from './core/section-projection.ts';
import { levelsOf, sectionView } from './core/section-view.ts';
import { forecasts } from './forecasts.ts';
import type { Committed } from './ingest.ts';
import { sectionFacts } from './section-facts.ts';
import type { Store } from './store/store.ts';

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

/** Folds the last day of every section that the store knows. */
export async function loadProjection(configuration: HubConfiguration, store: Store, now: Now): Promise<Projection> {
  const sections = new Map<string, SectionProjection>();
  /** The section of each code of the day. */
  const codes = new Map<string, string>();
  const codesOf = new Map<string, Set<string>>();
  /** Sections that lost part of their log and whose story could not be read anew yet, up to where. */
  const unread = new Map<string, LogPosition>();
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

  for (const office of configuration.offices) {
    addOffice(office.path, office.name);
    for (const [path, facts] of sectionFacts(office)) addSection(path, facts);
  }
  const readAnew = async (path: string, { upTo, heardAt }: { upTo: LogPosition; heardAt?: number }): Promise<void> => {
    const events = await store.readDay(path, upTo);
    const { facts, waiting, units, levels, behind, heardAt: before } = sectionOf(path);
    // What is read from the store is as old as it says, and never younger than now.
    const at = heardAt ?? Math.min(now(), events.at(-1)?.at ?? 0);
    sections.set(
      path,
      takeEvents({ ...emptyProjection(facts), waiting, units, levels, behind, heardAt: before }, events, at),
    );
    indexCodes(path, events);
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
  const indexCodes = (path: string, events: readonly Event[]): void => {
    const mine = codesOf.get(path) ?? new Set();
    codesOf.set(path, mine);
    const add = (code: string): void => {
      codes.set(code, path);
      mine.add(code);
    };
    // A new day's tickets are the only ones that have a page; a day opened again keeps its own.
    if (events.some(({ type }) => type === 'day-opened')) {
      for (const code of mine) codes.delete(code);
      mine.clear();
      for (const { code } of sectionOf(path).state.tickets.values()) add(code);
    }
    for (const event of events)
      if (event.type === 'ticket-issued' && sectionOf(path).state.tickets.has(event.ticket)) add(event.code);
  };
  for (const { section, position, waiting } of await store.sections()) {
    if (position.seq > 0) await readAnew(section, { upTo: position });
    if (waiting !== null)
      sections.set(section, takeWaiting(sectionOf(section), waiting, Math.min(now(), waiting.observedAt)));
  }

  const viewOf = (path: string, at: number): SectionView => {
    const projection = sectionOf(path);
    const view = sectionView(projection, at);
    sections.set(path, { ...projection, levels: levelsOf(view) });
    return view;
  };

  return {
    async take({ events, waiting }) {
      const changed = new Map<string, boolean>();
      const touch = (path: string, called: boolean): void => {
        const office = officePath(sectionAddress(path));
        changed.set(office, called || (changed.get(office) ?? false));
      };
      for (const [path, { events: run, lost, upTo, behind }] of events) {
        sections.set(path, { ...sectionOf(path), behind });
        if (lost || unread.has(path)) unread.set(path, upTo);
        else {
          sections.set(path, takeEvents(sectionOf(path), run, now()));
          indexCodes(path, run);
        }
        touch(path, run.some(isCall));
      }
      for (const [path, { message, retained }] of waiting) {
        // A clock that runs ahead doesn't make a figure younger than its arrival; what a broker had kept is as old as it says.
        const heardAt = retained ? Math.min(now(), message.observedAt) : now();
        const known = sectionOf(path).waiting;
        // A broker that was restored may tell an older state than it told before.
        if (retained && known !== null && known.observedAt > message.observedAt) continue;
        sections.set(path, takeWaiting(sectionOf(path), message, heardAt));
        touch(path, false);
      }
      await readUnread();
      return [...changed].map(([office, called]) => ({ office, called }));
    },
    takeUnit(path, { unit, message, retained }) {
      const heardAt = retained ? Math.min(now(), message.at) : now();
      sections.set(path, takeUnit(sectionOf(path), unit, message, heardAt));
    },
    section: (path) => sections.get(path),
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

const isCall = ({ type }: Event): boolean => type === 'ticket-called' || type === 'ticket-recalled';
