import { minuteOfDay } from './minute-of-day.ts';
import { once } from './once.ts';

/*
 * When desks leave and come back, learned by slot of the day: a working desk leaves for a short break or for a long one (lunch,
 * once a day) with a hazard of the slot, and comes back after a time as long as one of the short or the long absences seen so far.
 */

/**
 * Milliseconds of a slot of the (UTC) day, how many slots a day has, and minutes of a slot. A country with one time has the same
 * slots every day.
 */
const SLOT_MS = 5 * 60_000;
export const SLOTS = 288;
export const SLOT_MINUTES = 5;
const DAY_MS = 86_400_000;
const MINUTE = 60_000;
/** Minutes from which on an absence is a long one. */
export const LONG_MINUTES = 25;
/** Minutes from which on an absence is no break. */
const LONGEST_MINUTES = 150;
/** Minutes of a step by which absences are counted; breaks are mostly multiples of it. */
export const STEP_MINUTES = 5;
/** Share of what was learned that still counts a day later: about twenty days are remembered. */
const KEPT = 0.95;

export interface Staffing {
  /** By slot: how often a desk left for a short and for a long break, and minutes in which one could have left for each. */
  readonly shortLeft: readonly number[];
  readonly longLeft: readonly number[];
  readonly minutes: readonly number[];
  readonly unrestedMinutes: readonly number[];
  /** How many short and how many long absences were seen, by their length in steps. */
  readonly shortLengths: readonly number[];
  readonly longLengths: readonly number[];
}

const zeros = (count: number): number[] => new Array<number>(count).fill(0);
const LENGTHS = LONGEST_MINUTES / STEP_MINUTES + 1;

export const emptyStaffing: Staffing = {
  shortLeft: zeros(SLOTS),
  longLeft: zeros(SLOTS),
  minutes: zeros(SLOTS),
  unrestedMinutes: zeros(SLOTS),
  shortLengths: zeros(LENGTHS),
  longLengths: zeros(LENGTHS),
};

/** The slot of the day of an instant, milliseconds. */
export const slotOf = (at: number): number => Math.floor(minuteOfDay(at) / SLOT_MINUTES);

/**
 * The staffing after a stretch of work has ended, milliseconds; half a day of it counts at most, not a night that nobody closed.
 */
export function learnWork(staffing: Staffing, stretch: { from: number; until: number; rested: boolean }): Staffing {
  const until = Math.min(stretch.until, stretch.from + DAY_MS / 2);
  if (until <= stretch.from) return staffing;
  const minutes = [...staffing.minutes];
  const unrestedMinutes = stretch.rested ? null : [...staffing.unrestedMinutes];
  for (const [slot, part] of slotsOf(stretch.from, until)) {
    add(minutes, slot, part);
    if (unrestedMinutes !== null) add(unrestedMinutes, slot, part);
  }
  return { ...staffing, minutes, unrestedMinutes: unrestedMinutes ?? staffing.unrestedMinutes };
}

/**
 * The staffing after a desk has come back. Its break fell due between the call before it left and its leaving; how likely in
 * which slot, tell the leavings so far (Turnbull's estimator of interval-censored times, 1976, a leaving at a time).
 */
export function learnAbsence(
  staffing: Staffing,
  { dueFrom, from, until }: { readonly dueFrom: number; readonly from: number; readonly until: number },
): Staffing {
  const length = (until - from) / MINUTE;
  if (length < 2 || length >= LONGEST_MINUTES) return staffing;
  const long = length >= LONG_MINUTES;
  const { rates } = hazardsOf(staffing)[long ? 'long' : 'short'];
  const leavings = [...(long ? staffing.longLeft : staffing.shortLeft)];
  const lengths = [...(long ? staffing.longLengths : staffing.shortLengths)];
  const due = slotsOf(Math.min(from - 1, Math.max(dueFrom, from - 120 * MINUTE)), from).map(
    ([slot, part]) => [slot, part * (rates[slot] ?? 0)] as const,
  );
  const all = due.reduce((total, [, weight]) => total + weight, 0);
  for (const [slot, weight] of due) add(leavings, slot, weight / all);
  add(lengths, Math.round(length / STEP_MINUTES), 1);
  return long
    ? { ...staffing, longLeft: leavings, longLengths: lengths }
    : { ...staffing, shortLeft: leavings, shortLengths: lengths };
}

/** The slots of a time, and how many minutes of it are in each. */
function slotsOf(from: number, until: number): [slot: number, minutes: number][] {
  const slots: [number, number][] = [];
  for (let at = from; at < until; ) {
    const end = Math.min(until, (Math.floor(at / SLOT_MS) + 1) * SLOT_MS);
    slots.push([slotOf(at), (end - at) / MINUTE]);
    at = end;
  }
  return slots;
}

/** The staffing a day later: what was learned counts less. */
export function fade(staffing: Staffing): Staffing {
  const faded = (counts: readonly number[]): number[] => counts.map((count) => (count < 1e-3 ? 0 : count * KEPT));
  return {
    shortLeft: faded(staffing.shortLeft),
    longLeft: faded(staffing.longLeft),
    minutes: faded(staffing.minutes),
    unrestedMinutes: faded(staffing.unrestedMinutes),
    shortLengths: faded(staffing.shortLengths),
    longLengths: faded(staffing.longLengths),
  };
}

const add = (counts: number[], at: number, by: number): void => {
  counts[at] = (counts[at] ?? 0) + by;
};

/** How often a desk that works leaves for a break, through the day. */
export interface Hazard {
  /** Leavings a minute, by slot. */
  readonly rates: Float64Array;
  /** Leavings that add up from the beginning of the day until each slot; the last are those of the whole day. */
  readonly until: Float64Array;
}

export interface Hazards {
  readonly short: Hazard;
  readonly long: Hazard;
}

export const hazardsOf = once(
  (staffing: Staffing): Hazards => ({
    short: hazard(staffing.shortLeft, staffing.minutes),
    long: hazard(staffing.longLeft, staffing.unrestedMinutes),
  }),
);

/** Minutes of a slot's own that the mean of the whole day is worth: what is hardly known of a slot is borrowed from the day. */
const BORROWED_MINUTES = 5;

function hazard(left: readonly number[], minutes: readonly number[]): Hazard {
  // One leaving in a hundred hours is taken for granted.
  const mean = (sum(left) + 0.1) / (sum(minutes) + 600);
  const rates = new Float64Array(SLOTS);
  const until = new Float64Array(SLOTS + 1);
  for (let slot = 0; slot < SLOTS; slot += 1) {
    rates[slot] = ((left[slot] ?? 0) + mean * BORROWED_MINUTES) / ((minutes[slot] ?? 0) + BORROWED_MINUTES);
    until[slot + 1] = (until[slot] ?? 0) + (rates[slot] ?? 0) * SLOT_MINUTES;
  }
  return { rates, until };
}

export const sum = (counts: readonly number[]): number => {
  let total = 0;
  for (const count of counts) total += count;
  return total;
};
