import type { EventOf } from '../../../protocol/queue/events.ts';
import { closeArrivals } from './arrivals.ts';
import type { By } from './by.ts';
import { minuteOfDay } from './minute-of-day.ts';
import { fade, LONG_MINUTES, learnAbsence, learnWork, type Staffing } from './staffing.ts';
import { idleIsAwayMinutes } from './standing.ts';
import { type Desk, learnDaySpeed, learnMean, NO_VISITS, unseenDesk, type WaitModel } from './wait-model.ts';

const MINUTE = 60_000;
/** Share of a desk's earlier calls that each new call leaves, by which it is known what the desk serves. */
const CALLS_KEPT = 0.98;

/** A visit that is over. */
export interface Visit {
  readonly counter: number;
  readonly service: string;
  readonly minutes: number;
  /** Whether the called one came. */
  readonly came: boolean;
}

/** Days on which a desk worked whose first minute is remembered: enough to tell shifts apart. */
const FIRSTS_KEPT = 8;
const seenToday = (desk: Desk): boolean => desk.workingSince !== null || desk.awaySince !== null;

/** A desk that does something for the first time today. */
function firstSeen(desk: Desk, at: number): Desk {
  if (seenToday(desk)) return desk;
  return { ...desk, firstMinutes: [...desk.firstMinutes, minuteOfDay(at)].slice(-FIRSTS_KEPT), workingSince: at };
}

interface DeskCall {
  readonly counter: number;
  readonly at: number;
  readonly ticket: string;
  readonly service: string;
  readonly neededSince: (desk: Desk) => number | null;
}

/** What a desk's call tells: of the visit, the absence or the idle time before it, which is known now. */
export function deskCalls(
  model: WaitModel,
  { counter, at, ticket, service, neededSince }: DeskCall,
): { desk: Desk; staffing: Staffing; ended: Visit | undefined; handoverMinutes: number | undefined } {
  let desk = firstSeen(model.desks[counter] ?? unseenDesk(counter), at);
  let { staffing } = model;
  let ended: Visit | undefined;
  let handoverMinutes: number | undefined;
  const needed = neededSince(desk);
  const { serving, idleSince, awaySince } = desk;
  if (awaySince !== null) ({ desk, staffing } = comesBack(desk, { staffing, since: awaySince, at }));
  else if (serving !== null) {
    // Nobody said that the visit is over; where somebody waited all the time the next call says so.
    if (needed !== null && needed <= serving.since + MINUTE && at > serving.since && serving.ticket !== ticket)
      ended = { counter, service: serving.service, minutes: (at - serving.since) / MINUTE, came: true };
  } else if (idleSince !== null && needed !== null && needed < at) {
    const waited = Math.max(0, at - Math.max(idleSince, needed)) / MINUTE;
    if (waited > idleIsAwayMinutes(model)) {
      if (desk.workingSince !== null)
        staffing = learnWork(staffing, {
          from: desk.workingSince,
          until: workedUntil(desk, idleSince),
          rested: desk.rested,
        });
      ({ desk, staffing } = comesBack(desk, { staffing, since: idleSince, at }));
    } else if (needed <= idleSince) handoverMinutes = waited;
  }
  const calls: Record<string, number> = {};
  for (const [of, count] of Object.entries(desk.calls)) if (count > 0.01) calls[of] = count * CALLS_KEPT;
  calls[service] = (calls[service] ?? 0) + 1;
  return {
    desk: { ...desk, calls, serving: { ticket, service, since: at }, stayedAt: at, idleSince: null, awaySince: null },
    staffing,
    ended,
    handoverMinutes,
  };
}

/**
 * The model after a call by one desk: the others that stood idle for too long while somebody they serve waited had left without
 * a word.
 */
export function unmask(
  model: WaitModel,
  { at, counter, neededSince }: Omit<DeskCall, 'ticket' | 'service'>,
): WaitModel {
  const most = idleIsAwayMinutes(model) * MINUTE;
  let { desks, staffing } = model;
  for (const desk of Object.values(model.desks)) {
    const { idleSince, workingSince, rested } = desk;
    if (desk.counter === counter || idleSince === null || desk.awaySince !== null || desk.serving !== null) continue;
    const needed = neededSince(desk);
    if (needed === null || at - Math.max(idleSince, needed) <= most) continue;
    if (workingSince !== null)
      staffing = learnWork(staffing, { from: workingSince, until: workedUntil(desk, idleSince), rested });
    desks = { ...desks, [desk.counter]: { ...desk, idleSince: null, workingSince: null, awaySince: idleSince } };
  }
  return desks === model.desks ? model : { ...model, desks, staffing };
}

/**
 * The earliest instant, milliseconds, at which the break may have been due for which a desk left: at its last call it wasn't
 * yet, or it would have left instead.
 */
const dueFrom = ({ stayedAt, workingSince }: Desk, left: number): number =>
  Math.max(stayedAt ?? 0, workingSince ?? 0, left - 2 * 60 * MINUTE);

/**
 * The end of a stretch of work, milliseconds: a break that falls due during a visit is taken after it, so about half of the last
 * visit was worked without one.
 */
const workedUntil = ({ stayedAt }: Desk, left: number): number =>
  stayedAt === null || left - stayedAt > 2 * 60 * MINUTE ? left : (stayedAt + left) / 2;

function comesBack(desk: Desk, { staffing, since, at }: { staffing: Staffing; since: number; at: number }) {
  const long = at - since >= LONG_MINUTES * MINUTE;
  return {
    desk: { ...desk, serving: null, awaySince: null, workingSince: at, rested: desk.rested || long },
    staffing: learnAbsence(staffing, { dueFrom: dueFrom(desk, since), from: since, until: at }),
  };
}

export function deskOpens(model: WaitModel, { counter, at, services }: EventOf<'counter-opened'>): WaitModel {
  let desk = firstSeen(model.desks[counter] ?? unseenDesk(counter), at);
  let { staffing } = model;
  if (desk.awaySince !== null) ({ desk, staffing } = comesBack(desk, { staffing, since: desk.awaySince, at }));
  const listed = services.length > 0 ? services : (desk.listed ?? []);
  desk = { ...desk, listed, workingSince: desk.workingSince ?? at, idleSince: desk.serving === null ? at : null };
  return { ...model, staffing, desks: { ...model.desks, [counter]: desk } };
}

/**
 * The model after a desk was paused or closed. One that is paused during a visit leaves when that is over; it need not say so
 * again.
 */
export function deskLeaves(
  model: WaitModel,
  { counter, at }: EventOf<'counter-paused'> | EventOf<'counter-closed'>,
): WaitModel {
  const desk = firstSeen(model.desks[counter] ?? unseenDesk(counter), at);
  if (desk.awaySince !== null) return model;
  const staffing =
    desk.workingSince === null
      ? model.staffing
      : learnWork(model.staffing, { from: desk.workingSince, until: workedUntil(desk, at), rested: desk.rested });
  const stayedAt = desk.idleSince !== null && at - desk.idleSince > MINUTE ? desk.idleSince : desk.stayedAt;
  const gone = { ...desk, stayedAt, awaySince: at, workingSince: null, idleSince: null };
  return { ...model, staffing, desks: { ...model.desks, [counter]: gone } };
}

type Ending =
  | EventOf<'service-finished' | 'ticket-held' | 'ticket-transferred' | 'ticket-absent'>
  | EventOf<'ticket-requeued' | 'ticket-cancelled' | 'ticket-restored'>;

/** The desks after a ticket has left the one that served it, and its visit; nothing changes where none did. */
export function visitEnds(model: WaitModel, event: Ending): { desks: By<Desk>; ended: Visit | undefined } {
  const { ticket, at, type } = event;
  const desk = Object.values(model.desks).find(({ serving }) => serving?.ticket === ticket);
  if (desk === undefined || desk.serving === null) return { desks: model.desks, ended: undefined };
  const { service, since } = desk.serving;
  const minutes = Math.max(0, at - since) / MINUTE;
  const then = desk.awaySince === null ? { idleSince: at } : { awaySince: at };
  const came = type !== 'ticket-absent' && type !== 'ticket-requeued' && type !== 'ticket-cancelled';
  return {
    desks: { ...model.desks, [desk.counter]: { ...desk, serving: null, ...then } },
    ended: { counter: desk.counter, service, minutes, came },
  };
}

/** Days that are remembered of whether a desk works. */
const DAYS_MEMORY = 12;
/** Share of days on which a desk works below which it is forgotten: it was taken away, or its number was a mistake. */
const HARDLY_EVER = 0.02;

/** The day is over: what each desk did is learned, and the next day begins with nobody in the house. */
export function closeDay(model: WaitModel): WaitModel {
  let { staffing } = model;
  const worked = Object.values(model.desks).some(seenToday);
  const desks: Record<string, Desk> = {};
  for (const desk of Object.values(model.desks)) {
    if (desk.workingSince !== null && model.lastCallAt !== null)
      staffing = learnWork(staffing, { from: desk.workingSince, until: model.lastCallAt, rested: desk.rested });
    const days = worked ? learnMean(desk.days, seenToday(desk) ? 1 : 0, DAYS_MEMORY) : desk.days;
    if (days.mean < HARDLY_EVER) continue;
    desks[desk.counter] = {
      ...desk,
      days,
      serving: null,
      idleSince: null,
      awaySince: null,
      stayedAt: null,
      workingSince: null,
      rested: false,
    };
  }
  return {
    ...model,
    desks,
    staffing: fade(staffing),
    today: NO_VISITS,
    daySpread: learnDaySpeed(model),
    arrivals: closeArrivals(model.arrivals),
    waitingSince: {},
    lastCallAt: null,
    promised: [],
    levels: {},
  };
}
