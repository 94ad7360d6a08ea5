/*
 * How many desks will be working: learned from when desks leave and come back, by slot of the day.
 *
 * A working desk leaves for a short break or for a long one (lunch, once a day) with a hazard of the slot, and comes back after a
 * time drawn from the short or the long absences seen so far. From what each desk does now, the expected number of working
 * desks follows by renewal, step by step.
 */

/** Slots of a day (UTC; a country with one time has the same slots every day), milliseconds and how many. */
const SLOT_MS = 15 * 60_000;
export const SLOTS = 96;
const DAY_MS = 86_400_000;
const MINUTE = 60_000;
/** Absences from here on are long, minutes; longer ones than the second are no breaks. */
export const LONG_MINUTES = 25;
export const LONGEST_MINUTES = 150;
/** Steps of the outlook, minutes, and how many at most: five hours. */
export const STEP_MINUTES = 5;
export const STEPS = 60;
/** Of what was learned, what a day later still counts: about twenty days are remembered. */
const KEPT = 0.95;

export interface Staffing {
  /** By slot: leavings for a short and for a long break, and minutes in which a desk could have left for each. */
  readonly shortLeft: readonly number[];
  readonly longLeft: readonly number[];
  readonly minutes: readonly number[];
  readonly unrestedMinutes: readonly number[];
  /** Lengths of short and of long absences, in steps. */
  readonly shortLengths: readonly number[];
  readonly longLengths: readonly number[];
}

const zeros = (count: number): number[] => new Array<number>(count).fill(0);
const LENGTHS = LONGEST_MINUTES / STEP_MINUTES;

export const emptyStaffing: Staffing = {
  shortLeft: zeros(SLOTS),
  longLeft: zeros(SLOTS),
  minutes: zeros(SLOTS),
  unrestedMinutes: zeros(SLOTS),
  shortLengths: zeros(LENGTHS),
  longLengths: zeros(LENGTHS),
};

export const slotOf = (at: number): number => Math.floor((((at % DAY_MS) + DAY_MS) % DAY_MS) / SLOT_MS);

/** A stretch of work ended; only the minutes of a day count, not a night that nobody closed. */
export function learnWork(staffing: Staffing, stretch: { from: number; until: number; rested: boolean }): Staffing {
  const until = Math.min(stretch.until, stretch.from + DAY_MS / 2);
  if (until <= stretch.from) return staffing;
  const minutes = [...staffing.minutes];
  const unrestedMinutes = stretch.rested ? staffing.unrestedMinutes : [...staffing.unrestedMinutes];
  for (let at = stretch.from; at < until; ) {
    const end = Math.min(until, (Math.floor(at / SLOT_MS) + 1) * SLOT_MS);
    add(minutes, slotOf(at), (end - at) / MINUTE);
    if (!stretch.rested) add(unrestedMinutes as number[], slotOf(at), (end - at) / MINUTE);
    at = end;
  }
  return { ...staffing, minutes, unrestedMinutes };
}

/** A desk came back. */
export function learnAbsence(staffing: Staffing, { from, until }: { from: number; until: number }): Staffing {
  const length = (until - from) / MINUTE;
  if (length < 2 || length >= LONGEST_MINUTES) return staffing;
  const [left, lengths] =
    length < LONG_MINUTES ? (['shortLeft', 'shortLengths'] as const) : (['longLeft', 'longLengths'] as const);
  const leavings = [...staffing[left]];
  const seen = [...staffing[lengths]];
  add(leavings, slotOf(from), 1);
  add(seen, Math.floor(length / STEP_MINUTES), 1);
  return { ...staffing, [left]: leavings, [lengths]: seen };
}

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

/** What desks that can serve somebody do now; each counts with the share in which it can. */
export interface Present {
  /** Working, whose long break of today is still to come or behind them. */
  readonly unrested: number;
  readonly rested: number;
  readonly away: readonly {
    readonly share: number;
    readonly minutes: number;
    readonly at: number;
    readonly rested: boolean;
  }[];
  /** Expected to come in so many minutes. */
  readonly expected: readonly { readonly share: number; readonly inMinutes: number }[];
}

/** The expected number of working desks, one value for each step from now on. */
export function expectedDesks(
  staffing: Staffing,
  present: Present,
  { now, steps }: { readonly now: number; readonly steps: number },
): number[] {
  const hazards = hazardsOf(staffing);
  const lengths = {
    short: distribution(staffing.shortLengths, SHORT_PRIOR),
    long: distribution(staffing.longLengths, LONG_PRIOR),
  };
  const back = { unrested: zeros(steps), rested: zeros(steps) };
  for (const desk of present.away) comeBack(hazards, { desk, lengths, back });
  for (const { share, inMinutes } of present.expected) {
    const step = Math.max(0, Math.round(inMinutes / STEP_MINUTES));
    if (step < steps) add(back.unrested, step, share);
  }
  let { unrested, rested } = present;
  const desks = zeros(steps);
  for (let step = 0; step < steps; step += 1) {
    unrested += back.unrested[step] ?? 0;
    rested += back.rested[step] ?? 0;
    desks[step] = unrested + rested;
    const slot = slotOf(now + (step + 0.5) * STEP_MINUTES * MINUTE);
    const short = 1 - Math.exp(-hazards.short(slot) * STEP_MINUTES);
    const long = 1 - Math.exp(-hazards.long(slot) * STEP_MINUTES);
    const shortLeaves = { unrested: unrested * short, rested: rested * short };
    const longLeaves = unrested * (1 - short) * long;
    unrested -= shortLeaves.unrested + longLeaves;
    rested -= shortLeaves.rested;
    for (let length = 0; length < LENGTHS && step + 1 + length < steps; length += 1) {
      const until = step + Math.max(1, length);
      add(back.unrested, until, shortLeaves.unrested * (lengths.short[length] ?? 0));
      add(
        back.rested,
        until,
        shortLeaves.rested * (lengths.short[length] ?? 0) + longLeaves * (lengths.long[length] ?? 0),
      );
    }
  }
  return desks;
}

interface Hazards {
  readonly short: (slot: number) => number;
  readonly long: (slot: number) => number;
}

/** Leavings a minute; a slot that is hardly known borrows from the whole day. */
const hazardsOf = (staffing: Staffing): Hazards => ({
  short: hazard(staffing.shortLeft, staffing.minutes),
  long: hazard(staffing.longLeft, staffing.unrestedMinutes),
});

/** A day's mean is worth so many minutes of a slot. */
const BORROWED_MINUTES = 60;

function hazard(left: readonly number[], minutes: readonly number[]): (slot: number) => number {
  // One leaving in a hundred hours is taken for granted.
  const mean = (sum(left) + 0.1) / (sum(minutes) + 600);
  return (slot) => ((left[slot] ?? 0) + mean * BORROWED_MINUTES) / ((minutes[slot] ?? 0) + BORROWED_MINUTES);
}

const sum = (counts: readonly number[]): number => {
  let total = 0;
  for (const count of counts) total += count;
  return total;
};

/** Absences taken for granted: ten minutes or so, and an hour. */
const SHORT_PRIOR = [0.3, 0.5, 1, 0.5, 0.2];
const LONG_PRIOR = [0, 0, 0, 0, 0, 0.2, 0.2, 0.2, 0.5, 0.5, 0.5, 0.7, 1, 0.5, 0.3, 0.2, 0.1, 0.1, 0.1];

function distribution(seen: readonly number[], prior: readonly number[]): number[] {
  const total = sum(seen) + sum(prior);
  return seen.map((count, i) => (count + (prior[i] ?? 0)) / total);
}

interface Return {
  readonly desk: Present['away'][number];
  readonly lengths: { readonly short: readonly number[]; readonly long: readonly number[] };
  readonly back: { readonly unrested: number[]; readonly rested: number[] };
}

/** When a desk that has been away for so long comes back: by Bayes, from both kinds of absence that have lasted that long. */
function comeBack(hazards: Hazards, { desk, lengths, back }: Return): void {
  const slot = slotOf(desk.at);
  const hazard = { short: hazards.short(slot), long: hazards.long(slot) };
  const steps = back.rested.length;
  const gone = Math.floor(desk.minutes / STEP_MINUTES);
  const kinds = [
    { weight: hazard.short, of: lengths.short, to: desk.rested ? back.rested : back.unrested },
    { weight: desk.rested ? 0.02 * hazard.long : hazard.long, of: lengths.long, to: back.rested },
  ];
  let total = 1e-12;
  for (const { weight, of } of kinds) for (let i = gone; i < LENGTHS; i += 1) total += weight * (of[i] ?? 0);
  // Who was away for longer than anybody ever was may have gone for the day.
  const known = total / (total + 0.02 * (hazard.short + hazard.long));
  for (const { weight, of, to } of kinds) {
    for (let i = gone; i < LENGTHS; i += 1) {
      const step = Math.max(0, Math.round(((i + 0.5) * STEP_MINUTES - desk.minutes) / STEP_MINUTES));
      if (step < steps) add(to, step, (desk.share * known * weight * (of[i] ?? 0)) / total);
    }
  }
}
