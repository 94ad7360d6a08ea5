import type { LevelThresholds } from '../../../protocol/congestion/defaults.ts';
import type { Event, EventOf } from '../../../protocol/queue/events.ts';
import { evolve } from '../../../protocol/queue/evolve.ts';
import type { SectionState } from '../../../protocol/queue/state.ts';
import type { Ticket } from '../../../protocol/queue/ticket.ts';
import { measuredLevel } from '../levels.ts';
import type { Outcome } from '../outcome.ts';
import { learnArrival } from './arrivals.ts';
import { correct, learnOutcome } from './correction.ts';
import { closeDay, deskCalls, deskLeaves, deskOpens, unmask, type Visit, visitEnds } from './desks.ts';
import { learnOrder } from './learn-order.ts';
import { outlooksAt } from './queue.ts';
import { HORIZON } from './stage.ts';
import { needs } from './standing.ts';
import { learnShape } from './visit-shape.ts';
import { learnMean, usualVisitOf, type VisitMinutes, type WaitModel } from './wait-model.ts';

const MINUTE = 60_000;

/** What a fold of events yields: the state they fold to is part of it, so that both are made in one pass. */
export interface Learnt {
  readonly model: WaitModel;
  readonly state: SectionState;
  readonly outcomes: readonly Outcome[];
}

/**
 * Folds events and learns from them, one by one: nothing later than an event is known to what it teaches, and however a log is
 * cut into runs it teaches the same.
 */
export function learnEvents(
  before: { readonly model: WaitModel; readonly state: SectionState },
  events: readonly Event[],
  thresholds: LevelThresholds,
): Learnt {
  const outcomes: Outcome[] = [];
  let { model, state } = before;
  for (const event of events) {
    const was = state;
    if (event.type === 'ticket-issued' && !was.tickets.has(event.ticket))
      model = learnIssue(model, event, { was, thresholds });
    state = evolve(was, [event]);
    if (event.type === 'day-opened') {
      if (event.day !== was.day) model = closeDay(model);
      continue;
    }
    const call = callOf(event);
    const called = call === undefined ? undefined : was.tickets.get(call.ticket);
    if (call !== undefined && called !== undefined) {
      const learnt = learnCall(model, call, { called, waiting: was.tickets.waiting });
      model = learnt.model;
      if (learnt.outcome !== undefined) outcomes.push(learnt.outcome);
    } else model = learnOther(model, event, state);
    if ('ticket' in event) model = follow(model, event, { was, is: state });
  }
  return { model, state, outcomes };
}

interface Called {
  readonly at: number;
  readonly counter: number;
  readonly ticket: string;
}

/** Who is at a counter from an event on, though what was done to them by mistake had sent them away. */
function callOf(event: Event): Called | undefined {
  if (event.type === 'ticket-called') return event;
  if (event.type !== 'ticket-restored' || event.to !== 'called' || event.counter === undefined) return undefined;
  return { ...event, counter: event.counter };
}

/** The model with what an event of a ticket changes in since when there have been people who wait for a service. */
function follow(
  model: WaitModel,
  { ticket: id, at }: { readonly ticket: string; readonly at: number },
  { was, is }: { readonly was: SectionState; readonly is: SectionState },
): WaitModel {
  const ticket = is.tickets.get(id);
  if (ticket === undefined) return model;
  const before = was.tickets.get(id);
  let since = model.waitingSince;
  if (ticket.state === 'waiting' && since[ticket.service] === undefined) since = { ...since, [ticket.service]: at };
  const left =
    before?.state === 'waiting' && (ticket.state !== 'waiting' || ticket.service !== before.service)
      ? before.service
      : undefined;
  if (left !== undefined && !is.tickets.waiting.some(({ service }) => service === left)) {
    const { [left]: _, ...others } = since;
    since = others;
  }
  return since === model.waitingSince ? model : { ...model, waitingSince: since };
}

interface Issue {
  readonly was: SectionState;
  readonly thresholds: LevelThresholds;
}

/**
 * The model with a promise to whoever was issued a ticket, made of what was known before it: it is what the page showed to
 * whoever came.
 */
function learnIssue(
  model: WaitModel,
  { ticket, at, service, priority = 'none' }: EventOf<'ticket-issued'>,
  { was, thresholds }: Issue,
): WaitModel {
  const [outlook] = outlooksAt(model, was, { services: [service], priority, now: at });
  if (outlook === undefined) return model;
  const estimate = correct(model.correction, outlook);
  const level = measuredLevel(estimate.medianMinutes, model.levels[service] ?? 'unknown', thresholds);
  return {
    ...model,
    priorityShare: learnMean(model.priorityShare, priority === 'none' ? 0 : 1, 1_000),
    arrivals: learnArrival(model.arrivals, at),
    levels: model.levels[service] === level ? model.levels : { ...model.levels, [service]: level },
    promised: [...model.promised, { ticket, at, service, estimate, level, outlook, overtaken: 0 }],
  };
}

function learnCall(
  model: WaitModel,
  event: Called,
  { called, waiting }: { called: Ticket; waiting: readonly Ticket[] },
): { model: WaitModel; outcome: Outcome | undefined } {
  const { at, counter, ticket } = event;
  let next = called.state === 'waiting' ? learnOrder(model, called, waiting) : model;
  const neededSince = needs(next);
  next = unmask(next, { at, counter, neededSince });
  const { desk, staffing, ended, handoverMinutes } = deskCalls(next, {
    counter,
    at,
    ticket,
    service: called.service,
    neededSince,
  });
  const handover = handoverMinutes === undefined ? next.handover : learnMean(next.handover, handoverMinutes, 200);
  next = learnVisit({ ...next, desks: { ...next.desks, [counter]: desk }, staffing, handover, lastCallAt: at }, ended);
  const promise = next.promised.find((each) => each.ticket === ticket);
  if (promise === undefined) return { model: next, outcome: undefined };
  const actualMinutes = Math.max(0, at - promise.at) / MINUTE;
  const { outlook, overtaken: _, ticket: __, ...promised } = promise;
  const outcome = { ...promised, calledAt: at, actualMinutes };
  next = { ...next, promised: next.promised.filter((each) => each !== promise) };
  // Somebody forgot it, or a clock jumped.
  if (actualMinutes > HORIZON) return { model: next, outcome };
  return {
    model: {
      ...next,
      leaving: learnLeaving(next, 0, actualMinutes),
      overtakes: learnOvertakes(next, promise.overtaken, actualMinutes),
      correction: learnOutcome(next.correction, promise, actualMinutes),
    },
    outcome,
  };
}

function learnOther(model: WaitModel, event: Event, state: SectionState): WaitModel {
  switch (event.type) {
    case 'counter-opened':
      return deskOpens(model, event);
    case 'counter-paused':
    case 'counter-closed':
      return deskLeaves(model, event);
    case 'service-finished':
    case 'ticket-held':
    case 'ticket-transferred':
    case 'ticket-absent':
    case 'ticket-requeued':
    case 'ticket-cancelled': {
      const { desks, ended } = visitEnds(model, event);
      const learned = learnVisit({ ...model, desks }, ended);
      return event.type === 'ticket-cancelled' && state.tickets.has(event.ticket) ? giveUp(learned, event) : learned;
    }
    // The desk is free, and how long that took was no visit.
    case 'ticket-restored':
      return { ...model, desks: visitEnds(model, event).desks };
    default:
      return model;
  }
}

/** The model after a ticket was cancelled: before its first call, that is somebody who gave up waiting. */
function giveUp(model: WaitModel, { ticket, at }: EventOf<'ticket-cancelled'>): WaitModel {
  const promise = model.promised.find((each) => each.ticket === ticket);
  if (promise === undefined) return model;
  return {
    ...model,
    promised: model.promised.filter((each) => each !== promise),
    leaving: learnLeaving(model, 1, Math.min(HORIZON, Math.max(0, at - promise.at) / MINUTE)),
  };
}

/** Minutes of waiting, of all people together, that the shares of those who give up and who are overtaken remember. */
const WAITED_MEMORY = 20_000;

function learnLeaving({ leaving }: WaitModel, left: number, minutes: number): WaitModel['leaving'] {
  const kept = leaving.minutes > WAITED_MEMORY ? WAITED_MEMORY / leaving.minutes : 1;
  return { left: leaving.left * kept + left, minutes: leaving.minutes * kept + minutes };
}

function learnOvertakes({ overtakes }: WaitModel, count: number, minutes: number): WaitModel['overtakes'] {
  const kept = overtakes.minutes > WAITED_MEMORY ? WAITED_MEMORY / overtakes.minutes : 1;
  return { count: overtakes.count * kept + count, minutes: overtakes.minutes * kept + minutes };
}

/** Visits that a service's mean remembers. */
const VISITS_MEMORY = 3_000;
/** Means of its service that a visit takes at most: a longer one is one that nobody finished. */
const LONGEST_VISIT = 6;
/** Visits that a desk's pace remembers. */
const PACE_MEMORY = 800;

function learnVisit(model: WaitModel, ended: Visit | undefined): WaitModel {
  if (ended === undefined) return model;
  const { counter, service, minutes, came } = ended;
  if (!came)
    return {
      ...model,
      noShow: learnMean(model.noShow, 1, 500),
      noShowMinutes: learnMean(model.noShowMinutes, Math.min(minutes, 10), 50),
    };
  const usual = usualVisitOf(model, service);
  const clipped = Math.min(minutes, LONGEST_VISIT * usual.mean);
  const desk = model.desks[counter];
  const pace = desk?.pace ?? { mean: 1, weight: 1 };
  const rootRatio = Math.cbrt(clipped) / Math.max(0.1, usual.root);
  return {
    ...model,
    visits: { ...model.visits, [service]: learnVisitMinutes(model.visits[service] ?? usual, clipped) },
    noShow: learnMean(model.noShow, 0, 500),
    shape: learnShape(model.shape, clipped / Math.max(0.05, usual.mean)),
    rootSpread: learnMean(model.rootSpread, (rootRatio - 1) ** 2, 1_000),
    today: { roots: model.today.roots + rootRatio / pace.mean, visits: model.today.visits + 1 },
    desks: {
      ...model.desks,
      ...(desk === undefined ? {} : { [counter]: { ...desk, pace: learnMean(pace, rootRatio, PACE_MEMORY) } }),
    },
  };
}

function learnVisitMinutes(known: VisitMinutes, minutes: number): VisitMinutes {
  const { mean, weight } = learnMean(known, minutes, VISITS_MEMORY);
  return { mean, weight, root: known.root + (Math.cbrt(minutes) - known.root) / weight };
}
