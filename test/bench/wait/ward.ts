import { Draws, seededRandom } from '../../../cli/demo/random.ts';
import type { ReplayLine } from '../../../hub/sections/replay.ts';
import type { Event } from '../../../protocol/queue/events.ts';
import { type Dataset, MINUTE, type Truth, truthKey } from './lines.ts';
import { foresee } from './ward-oracle.ts';
import { type Desk, type Rest, takeFirst, WARD, type Waiter } from './ward-rules.ts';

const MEAN_MINUTES = WARD.services.reduce((sum, { minutes, share }) => sum + minutes * share, 0);
/** A Monday in Japan, midnight. */
const FIRST_DAY = Date.parse('2026-01-05T00:00:00+09:00');
const DAY = 86_400_000;

export interface WardOptions {
  readonly desks: number;
  readonly seed: number;
  readonly days: number;
  /** Days before this one teach; the others are reported on. */
  readonly reportFrom: number;
  /** Of the reported tickets every so many are given to the oracle; the others have no row. */
  readonly oracleEvery: number;
}

/** Days of one section as lines, with the oracle's word for the reported rows. Times of a day are minutes since its midnight. */
export function wardDataset(options: WardOptions): Dataset {
  const lines: ReplayLine[] = [];
  const truths = new Map<string, Truth>();
  const section = `sim/d${options.desks}/s${options.seed}`;
  const draws = new Draws(seededRandom(`ward ${options.seed} ${options.desks}`));
  // Its own, so that asking it changes no day.
  const oracleDraws = new Draws(seededRandom(`oracle ${options.seed}`));
  let workdays = 0;
  for (let date = 0; workdays < options.days; date += 1) {
    const weekday = date % 7;
    if (weekday > 4) continue;
    const peak = workdays % 40 >= 30;
    workDay({
      options,
      draws,
      oracleDraws,
      section,
      lines,
      truths,
      start: FIRST_DAY + date * DAY,
      weekday,
      peak,
      index: workdays,
    });
    workdays += 1;
  }
  return {
    name: `ward day, ${options.desks} desks`,
    lines,
    truths,
    configuredMinutes: MEAN_MINUTES,
    limits: [{ times: 1.25, beside: ['oracle'] }],
  };
}

interface Day {
  readonly options: WardOptions;
  readonly draws: Draws;
  readonly oracleDraws: Draws;
  readonly section: string;
  readonly lines: ReplayLine[];
  readonly truths: Map<string, Truth>;
  readonly start: number;
  readonly weekday: number;
  readonly peak: boolean;
  readonly index: number;
}

function workDay(day: Day): void {
  const { draws, options, section, lines, truths, start } = day;
  const speed = Math.max(0.6, draws.normal(1, 0.1));
  const busy =
    Math.max(0.5, draws.normal(1, 0.12)) * (day.weekday === 0 ? WARD.monday : 1) * (day.peak ? WARD.peak : 1);
  const perMinute = (WARD.load * options.desks * busy) / MEAN_MINUTES;
  const arrivals = arrivalsOf(draws, { perMinute, speed, day: day.index });
  const desks = Array.from({ length: options.desks + (day.peak ? 1 : 0) }, (_, i) => deskOf(draws, i)).filter(
    (desk) => desk !== undefined,
  );
  const emit = (
    minute: number,
    event: Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never,
  ): void => {
    lines.push({ section, event: { ...event, at: start + Math.round(minute * MINUTE) } });
  };
  const date = new Date(start + 9 * 3_600_000).toISOString().slice(0, 10);
  emit(WARD.opensMinute - 15, { type: 'day-opened', day: date });
  const all = WARD.services.map(({ service }) => service);
  for (const { counter } of desks) emit(WARD.opensMinute, { type: 'counter-opened', counter, services: all });

  const queue: Waiter[] = [];
  const waits = new Map<string, { at: number; oracle: { median: number; mean: number } | undefined }>();
  let next = 0;
  let number = 0;
  let closed = false;
  let now: number = WARD.opensMinute;
  const work = (desk: Desk): void => {
    const rest = desk.rests[0];
    if (rest !== undefined && rest.from <= now) {
      desk.rests = desk.rests.slice(1);
      desk.awayUntil = now + rest.minutes;
      desk.freeAt = desk.awayUntil;
      emit(now, { type: 'counter-paused', counter: desk.counter });
      return;
    }
    const waiter = takeFirst(queue);
    if (waiter === undefined) return;
    const { ticket, noShow, service } = waiter;
    desk.serving = { service, since: now, noShow, ticket };
    desk.freeAt = now + (noShow ? WARD.noShowMinutes : waiter.visitMinutes);
    emit(now, { type: 'ticket-called', ticket, counter: desk.counter });
    const told = waits.get(ticket);
    if (told === undefined) return;
    const reported = day.index >= options.reportFrom;
    if (reported && told.oracle === undefined) return;
    truths.set(truthKey({ section, ticket, service: '', at: 0 }), {
      actualMinutes: now - told.at,
      reported,
      ...(told.oracle === undefined ? {} : { oracleMinutes: told.oracle.median, oracleMeanMinutes: told.oracle.mean }),
    });
  };
  for (;;) {
    const arrival = arrivals[next];
    const busyDesk = desks.filter(({ serving, awayUntil }) => serving !== null || awayUntil > now);
    const soonest = Math.min(...busyDesk.map(({ freeAt }) => freeAt));
    // A break may also begin at a desk that stands idle.
    const idleRest = Math.min(...desks.filter((d) => !busyDesk.includes(d)).map(({ rests }) => rests[0]?.from ?? 1e9));
    const at = Math.min(arrival?.at ?? 1e9, soonest, Math.max(now, idleRest), closed ? 1e9 : WARD.closesMinute);
    if (at >= 1e9 || (closed && arrival === undefined && queue.length === 0 && busyDesk.length === 0)) break;
    now = at;
    if (!closed && now >= WARD.closesMinute) {
      closed = true;
      emit(now, { type: 'reception-closed' });
    }
    for (const desk of desks) {
      if (desk.serving !== null && desk.freeAt <= now) {
        const { ticket, noShow } = desk.serving;
        emit(now, { type: noShow ? 'ticket-absent' : 'service-finished', ticket, counter: desk.counter });
        desk.serving = null;
        work(desk);
      } else if (desk.serving === null && desk.awayUntil > 0 && desk.awayUntil <= now) {
        desk.awayUntil = 0;
        emit(now, { type: 'counter-opened', counter: desk.counter, services: all });
        work(desk);
      } else if (desk.serving === null && desk.awayUntil === 0 && (desk.rests[0]?.from ?? 1e9) <= now) work(desk);
    }
    if (arrival !== undefined && arrival.at <= now) {
      next += 1;
      number += 1;
      queue.push(arrival);
      const wanted = day.index >= options.reportFrom && number % options.oracleEvery === 0;
      const oracle = wanted
        ? foresee({ desks, queue, mine: arrival, now, speed, perMinute, draws: day.oracleDraws })
        : undefined;
      waits.set(arrival.ticket, { at: now, oracle });
      emit(now, {
        type: 'ticket-issued',
        ticket: arrival.ticket,
        number: `A${String(number % 1000).padStart(3, '0')}`,
        service: WARD.services[arrival.service]?.service ?? '',
        code: `code-${arrival.ticket}`,
        by: 'kiosk',
        ...(arrival.priority ? { priority: 'priority' } : {}),
      });
      const idle = desks.find(({ serving, awayUntil }) => serving === null && awayUntil === 0);
      if (idle !== undefined) work(idle);
    }
  }
}

interface Arrivals {
  readonly perMinute: number;
  readonly speed: number;
  readonly day: number;
}

function arrivalsOf(draws: Draws, { perMinute, speed, day }: Arrivals): Waiter[] {
  const arrivals: Waiter[] = [];
  const most = Math.max(...WARD.arrivalsByHour);
  for (let at: number = WARD.opensMinute; ; ) {
    at += draws.exponential() / (perMinute * most);
    if (at >= WARD.closesMinute) return arrivals;
    const share = WARD.arrivalsByHour[Math.floor((at - WARD.opensMinute) / 60)] ?? 0;
    if (!draws.chance(share / most)) continue;
    const service = draws.chance(WARD.services[0].share) ? 0 : 1;
    arrivals.push({
      ticket: `d${day}t${arrivals.length}`,
      service,
      priority: draws.chance(WARD.priority),
      at,
      visitMinutes: speed * draws.logNormal(WARD.services[service].minutes, WARD.cv),
      noShow: draws.chance(WARD.noShows),
    });
  }
}

function deskOf(draws: Draws, i: number): Desk | undefined {
  const absent = draws.chance(0.06) && i > 0;
  const rests: Rest[] = [
    { from: WARD.opensMinute + draws.between(45, 150), minutes: 10 },
    { from: WARD.opensMinute + draws.between(300, 450), minutes: 10 },
  ];
  if (draws.chance(0.8)) rests.splice(1, 0, { from: draws.chance(0.5) ? 11.5 * 60 : 12.5 * 60, minutes: 60 });
  return absent ? undefined : { counter: i + 1, rests, awayUntil: 0, serving: null, freeAt: 0 };
}
