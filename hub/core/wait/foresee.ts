import { arrivalsLeft } from './arrivals.ts';
import { breaksFrom, comesOf, returnsOf, surely } from './breaks.ts';
import { FUTURES } from './futures.ts';
import { play } from './play.ts';
import type { Outlook } from './promise.ts';
import type { Staffing } from './staffing.ts';
import type { DeskAtStart, Scene } from './stage.ts';
import { needs, type Standing, shares, standing, usualMinutes } from './standing.ts';
import { unitVisits } from './visit-shape.ts';
import { type Desk, speedDeviation, todaysSpeed, visitMinutes, type WaitModel } from './wait-model.ts';

const MINUTE = 60_000;

/** Somebody who waits: `key` is their place in the calling order, smallest first. */
export interface Waiter {
  readonly service: string;
  readonly key: number;
}

/** Who asks how long they wait; or several who stand at the same place, each for another service. */
export interface Asked {
  readonly services: readonly string[];
  /** Where the asked stand among the others' keys. */
  readonly key: number;
  /** How long they have waited already, minutes, and whether later tickets with a priority go before them. */
  readonly waitedMinutes: number;
  readonly canBeOvertaken: boolean;
}

/**
 * The outlook of each of the asked: the queue is played forward by its own rules, from what each desk does now, with visits,
 * breaks and absences as they were learned, once in each of the futures; in half of them the turn comes before the median.
 */
export function foresee(model: WaitModel, queue: readonly Waiter[], asked: Asked, now: number): Outlook[] {
  if (asked.services.length === 0) return [];
  const scene = sceneOf(model, queue, asked, now);
  const usual = usualMinutes(model) * todaysSpeed(model);
  const present = scene.desks.filter(({ is }) => is.state !== 'away').length;
  const softening = Math.max(0.05, (0.4 * usual) / Math.max(1, present));
  return play(scene).map((waits, service) => {
    const minutes = middleOf(waits, 0.5);
    const ready = minutes > AT_ONCE ? 'no' : asked.canBeOvertaken ? 'all' : 'priority';
    const width = Math.log((middleOf(waits, 0.9) + softening) / (middleOf(waits, 0.1) + softening));
    const deviation = ready === 'no' ? Math.min(1.2, Math.max(0.12, width / 2.56)) : 1;
    return { minutes, deviation, softening, ready, ahead: aheadOf(scene, service) };
  });
}

/** Minutes of wait within which somebody is foreseen to be called at once. */
const AT_ONCE = 0.02;

/** The wait at a share of all waits, shortest first: the mean of the tenth of them that lies about it. */
function middleOf(sorted: Float64Array, share: number): number {
  const middle = Math.round(share * sorted.length);
  const half = Math.max(1, Math.round(sorted.length / 20));
  let sum = 0;
  for (let i = middle - half; i < middle + half; i += 1) sum += sorted[i] ?? 0;
  return sum / (2 * half);
}

/** People ahead of the asked one who can be called by a desk that serves the asked one's service too. */
function aheadOf({ desks, ahead, visits }: Scene, service: number): number {
  const shared = visits.map(
    (_, other) =>
      other === service || desks.some(({ serves }) => (serves[service] ?? 0) >= 0.5 && (serves[other] ?? 0) >= 0.5),
  );
  return ahead.filter((waiter) => shared[waiter.service]).length;
}

function sceneOf(model: WaitModel, queue: readonly Waiter[], asked: Asked, now: number): Scene {
  const speed = todaysSpeed(model);
  const services: string[] = [...asked.services];
  const placeOf = (service: string): number => {
    const known = services.indexOf(service);
    return known >= 0 ? known : services.push(service) - 1;
  };
  const ahead = queue
    .filter(({ key }) => key < asked.key)
    .sort((a, b) => a.key - b.key)
    .map(({ service, key }) => ({ id: Math.round((key * 8) % 2 ** 31), service: placeOf(service) }));
  const units = unitVisits(model.shape);
  const share = services.map((service) => shares(model, service));
  const neededSince = needs(model);
  const desks: DeskAtStart[] = [];
  for (const desk of Object.values(model.desks)) {
    const serves = share.map((of) => of(desk));
    if (!serves.some((part) => part > 0)) continue;
    const is = standing(model, desk, { now, neededSince: neededSince(desk) });
    desks.push({
      counter: desk.counter,
      rested: desk.rested,
      pace: desk.pace.mean ** 3,
      serves,
      is: startOf(model, desk, { is, now }),
    });
  }
  asked.services.forEach((_, service) => {
    makeSure(desks, service, model.staffing);
  });
  const present = desks.filter(({ is }) => is.state !== 'away').length;
  const usual = usualMinutes(model);
  return {
    desks: desks.length > 0 ? desks : [{ ...SOMEBODY, serves: services.map(() => 1) }],
    ahead,
    asked: asked.services.map((_, i) => i),
    visits: services.map((service) => kept(model, units, visitMinutes(model, service) * speed)),
    anyVisit: kept(model, units, usual * speed),
    unitVisits: units,
    speedDeviation: speedDeviation(model),
    breaks: breaksFrom(model.staffing, now),
    overtaking: {
      gap: Math.max(0.05, model.arrivals.gap) / Math.max(1e-6, model.priorityShare.mean),
      until: asked.canBeOvertaken
        ? Math.min(model.credits.priority - asked.waitedMinutes, arrivalsLeft(model.arrivals, now))
        : 0,
    },
    outOfOrder: Math.min(
      0.5,
      ((model.overtakes.count / model.overtakes.minutes) * usual * speed) / Math.max(1, present),
    ),
    leaving: model.leaving.left / model.leaving.minutes,
  };
}

/**
 * Whoever comes to a section that receives people is called by somebody: of the desks that serve a service the one to be hoped
 * for most is there, or comes back, whatever its absence looks like.
 */
function makeSure(desks: DeskAtStart[], service: number, staffing: Staffing): void {
  let place = -1;
  for (const [i, { serves, is }] of desks.entries()) {
    if ((serves[service] ?? 0) < 0.5) continue;
    const best = desks[place];
    if (best === undefined || hopeOf(is) > hopeOf(best.is)) place = i;
  }
  const hoped = desks[place];
  if (hoped === undefined) return;
  const { is, rested } = hoped;
  if (is.state === 'free') desks[place] = { ...hoped, is: { ...is, likely: 1 } };
  else if (is.state === 'away')
    desks[place] = { ...hoped, is: { ...is, returns: surely(is.returns, staffing, rested) } };
}

/** How much a desk can be hoped for, 0 to 1: how likely it works, half as much for each half hour until then. */
function hopeOf(is: DeskAtStart['is']): number {
  switch (is.state) {
    case 'serving':
      return 1;
    case 'free':
      return is.likely;
    case 'away':
      return is.returns.minutes.reduce((sum, minutes) => sum + 2 ** (-minutes / 30), 0) / FUTURES;
  }
}

/** The desk that is taken for granted where nobody was ever seen at work: somebody will come. */
const SOMEBODY: DeskAtStart = {
  counter: 0,
  rested: true,
  pace: 1,
  serves: [1],
  is: { state: 'free', likely: 1 },
};

function startOf(model: WaitModel, desk: Desk, { is, now }: { is: Standing; now: number }): DeskAtStart['is'] {
  switch (is.is) {
    case 'away': {
      const away = { minutes: is.minutes, at: now - is.minutes * MINUTE, rested: desk.rested };
      return { state: 'away', returns: returnsOf(model.staffing, away) };
    }
    case 'expected':
      return { state: 'away', returns: comesOf(desk, { at: now, begun: model.lastCallAt !== null }) };
    case 'idle':
      return { state: 'free', likely: is.likely };
    case 'serving': {
      const { service, since } = desk.serving ?? { service: '', since: now };
      const meanMinutes = visitMinutes(model, service) * todaysSpeed(model);
      const lasted = Math.max(0, now - since) / MINUTE;
      return {
        state: 'serving',
        since: Math.round(since % 2 ** 31),
        minutes: lasted,
        meanMinutes: Math.max(0.05, meanMinutes),
      };
    }
  }
}

/** Minutes that a called ticket keeps a desk, as equally likely values: a few are of those who don't come. */
function kept({ noShow, noShowMinutes, handover }: WaitModel, units: Float64Array, meanMinutes: number): Float64Array {
  const absent = noShow.mean * FUTURES;
  const values = new Float64Array(FUTURES);
  for (let i = 0; i < FUTURES; i += 1) {
    const share = Math.min(1, Math.max(0, absent - i));
    const visit =
      meanMinutes *
      (units[
        Math.min(FUTURES - 1, Math.max(0, Math.round(((i - absent + 0.5) / (FUTURES - absent)) * FUTURES - 0.5)))
      ] ?? 0);
    values[i] = share * noShowMinutes.mean + (1 - share) * visit + handover.mean;
  }
  return values;
}
