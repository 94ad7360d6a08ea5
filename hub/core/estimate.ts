import type { CongestionLevel, Event } from '../../protocol/events.ts';
import type { WaitingMessage } from '../../protocol/messages.ts';
import { openFold } from '../../protocol/section/evolve.ts';
import { callingOrder } from '../../protocol/section/order.ts';
import type { SectionState } from '../../protocol/section/state.ts';
import type { Estimate } from '../../protocol/views.ts';
import { type LevelThresholds, measuredLevel } from './levels.ts';
import type { Outcome, Promised } from './outcome.ts';
import type { SectionFacts } from './section-projection.ts';

/*
 * The wait as (people ahead + 1) × headway: minutes between two calls of a service while somebody waits for it. Headways need
 * no map of counters, so they hold where counters are shared between services (notes on estimation: on 273 real queues the
 * mean error was 9.7 minutes against 23.5 of the cities' own figure).
 */

/** What has been learned of a service's headway. */
interface Headway {
  /** The mean, minutes, of `weight` observations (the configured ones included). */
  readonly minutes: number;
  readonly weight: number;
  /** When the last call of the service was, and whether somebody has been waiting ever since. */
  readonly lastCallAt: number | null;
  readonly waitedSince: boolean;
}

type By<T> = Readonly<Record<string, T>>;

export interface WaitModel {
  readonly headways: By<Headway>;
  readonly configured: By<number>;
  /** What those were told who wait for their first call, by ticket. */
  readonly promised: By<Promised>;
  /** The level last promised, by service: the dead band needs it. */
  readonly levels: By<CongestionLevel>;
}

/** Minutes between calls where nothing is configured. */
const UNKNOWN_HEADWAY_MINUTES = 5;
/** How many observed calls the configured minutes are worth, and how far back the mean remembers. */
const PRIOR_CALLS = 4;
const MEMORY_CALLS = 40;
/** A headway longer than this is a break, not a pace, minutes. */
const LONGEST_HEADWAY_MINUTES = 60;
const MINUTE = 60_000;

export function emptyModel({ services, counters }: SectionFacts): WaitModel {
  const configured = services.map(({ id, expectedMinutes }) => {
    const serving = counters.filter((counter) => counter.services.includes(id)).length;
    return [id, expectedMinutes / Math.max(1, serving)] as const;
  });
  return { headways: {}, configured: Object.fromEntries(configured), promised: {}, levels: {} };
}

const headwayOf = (model: WaitModel, service: string): Headway =>
  model.headways[service] ?? {
    minutes: model.configured[service] ?? UNKNOWN_HEADWAY_MINUTES,
    weight: PRIOR_CALLS,
    lastCallAt: null,
    waitedSince: false,
  };

export interface Learnt<State> {
  readonly model: WaitModel;
  readonly state: State;
  readonly outcomes: readonly Outcome[];
}

/**
 * Folds events and learns from them, one by one: nothing later than an event is known to what it teaches, and however a log is
 * cut into runs it teaches the same. A headway counts when somebody was still waiting after the call before: a pause in which
 * nobody waited says nothing about the pace, and a night is no headway.
 */
export function learnEvents(
  before: { readonly model: WaitModel; readonly state: SectionState },
  events: readonly Event[],
  thresholds: LevelThresholds,
): Learnt<SectionState> {
  const fold = openFold(before.state);
  const { state } = fold;
  const headways = { ...before.model.headways };
  const promised = { ...before.model.promised };
  const levels = { ...before.model.levels };
  const model: WaitModel = { ...before.model, headways, promised, levels };
  const outcomes: Outcome[] = [];
  for (const event of events) {
    const { day } = state;
    const known = event.type === 'ticket-issued' && state.tickets.has(event.ticket);
    fold.take(event);
    if (event.type === 'day-opened' && event.day !== day) {
      for (const ticket of Object.keys(promised)) delete promised[ticket];
      for (const [service, headway] of Object.entries(headways))
        headways[service] = { ...headway, lastCallAt: null, waitedSince: false };
    }
    if (event.type === 'ticket-issued' && !known) {
      const own = estimateTicket(model, state, event.ticket);
      if (own === null) continue;
      const { at, service } = event;
      const level = measuredLevel(own.estimate.medianMinutes, levels[service] ?? 'unknown', thresholds);
      levels[service] = level;
      promised[event.ticket] = { at, service, estimate: own.estimate, level };
    }
    if (event.type === 'ticket-cancelled') delete promised[event.ticket];
    if (event.type === 'ticket-called') {
      const { ticket, at } = event;
      const service = state.tickets.get(ticket)?.service;
      if (service === undefined) continue;
      const promise = promised[ticket];
      delete promised[ticket];
      if (promise !== undefined)
        outcomes.push({ ...promise, calledAt: at, actualMinutes: Math.max(0, at - promise.at) / MINUTE });
      const waitedSince = [...state.tickets.values()].some((t) => t.state === 'waiting' && t.service === service);
      headways[service] = { ...learnCalls(headwayOf(model, service), at, 1), waitedSince };
    }
  }
  return { model, state, outcomes };
}

/** Learns from two successive counts of a section that has no tickets of ours: numbers called, or people fewer, are calls. */
export function learnWaiting(model: WaitModel, before: WaitingMessage | null, after: WaitingMessage): WaitModel {
  const headways = { ...model.headways };
  for (const now of after.services) {
    const was = before?.services.find(({ service }) => service === now.service);
    const calls = was === undefined ? 0 : callsBetween(was, now);
    const headway = headwayOf(model, now.service);
    const learned = calls === 0 ? headway : learnCalls(headway, after.observedAt, calls);
    headways[now.service] = {
      ...learned,
      lastCallAt: learned.lastCallAt ?? after.observedAt,
      waitedSince: now.waiting > 0,
    };
  }
  return { ...model, headways };
}

function callsBetween(was: WaitingMessage['services'][number], now: WaitingMessage['services'][number]): number {
  const from = Number(/\d+$/.exec(was.lastCalled ?? '')?.[0] ?? Number.NaN);
  const to = Number(/\d+$/.exec(now.lastCalled ?? '')?.[0] ?? Number.NaN);
  const byNumber = to - from;
  // A number that leaps is a new roll or a desk that called out of turn; then the people say how many were called.
  return byNumber > 0 && byNumber <= 30 ? byNumber : Math.max(0, was.waiting - now.waiting);
}

function learnCalls(headway: Headway, at: number, calls: number): Headway {
  const called = { ...headway, lastCallAt: at };
  if (headway.lastCallAt === null || !headway.waitedSince) return called;
  const minutes = (at - headway.lastCallAt) / MINUTE / calls;
  if (minutes < 0 || minutes > LONGEST_HEADWAY_MINUTES) return called;
  const weight = Math.min(headway.weight + calls, MEMORY_CALLS);
  return {
    ...called,
    weight,
    minutes: headway.minutes + ((minutes - headway.minutes) * Math.min(calls, weight)) / weight,
  };
}

/** The wait of whoever takes a ticket now, with `ahead` people waiting before. `free`: a counter for it stands idle. */
export function estimateNext(model: WaitModel, service: string, ahead: number, free: boolean): Estimate {
  const { minutes } = headwayOf(model, service);
  if (ahead === 0 && free) return { lowMinutes: 0, medianMinutes: 0, highMinutes: round(minutes) };
  return erlang(ahead + 1, minutes);
}

/** Whether a counter that serves the service stands open and idle. */
export function hasFreeCounter(state: SectionState, service: string): boolean {
  for (const counter of state.counters.values()) {
    if (counter.state === 'open' && counter.ticket === null && counter.services.includes(service)) return true;
  }
  return false;
}

/** The wait that is left of a ticket that waits, and how many are called before it; null where it doesn't wait. */
export function estimateTicket(
  model: WaitModel,
  state: SectionState,
  id: string,
): { ahead: number; estimate: Estimate } | null {
  const ticket = state.tickets.get(id);
  if (ticket?.state !== 'waiting') return null;
  const order = callingOrder(state.tickets.values(), { services: [ticket.service] });
  const ahead = order.findIndex((each) => each.ticket === id);
  return { ahead, estimate: estimateNext(model, ticket.service, ahead, hasFreeCounter(state, ticket.service)) };
}

/** How long since the last call makes the figures of a service with people waiting nobody's present any more, minutes. */
export const silenceMinutes = (model: WaitModel, service: string): number =>
  Math.max(10, 3 * headwayOf(model, service).minutes);

/** The 10 % and 90 % points of the standard normal. */
const Z = 1.2816;

/**
 * k calls, each about θ minutes after the last, are a gamma variable: its median is about θ(k − 1/3), its 80 % range by Wilson
 * and Hilferty's cube.
 */
function erlang(k: number, headwayMinutes: number): Estimate {
  const at = (z: number): number =>
    round(headwayMinutes * k * Math.max(0, 1 - 1 / (9 * k) + z / (3 * Math.sqrt(k))) ** 3);
  return { lowMinutes: at(-Z), medianMinutes: at(0), highMinutes: at(Z) };
}

const round = (minutes: number): number => Math.round(minutes * 10) / 10;
