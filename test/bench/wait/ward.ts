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
    new WardDay({
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
    }).live();
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

interface DayOptions {
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

type Told = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;

const NEVER = 1e9;
const ALL_SERVICES = WARD.services.map(({ service }) => service);

/** One day, moment after moment: somebody comes, a desk is done or rests, reception closes. */
class WardDay {
  readonly #day: DayOptions;
  readonly #speed: number;
  readonly #perMinute: number;
  readonly #arrivals: readonly Waiter[];
  readonly #desks: readonly Desk[];
  readonly #queue: Waiter[] = [];
  readonly #waits = new Map<string, { at: number; oracle: { median: number; mean: number } | undefined }>();
  #came = 0;
  #closed = false;
  /** Minutes since midnight. */
  #now: number = WARD.opensMinute;

  constructor(day: DayOptions) {
    const { draws, options } = day;
    this.#day = day;
    this.#speed = Math.max(0.6, draws.normal(1, 0.1));
    const busy =
      Math.max(0.5, draws.normal(1, 0.12)) * (day.weekday === 0 ? WARD.monday : 1) * (day.peak ? WARD.peak : 1);
    this.#perMinute = (WARD.load * options.desks * busy) / MEAN_MINUTES;
    this.#arrivals = arrivalsOf(draws, { perMinute: this.#perMinute, speed: this.#speed, day: day.index });
    this.#desks = Array.from({ length: options.desks + (day.peak ? 1 : 0) }, (_, i) => deskOf(draws, i)).filter(
      (desk) => desk !== undefined,
    );
  }

  live(): void {
    const date = new Date(this.#day.start + 9 * 3_600_000).toISOString().slice(0, 10);
    this.#emit({ type: 'day-opened', day: date }, WARD.opensMinute - 15);
    for (const { counter } of this.#desks) this.#emit({ type: 'counter-opened', counter, services: ALL_SERVICES });
    for (let at = this.#next(); at < NEVER; at = this.#next()) {
      this.#now = at;
      if (!this.#closed && at >= WARD.closesMinute) {
        this.#closed = true;
        this.#emit({ type: 'reception-closed' });
      }
      for (const desk of this.#desks) this.#look(desk);
      const arrival = this.#arrivals[this.#came];
      if (arrival !== undefined && arrival.at <= at) this.#take(arrival);
    }
  }

  /** The minute at which something happens next; `NEVER` once the day is over. */
  #next(): number {
    const arrival = this.#arrivals[this.#came];
    const busyDesks = this.#desks.filter(({ serving, awayUntil }) => serving !== null || awayUntil > this.#now);
    if (this.#closed && arrival === undefined && this.#queue.length === 0 && busyDesks.length === 0) return NEVER;
    const soonest = Math.min(...busyDesks.map(({ freeAt }) => freeAt));
    // A break may also begin at a desk that stands idle.
    const idle = this.#desks.filter((desk) => !busyDesks.includes(desk));
    const idleRest = Math.min(...idle.map(({ rests }) => rests[0]?.from ?? NEVER));
    const closes = this.#closed ? NEVER : WARD.closesMinute;
    return Math.min(arrival?.at ?? NEVER, soonest, Math.max(this.#now, idleRest), closes);
  }

  /** A desk whose visit or rest is over, or whose rest begins, goes on. */
  #look(desk: Desk): void {
    const { counter } = desk;
    if (desk.serving !== null && desk.freeAt <= this.#now) {
      const { ticket, noShow } = desk.serving;
      this.#emit({ type: noShow ? 'ticket-absent' : 'service-finished', ticket, counter });
      desk.serving = null;
      this.#work(desk);
    } else if (desk.serving === null && desk.awayUntil > 0 && desk.awayUntil <= this.#now) {
      desk.awayUntil = 0;
      this.#emit({ type: 'counter-opened', counter, services: ALL_SERVICES });
      this.#work(desk);
    } else if (desk.serving === null && desk.awayUntil === 0 && (desk.rests[0]?.from ?? NEVER) <= this.#now)
      this.#work(desk);
  }

  /** A desk rests if it is time to, or calls whoever is first. */
  #work(desk: Desk): void {
    const rest = desk.rests[0];
    if (rest !== undefined && rest.from <= this.#now) {
      desk.rests = desk.rests.slice(1);
      desk.awayUntil = this.#now + rest.minutes;
      desk.freeAt = desk.awayUntil;
      this.#emit({ type: 'counter-paused', counter: desk.counter });
      return;
    }
    const waiter = takeFirst(this.#queue);
    if (waiter === undefined) return;
    const { ticket, noShow, service } = waiter;
    desk.serving = { service, since: this.#now, noShow, ticket };
    desk.freeAt = this.#now + (noShow ? WARD.noShowMinutes : waiter.visitMinutes);
    this.#emit({ type: 'ticket-called', ticket, counter: desk.counter });
    this.#learnTruth(ticket);
  }

  /** How long a ticket that is called waited, and what the oracle had foreseen. */
  #learnTruth(ticket: string): void {
    const { section, truths, options, index } = this.#day;
    const told = this.#waits.get(ticket);
    if (told === undefined) return;
    const reported = index >= options.reportFrom;
    if (reported && told.oracle === undefined) return;
    truths.set(truthKey({ section, ticket, service: '', at: 0 }), {
      actualMinutes: this.#now - told.at,
      reported,
      ...(told.oracle === undefined ? {} : { oracleMinutes: told.oracle.median, oracleMeanMinutes: told.oracle.mean }),
    });
  }

  #take(arrival: Waiter): void {
    const { options, index, oracleDraws } = this.#day;
    const [desks, queue, now, speed, perMinute] = [this.#desks, this.#queue, this.#now, this.#speed, this.#perMinute];
    this.#came += 1;
    queue.push(arrival);
    const isWanted = index >= options.reportFrom && this.#came % options.oracleEvery === 0;
    const oracle = isWanted
      ? foresee({ desks, queue, mine: arrival, now, speed, perMinute, draws: oracleDraws })
      : undefined;
    this.#waits.set(arrival.ticket, { at: now, oracle });
    this.#emit({
      type: 'ticket-issued',
      ticket: arrival.ticket,
      number: `A${String(this.#came % 1000).padStart(3, '0')}`,
      service: WARD.services[arrival.service]?.service ?? '',
      code: `code-${arrival.ticket}`,
      by: 'kiosk',
      ...(arrival.priority ? { priority: 'priority' } : {}),
    });
    const idle = desks.find(({ serving, awayUntil }) => serving === null && awayUntil === 0);
    if (idle !== undefined) this.#work(idle);
  }

  #emit(event: Told, minute = this.#now): void {
    const { section, lines, start } = this.#day;
    lines.push({ section, event: { ...event, at: start + Math.round(minute * MINUTE) } });
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
