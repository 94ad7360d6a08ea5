import type { Desk, WaitModel } from './wait-model.ts';

const MINUTE = 60_000;
/**
 * How long a desk may stand idle while somebody waits before it counts as left: this share of a usual visit, minutes at least
 * and at most.
 */
const IDLE_IS_AWAY = { share: 0.2, least: 0.5, most: 3 } as const;
export const idleIsAwayMinutes = (model: WaitModel): number =>
  Math.min(IDLE_IS_AWAY.most, Math.max(IDLE_IS_AWAY.least, IDLE_IS_AWAY.share * usualMinutes(model)));

/** Minutes after which a desk that nobody needed is half as likely to be there still, where desks don't say when they leave. */
const UNNEEDED_MINUTES = 30;
/** Minutes of a usual visit, whatever the service. */
export function usualMinutes(model: WaitModel): number {
  let sum = 0;
  let weight = 0;
  for (const visit of Object.values(model.visits)) {
    // A configured service that nobody comes for says nothing of those that people come for.
    const seen = Math.max(0.1, visit.weight - 4);
    sum += visit.mean * seen;
    weight += seen;
  }
  return weight > 0 ? sum / weight : 6;
}

export type Standing =
  | { readonly is: 'serving' | 'idle'; readonly likely: number }
  | { readonly is: 'away'; readonly minutes: number }
  /** The desk was not seen yet today. */
  | { readonly is: 'expected' };

/**
 * What a desk does now, and for how long or how likely. A desk says so; where it doesn't, one that idles while somebody waits is
 * away.
 */
export function standing(
  model: WaitModel,
  desk: Desk,
  { now, neededSince }: { now: number; neededSince: number | null },
): Standing {
  if (desk.awaySince !== null) return { is: 'away', minutes: (now - desk.awaySince) / MINUTE };
  if (desk.serving !== null) return { is: 'serving', likely: 1 };
  if (desk.idleSince !== null) {
    const needed = neededSince === null ? 0 : (now - Math.max(desk.idleSince, neededSince)) / MINUTE;
    if (needed > idleIsAwayMinutes(model)) return { is: 'away', minutes: (now - desk.idleSince) / MINUTE };
    const idle = (now - desk.idleSince) / MINUTE;
    return { is: 'idle', likely: desk.listed === null ? 2 ** (-idle / UNNEEDED_MINUTES) : 1 };
  }
  return { is: 'expected' };
}

/** Calls for each service, as of the usual mix, that are taken for granted of a desk beside those it made. */
const GRANTED_CALLS = 0.25;

/** How surely a desk serves a service, 0 to 1: 1 where it was opened for it, 0 where others are served there alone. */
export function shares(model: WaitModel, service: string): (desk: Desk) => number {
  let own = 0;
  let all = 0;
  for (const desk of Object.values(model.desks)) {
    own += desk.calls[service] ?? 0;
    all += total(desk);
  }
  const usual = (own + 0.5) / (all + 1);
  const shareOf = (desk: Desk): number => {
    if (desk.listed !== null && desk.listed.length > 0) return desk.listed.includes(service) ? 1 : 0;
    // Of what was to be expected of it; that it didn't call for a service that hardly anybody comes for says nothing.
    const part = ((desk.calls[service] ?? 0) + GRANTED_CALLS) / (total(desk) * usual + GRANTED_CALLS);
    // A third of the usual share is as good as all; a tenth is helping out.
    return Math.min(1, Math.max(0, (part - 0.1) / 0.2));
  };
  // Whom no desk serves, any will.
  return Object.values(model.desks).some((desk) => shareOf(desk) > 0) ? shareOf : () => 1;
}

/** Since when somebody has been waiting whom a desk could have called, milliseconds; null where nobody waits for it. */
export function needs(model: WaitModel): (desk: Desk) => number | null {
  const waiting = Object.entries(model.waitingSince).map(([service, since]) => ({
    since,
    share: shares(model, service),
  }));
  return (desk) => {
    let needed: number | null = null;
    for (const { since, share } of waiting)
      if ((needed === null || since < needed) && share(desk) >= 0.5) needed = since;
    return needed;
  };
}

const total = (desk: Desk): number => {
  let sum = 0;
  for (const count of Object.values(desk.calls)) sum += count;
  return sum;
};
