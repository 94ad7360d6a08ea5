import { FUTURES } from './futures.ts';
import { minuteOfDay, minutesUntil } from './minute-of-day.ts';
import { once } from './once.ts';
import { type Hazard, hazardsOf, SLOT_MINUTES, SLOTS, STEP_MINUTES, type Staffing, slotOf, sum } from './staffing.ts';

/*
 * When desks will leave for their breaks, and come back from them, as it was learned of the section.
 */

const DAY_MINUTES = 24 * 60;

/** When desks that work leave, and for how long: minutes from now, as many equally likely values as there are futures. */
export interface Breaks {
  /** The hazard that adds up in so many minutes from now; a break is due when it has grown to what the desk outlasts. */
  readonly short: (minutes: number) => number;
  readonly long: (minutes: number) => number;
  readonly shortMinutes: Float64Array;
  readonly longMinutes: Float64Array;
}

/** When a desk that is away comes back, and whether its long break is behind it then. */
export interface Returns {
  readonly minutes: Float64Array;
  readonly rested: Uint8Array;
}

export function breaksFrom(staffing: Staffing, now: number): Breaks {
  const hazards = hazardsOf(staffing);
  return {
    short: since(hazards.short, now),
    long: since(hazards.long, now),
    ...lengthValuesOf(staffing),
  };
}

/**
 * When a desk comes back that has been away for so long: by Bayes, from all short and long absences that lasted at least as
 * long.
 */
export function returnsOf(staffing: Staffing, away: { minutes: number; at: number; rested: boolean }): Returns {
  const slot = slotOf(away.at);
  const { short, long } = hazardsOf(staffing);
  const weights = { short: short.rates[slot] ?? 0, long: (long.rates[slot] ?? 0) * (away.rested ? 0.02 : 1) };
  const kinds = [
    { weight: weights.short, of: lengthsOf(staffing.shortLengths, SHORT_GRANTED), rested: away.rested },
    { weight: weights.long, of: lengthsOf(staffing.longLengths, LONG_GRANTED), rested: true },
  ];
  const cases: Case[] = [];
  for (const { weight, of, rested } of kinds)
    for (const [i, share] of of.entries()) {
      const minutes = i * STEP_MINUTES - away.minutes;
      // What was counted as so many minutes was up to half a step more or less: an absence outlasts it bit by bit.
      const outlasts = Math.min(1, 0.5 + minutes / STEP_MINUTES);
      if (outlasts > 0)
        cases.push({ weight: weight * share * outlasts, minutes: Math.max(STEP_MINUTES / 4, minutes), rested });
    }
  // Who was away for longer than anybody ever was may have gone for the day.
  cases.push({ weight: 0.02 * (weights.short + weights.long), minutes: Number.POSITIVE_INFINITY, rested: true });
  return returnsFrom(cases);
}

/** Minutes of being late that make it half as likely that a desk still comes, by the time at which it came on another day. */
const LATE_MINUTES = 2;

/**
 * When a desk comes that wasn't seen yet today, if it works today: at one of the minutes of the day at which it came on its last
 * days. `begun`: others have called somebody already, so that who isn't there is late, and not the whole section.
 */
export function comesOf(
  { firstMinutes, days }: { readonly firstMinutes: readonly number[]; readonly days: { readonly mean: number } },
  { at, begun }: { readonly at: number; readonly begun: boolean },
): Returns {
  const cases = firstMinutes.map((first) => {
    const inMinutes = minutesUntil(first, at);
    const late = begun ? Math.max(0, -inMinutes) : 0;
    const weight = (days.mean / firstMinutes.length) * 2 ** (-late / LATE_MINUTES);
    return { weight, minutes: Math.max(0, inMinutes), rested: false };
  });
  if (cases.length === 0 && !begun) cases.push({ weight: days.mean, minutes: 0, rested: false });
  cases.push({ weight: 1 - days.mean + 1e-3, minutes: Number.POSITIVE_INFINITY, rested: false });
  return returnsFrom(cases);
}

function returnsFrom(cases: Case[]): Returns {
  cases.sort((a, b) => a.minutes - b.minutes);
  const returns = { minutes: new Float64Array(FUTURES), rested: new Uint8Array(FUTURES) };
  spread(cases, (i, { minutes, rested }) => {
    returns.minutes[i] = minutes;
    returns.rested[i] = rested ? 1 : 0;
  });
  return returns;
}

/**
 * The returns of a desk that does come back: where it rather looks as if it had gone for the day, as from a short break that
 * begins now.
 */
export function surely(returns: Returns, staffing: Staffing, rested: boolean): Returns {
  const back = returns.minutes.filter(Number.isFinite);
  if (back.length < FUTURES / 2)
    return { minutes: lengthValuesOf(staffing).shortMinutes, rested: new Uint8Array(FUTURES).fill(rested ? 1 : 0) };
  const place = (i: number): number => Math.floor(((i + 0.5) / FUTURES) * back.length);
  return {
    minutes: Float64Array.from({ length: FUTURES }, (_, i) => back[place(i)] ?? 0),
    rested: Uint8Array.from({ length: FUTURES }, (_, i) => returns.rested[place(i)] ?? 0),
  };
}

interface Case {
  readonly weight: number;
  readonly minutes: number;
  readonly rested: boolean;
}

function since({ rates, until }: Hazard, now: number): (minutes: number) => number {
  const minuteNow = minuteOfDay(now);
  const day = until[SLOTS] ?? 0;
  const at = (minutes: number): number => {
    const minute = minuteNow + minutes;
    const days = Math.floor(minute / DAY_MINUTES);
    const ofDay = minute - days * DAY_MINUTES;
    const slot = Math.min(SLOTS - 1, Math.floor(ofDay / SLOT_MINUTES));
    return days * day + (until[slot] ?? 0) + (rates[slot] ?? 0) * (ofDay - slot * SLOT_MINUTES);
  };
  const before = at(0);
  return (minutes) => at(minutes) - before;
}

/** Absences that are taken for granted beside those seen, counts by steps of five minutes: ten minutes or so, and an hour. */
const SHORT_GRANTED = [0, 0.3, 1, 0.7, 0.3, 0.2];
const LONG_GRANTED = [0, 0, 0, 0, 0, 0.2, 0.2, 0.2, 0.5, 0.5, 0.5, 0.7, 1, 0.5, 0.3, 0.2, 0.1, 0.1, 0.1];

/** Shares of absences by their length, in steps: of those seen and those taken for granted together. */
function lengthsOf(seen: readonly number[], granted: readonly number[]): number[] {
  const total = sum(seen) + sum(granted);
  return seen.map((count, i) => (count + (granted[i] ?? 0)) / total);
}

const lengthValuesOf = once((staffing: Staffing) => ({
  shortMinutes: lengthValues(lengthsOf(staffing.shortLengths, SHORT_GRANTED)),
  longMinutes: lengthValues(lengthsOf(staffing.longLengths, LONG_GRANTED)),
}));

function lengthValues(shares: readonly number[]): Float64Array {
  const values = new Float64Array(FUTURES);
  spread(
    shares.map((weight, i) => ({ weight, minutes: i * STEP_MINUTES })),
    (i, { minutes }) => {
      values[i] = minutes;
    },
  );
  return values;
}

/**
 * Gives each future a case: to each case as many futures as its weight is a share of all weights, in the order of the cases.
 */
function spread<T extends { readonly weight: number }>(cases: readonly T[], give: (i: number, each: T) => void): void {
  let all = 0;
  for (const { weight } of cases) all += weight;
  let case_ = 0;
  let until = cases[0]?.weight ?? 0;
  for (let i = 0; i < FUTURES; i += 1) {
    const share = ((i + 0.5) / FUTURES) * all;
    while (until < share && case_ < cases.length - 1) {
      case_ += 1;
      until += cases[case_]?.weight ?? 0;
    }
    const each = cases[case_];
    if (each !== undefined) give(i, each);
  }
}
