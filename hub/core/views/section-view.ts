import type { Estimate, Freshness, SectionView, ServiceView } from '../../../protocol/congestion/views.ts';
import { dayAt, instantOn, isOpenedByHand, isWithin, openingOn } from '../../../protocol/ground/calendar.ts';
import type { CongestionLevel } from '../../../protocol/queue/events.ts';
import { absentViews, callViews, counterViews, summarize } from '../../../protocol/queue/summary.ts';
import type { CounterView } from '../../../protocol/queue/waiting.ts';
import { recentAccuracy } from '../accuracy/accuracy-view.ts';
import { beforeClosing } from '../before-closing.ts';
import type { SectionFacts } from '../facts.ts';
import { measuredLevel, worstLevel } from '../levels.ts';
import { REFUSAL_LASTS_MS, type SectionProjection } from '../section-projection.ts';
import { estimatesOf, promisedLevels, silenceMinutes } from '../wait/published.ts';

const MINUTE = 60_000;
/** A lead tells its state every ten seconds; a gateway of another make every few minutes. After `lost` nothing is shown of it. */
const PATIENCE = {
  tickets: { delayedMs: MINUTE, lostMs: 5 * MINUTE },
  declared: { delayedMs: MINUTE, lostMs: 5 * MINUTE },
  counts: { delayedMs: 7 * MINUTE, lostMs: 20 * MINUTE },
} as const;

type Source = SectionView['source'];

/** A section that has no services at all has nothing but what its staff declare. */
function sourceOf({ hasEvents, state, facts, waiting }: SectionProjection): Source {
  if (!hasEvents) return 'counts';
  const counts = facts.services.length > 0 || (waiting?.services.length ?? 1) > 0;
  return state.tickets.size === 0 && (state.declared.size > 0 || !counts) ? 'declared' : 'tickets';
}

export function freshnessOf(projection: SectionProjection, now: number): Freshness {
  const { heardAt, units, hasEvents, waiting, refused } = projection;
  // A unit that announced itself has told nothing of its queue yet.
  if (heardAt === null || projection.behind || (!hasEvents && waiting === null)) return 'lost';
  const { delayedMs, lostMs } = PATIENCE[sourceOf(projection)];
  // What was heard at a time that is still to come was heard before a clock was set back: how long ago, nobody knows.
  const age = Math.abs(now - heardAt);
  if (age > lostMs) return 'lost';
  // Whose log can't be taken is no better known than one that is silent, whatever else it says.
  const isRefused = refused !== null && Math.abs(now - refused.last) < REFUSAL_LASTS_MS;
  if (isRefused && now - refused.since > lostMs) return 'lost';
  const silent = units.size > 0 && [...units.values()].every((state) => state === 'offline');
  return silent || isRefused || age > delayedMs ? 'delayed' : 'live';
}

/** While somebody waits and nothing happens for so long, it is a queue that nobody keeps any more: it must not look like one that is known. */
export function standsStill(projection: SectionProjection, service: string, now: number): boolean {
  const { movedAt, facts } = projection;
  const silenceMs = silenceMinutes(projection, service) * MINUTE;
  return movedAt !== null && now - movedAt > silenceMs && now - opensAt(facts, movedAt) > silenceMs;
}

/** When the section opens on the day of an instant: before that nobody is expected to be called. */
function opensAt({ hours }: SectionFacts, at: number): number {
  if (hours === null) return at;
  const day = dayAt(at, hours.timezone);
  const opening = openingOn(hours, day);
  return 'open' in opening ? instantOn(day, opening.open.opens, hours.timezone) : at;
}

/** Levels of the section as a whole under '', and of its services. */
export type Levels = ReadonlyMap<string, CongestionLevel>;

/**
 * What is published of a section at an instant. `before`: the levels that were published of it last, from which the dead band of
 * each level goes on; where nothing was, those that it promised last. Pure, and the one place where a level is published from.
 */
export function sectionView(
  projection: SectionProjection,
  now: number,
  before: Levels = promisedLevels(projection),
): SectionView {
  const { facts, state } = projection;
  const freshness = freshnessOf(projection, now);
  const source = sourceOf(projection);
  const counts = countsOf(projection);
  const someone = freshness !== 'lost' && counts.services.some(({ waiting }) => waiting > 0);
  const reception = receptionOf(projection, now, someone);
  const tells = freshness !== 'lost' && reception !== 'closed' && source !== 'declared';
  const asked = tells ? counts.services.map(({ service }) => service) : [];
  const told = estimatesOf(projection, asked, now);
  const estimates = new Map(asked.map((service, i) => [service, told[i] ?? null]));
  const context = { projection, now, before, freshness, source, reception, estimates };
  const services = counts.services.map((service) => serviceView(context, service));
  const observedAt = projection.heardAt === null ? null : Math.min(projection.heardAt, now);
  return {
    section: facts.section,
    name: facts.name,
    level: sectionLevel(context, services),
    freshness,
    observedAt,
    source,
    reception,
    ...(reception === 'closed' && isOfToday(projection, now) ? { endedToday: true } : {}),
    services,
    counters: freshness === 'lost' ? [] : counts.counters,
    accuracy: recentAccuracy(projection, now),
    calls: freshness === 'lost' ? [] : callViews(state, now),
    absent: freshness === 'lost' ? [] : absentViews(state, now),
  };
}

interface Context {
  readonly projection: SectionProjection;
  readonly now: number;
  readonly before: Levels;
  readonly freshness: Freshness;
  readonly source: Source;
  readonly reception: SectionView['reception'];
  /** Of those services whose wait is told. */
  readonly estimates: ReadonlyMap<string, Estimate | null>;
}

interface Counts {
  readonly services: readonly {
    readonly service: string;
    readonly waiting: number;
    readonly lastCalled: string | null;
    readonly headIssuedAt?: number | null | undefined;
  }[];
  readonly counters: CounterView[];
}

/** Who waits for what: by the events where there are any, else by what the section counted itself. */
function countsOf({ facts, state, waiting, hasEvents }: SectionProjection): Counts {
  const ids = new Set(facts.services.map(({ id }) => id));
  for (const { service } of waiting?.services ?? []) ids.add(service);
  for (const { service } of state.tickets.values()) ids.add(service);
  if (hasEvents) return { services: summarize(state, [...ids], 0).services, counters: counterViews(state) };
  if (waiting === null) return { services: summarize(state, [...ids], 0).services, counters: [] };
  const services = [...ids].flatMap((id) => waiting.services.find(({ service }) => service === id) ?? []);
  return { services, counters: waiting.counters };
}

function receptionOf(
  { facts, state, hasEvents }: SectionProjection,
  now: number,
  someone: boolean,
): SectionView['reception'] {
  const { hours } = facts;
  if (hasEvents && state.reception === 'closed') return 'closed';
  // Who still waits after hours is served; a section that nobody waits for keeps its hours.
  if (hours === null || someone || isWithin(hours, now)) return 'open';
  const { day, dayOpenedAt } = state;
  const today = day !== null && dayOpenedAt !== null && day === dayAt(now, hours.timezone);
  return today && isOpenedByHand(hours, day, dayOpenedAt) ? 'open' : 'closed';
}

/** Whether the section's latest day is today's; nobody knows without its zone. */
const isOfToday = ({ facts: { hours }, state: { day } }: SectionProjection, now: number): boolean =>
  hours !== null && day !== null && day === dayAt(now, hours.timezone);

function serviceView(context: Context, count: Counts['services'][number]): ServiceView {
  const { service, waiting, lastCalled, headIssuedAt } = count;
  const { projection, now, freshness, source, reception } = context;
  const fact = projection.facts.services.find(({ id }) => id === service);
  const shared = { service, name: fact?.name ?? { ja: service, en: service }, letter: fact?.letter ?? null };
  if (freshness === 'lost')
    return { ...shared, waiting: null, lastCalled: null, level: lostLevel(projection, now), estimate: null };
  const figures = { ...shared, waiting, lastCalled, ...(headIssuedAt == null ? {} : { headIssuedAt }) };
  if (reception === 'closed') return { ...figures, level: 'closed', estimate: null };
  if (source === 'declared') return { ...figures, level: declaredLevel(projection, service, now), estimate: null };
  if (waiting > 0 && standsStill(projection, service, now)) return { ...figures, level: 'unknown', estimate: null };
  const estimate = context.estimates.get(service) ?? null;
  if (estimate === null) return { ...figures, level: 'unknown', estimate };
  const { facts } = projection;
  const level = measuredLevel(estimate.medianMinutes, context.before.get(service) ?? 'unknown', facts.thresholds);
  return { ...figures, level, estimate: beforeClosing(facts, estimate, now) };
}

function sectionLevel(
  { projection, now, freshness, source, reception }: Context,
  services: readonly ServiceView[],
): CongestionLevel {
  if (freshness === 'lost') return lostLevel(projection, now);
  if (reception === 'closed') return 'closed';
  if (source === 'declared' && projection.state.declared.has('')) return declaredLevel(projection, '', now);
  return worstLevel(services.map(({ level }) => level));
}

/** Nothing is known of it but the hours that its office keeps: after them its units are off, and it is closed. */
const lostLevel = ({ facts: { hours } }: SectionProjection, now: number): CongestionLevel =>
  hours === null || isWithin(hours, now) ? 'unknown' : 'closed';

/** How long a level stands is for its section to say (`until`), not for the hub. */
function declaredLevel({ state }: SectionProjection, service: string, now: number): CongestionLevel {
  const declared = state.declared.get(service) ?? state.declared.get('');
  return declared === undefined || now >= declared.until ? 'unknown' : declared.level;
}

/** The levels of a view, as the next view's dead band needs them. */
export const levelsOf = (view: SectionView): Levels =>
  new Map([['', view.level], ...view.services.map(({ service, level }) => [service, level] as const)]);
