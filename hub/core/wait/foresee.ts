import { breaksFrom, returnsOf } from './breaks.ts';
import { FUTURES } from './futures.ts';
import { type DeskAtStart, play, type Scene } from './play.ts';
import type { Outlook } from './promise.ts';
import { needs, type Standing, shares, standing, usualMinutes } from './standing.ts';
import { unitVisits } from './visit-shape.ts';
import { type Desk, speedDeviation, todaysSpeed, visitMinutes, type WaitModel } from './wait-model.ts';

const MINUTE = 60_000;

/** Somebody who waits: `key` orders them, smallest first. */
export interface Waiter {
  readonly service: string;
  readonly key: number;
}

export interface Asked {
  readonly service: string;
  /** Where the asked one stands among the others' keys. */
  readonly key: number;
  /** How long they have waited already, minutes, and whether later tickets with a priority go before them. */
  readonly waitedMinutes: number;
  readonly canBeOvertaken: boolean;
}

/**
 * The outlook of somebody in the queue: it is played forward by its own rules, from what each desk does now, with visits, breaks
 * and absences as they were learned, once in each of the futures; half of them are over before the median.
 */
export function foresee(model: WaitModel, queue: readonly Waiter[], asked: Asked, now: number): Outlook {
  const scene = sceneOf(model, queue, asked, now);
  const waits = play(scene).sort();
  const minutes = middleOf(waits, 0.5);
  const usual = usualMinutes(model) * todaysSpeed(model);
  const present = scene.desks.filter(({ is }) => is.state !== 'away').length;
  const softening = Math.max(0.05, (0.4 * usual) / Math.max(1, present));
  const ready = minutes > AT_ONCE ? 'no' : asked.canBeOvertaken ? 'all' : 'priority';
  const width = Math.log((middleOf(waits, 0.9) + softening) / (middleOf(waits, 0.1) + softening));
  return {
    minutes,
    deviation: ready === 'no' ? Math.min(1.2, Math.max(0.12, width / 2.56)) : 1,
    softening,
    ready,
    ahead: scene.ahead.filter(({ service }) => overlap(scene, service)).length,
  };
}

/** Who is called within this time is called at once, minutes. */
const AT_ONCE = 0.02;

/** The mean of the waits about a share of them. */
function middleOf(sorted: Float64Array, share: number): number {
  const middle = share * FUTURES;
  let sum = 0;
  for (let i = Math.round(middle) - 3; i < Math.round(middle) + 3; i += 1) sum += sorted[i] ?? 0;
  return sum / 6;
}

/** Whether a desk that serves the asked one's service also serves the other. */
const overlap = ({ desks, service }: Scene, other: number): boolean =>
  other === service ||
  desks.length === 0 ||
  desks.some(({ serves }) => (serves[service] ?? 0) >= 0.5 && (serves[other] ?? 0) >= 0.5);

function sceneOf(model: WaitModel, queue: readonly Waiter[], asked: Asked, now: number): Scene {
  const speed = todaysSpeed(model);
  const services: string[] = [asked.service];
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
  const present = desks.filter(({ is }) => is.state !== 'away').length;
  const usual = usualMinutes(model);
  return {
    desks: desks.length > 0 ? desks : [SOMEBODY],
    ahead,
    service: 0,
    visits: services.map((service) => kept(model, units, visitMinutes(model, service) * speed)),
    anyVisit: kept(model, units, usual * speed),
    unitVisits: units,
    speedDeviation: speedDeviation(model),
    breaks: breaksFrom(model.staffing, now),
    overtaking: {
      gap: Math.max(0.05, model.arrivals.gap) / Math.max(1e-6, model.priorityShare),
      until: asked.canBeOvertaken ? model.credits.priority - asked.waitedMinutes : 0,
    },
    outOfOrder: Math.min(
      0.5,
      ((model.overtakes.count / model.overtakes.minutes) * usual * speed) / Math.max(1, present),
    ),
    leaving: model.leaving.left / model.leaving.minutes,
  };
}

/** Where nobody was ever seen at work, somebody will come. */
const SOMEBODY: DeskAtStart = {
  counter: 0,
  rested: true,
  pace: 1,
  serves: [1],
  is: { state: 'free', likely: 1, inMinutes: 0 },
};

function startOf(model: WaitModel, desk: Desk, { is, now }: { is: Standing; now: number }): DeskAtStart['is'] {
  switch (is.is) {
    case 'away': {
      const away = { minutes: is.minutes, at: now - is.minutes * MINUTE, rested: desk.rested };
      return { state: 'away', returns: returnsOf(model.staffing, away) };
    }
    case 'expected':
      return { state: 'free', likely: is.likely, inMinutes: is.inMinutes };
    case 'idle':
      return { state: 'free', likely: is.likely, inMinutes: 0 };
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

/** Minutes that a called ticket keeps a desk: some don't come. */
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
