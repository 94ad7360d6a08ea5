import type { UnitMessage } from '../../protocol/ground/devices.ts';
import type { Event } from '../../protocol/queue/events.ts';
import { evolve } from '../../protocol/queue/evolve.ts';
import { emptySection, type SectionState } from '../../protocol/queue/state.ts';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import type { SectionFacts } from './facts.ts';
import { emptyLearned, type Learned, learn } from './learned.ts';
import { withoutSlips } from './slips.ts';
import { withDays } from './unannounced-days.ts';
import { isRepeated, learnCounts } from './wait/learn-counts.ts';
import { learnEvents } from './wait/learn-events.ts';

/** All that the hub knows of a section. Immutable; each thing that comes in gives a new one. */
export interface SectionProjection {
  readonly facts: SectionFacts;
  readonly state: SectionState;
  /** What its past teaches; all else here is its present. */
  readonly learned: Learned;
  /** Whether its log says when days begin. */
  readonly saysDays: boolean;
  /** Whether events ever came: then they, not the counts, say what waits. */
  readonly hasEvents: boolean;
  /** Whether more of its log is known to be on its way: what is known so far is no present. */
  readonly behind: boolean;
  readonly waiting: WaitingMessage | null;
  readonly units: ReadonlyMap<string, UnitMessage['state']>;
  /** When a unit was said to be offline last, milliseconds of the hub's clock. */
  readonly offlineAt: number | null;
  /** Since when, and until when, what it sent of its log was refused; null where what came last was taken. Of the hub's clock. */
  readonly refused: { readonly since: number; readonly last: number } | null;
  /** When the section was last heard of, milliseconds of the hub's clock. */
  readonly heardAt: number | null;
  /** When something last happened to its queue, milliseconds. */
  readonly movedAt: number | null;
}

export function emptyProjection(facts: SectionFacts): SectionProjection {
  return {
    facts,
    state: emptySection,
    learned: emptyLearned(facts),
    saysDays: false,
    hasEvents: false,
    behind: false,
    waiting: null,
    units: new Map(),
    offlineAt: null,
    refused: null,
    heardAt: null,
    movedAt: null,
  };
}

/**
 * Folds events in. `heardAt`: when they came, or when they happened if they are read from the store. However a log is cut into
 * runs, it folds to the same.
 */
export function takeEvents(projection: SectionProjection, came: readonly Event[], heardAt: number): SectionProjection {
  const { facts, learned, state: before } = projection;
  const events = withDays(before, came, { says: projection.saysDays });
  const { model, state, outcomes } = learnEvents({ model: learned.wait, state: before }, events, facts.thresholds);
  return {
    ...projection,
    state,
    learned: learn({ ...learned, wait: model }, { source: 'events', facts, before, events, after: state, outcomes }),
    saysDays: saysDays(projection, came),
    hasEvents: true,
    refused: null,
    heardAt,
    movedAt: events.at(-1)?.at ?? projection.movedAt,
  };
}

const saysDays = (known: SectionProjection, came: readonly Event[]): boolean =>
  known.saysDays || came.some(({ type }) => type === 'day-opened');

/** So many events are folded before somebody else may have a turn: the wait of each ticket is foretold anew when it is issued. */
const AT_A_TIME = 16;

/**
 * The same of whole days, or of what has come of one since it began, in which slips may have been taken back: the section is what
 * its log says, and what never was teaches nothing. Yields the section as it grows; the last one is whole.
 */
export function* takingDays(
  projection: SectionProjection,
  came: readonly Event[],
  heardAt: number,
): Generator<SectionProjection, void> {
  const events = withDays(projection.state, came, { says: projection.saysDays });
  const mended = withoutSlips(projection.state, events);
  const isAsItCame = mended === events;
  const taught = isAsItCame ? came : mended;
  let grown = isAsItCame ? projection : { ...projection, saysDays: true };
  for (let i = 0; i < taught.length; i += AT_A_TIME) {
    grown = takeEvents(grown, taught.slice(i, i + AT_A_TIME), heardAt);
    yield grown;
  }
  if (!isAsItCame) yield { ...recall(projection, came, heardAt), learned: grown.learned };
}

/** {@link takingDays} in one go. */
export function takeDays(projection: SectionProjection, came: readonly Event[], heardAt: number): SectionProjection {
  let whole = projection;
  for (const grown of takingDays(projection, came, heardAt)) whole = grown;
  return whole;
}

/** Folds events in that have taught already: what the section is by them, and nothing of what they teach. */
export function recall(projection: SectionProjection, came: readonly Event[], heardAt: number): SectionProjection {
  const events = withDays(projection.state, came, { says: projection.saysDays });
  return {
    ...projection,
    state: evolve(projection.state, events),
    saysDays: saysDays(projection, came),
    hasEvents: true,
    refused: null,
    heardAt,
    movedAt: events.at(-1)?.at ?? projection.movedAt,
  };
}

export function takeWaiting(
  projection: SectionProjection,
  message: WaitingMessage,
  heardAt: number,
): SectionProjection {
  const before = projection.waiting;
  const moved =
    before === null ||
    before.services.length !== message.services.length ||
    before.services.some(({ waiting, lastCalled }, i) => {
      const now = message.services[i];
      return now?.waiting !== waiting || now.lastCalled !== lastCalled;
    });
  return {
    ...projection,
    waiting: message,
    learned: projection.hasEvents ? projection.learned : learnFromCounts(projection, message),
    heardAt,
    movedAt: moved && !projection.hasEvents ? message.observedAt : projection.movedAt,
  };
}

function learnFromCounts({ facts, learned, waiting: before }: SectionProjection, message: WaitingMessage): Learned {
  if (isRepeated(learned.wait.counts, message)) return learned;
  const { model: counts, outcomes } = learnCounts(learned.wait.counts, message, facts.thresholds);
  const wait = { ...learned.wait, counts };
  return learn({ ...learned, wait }, { source: 'counts', facts, before, message, outcomes });
}

/** After so long what a section said before its unit went can't be on its way any more, milliseconds. */
const LAST_WORDS_MS = 2_000;
/** A lead sends again what is not acknowledged every two seconds: after so long nothing of it is refused any more, milliseconds. */
export const REFUSAL_LASTS_MS = 30_000;

/** A section that says something new is not offline, whoever said so. */
export function heardFrom(projection: SectionProjection, now: number): SectionProjection {
  const { offlineAt, units } = projection;
  if (offlineAt === null || now - offlineAt <= LAST_WORDS_MS) return projection;
  const online = [...units].filter(([, state]) => state === 'online');
  return { ...projection, offlineAt: null, units: new Map(online) };
}

/** What a section sent of its log could not be taken: what is known of it may be no present. */
export function takeRefusal(projection: SectionProjection, now: number): SectionProjection {
  const { refused } = projection;
  const goesOn = refused !== null && now - refused.last < REFUSAL_LASTS_MS;
  return { ...projection, refused: { since: goesOn ? refused.since : now, last: now } };
}

/** What a unit says of itself, and when it was heard and taken in, milliseconds. One that says anything is heard; one whose last will speaks is not. */
export function takeUnit(
  projection: SectionProjection,
  { unit, message, heardAt, now }: { unit: string; message: UnitMessage; heardAt: number; now: number },
): SectionProjection {
  const { state } = message;
  return {
    ...projection,
    units: new Map(projection.units).set(unit, state),
    heardAt: state === 'online' ? heardAt : projection.heardAt,
    offlineAt: state === 'online' ? projection.offlineAt : now,
  };
}
