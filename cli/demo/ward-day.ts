import type { Priority } from '../../protocol/queue/events.ts';
import { Draws, seededRandom } from './random.ts';

export interface WardService {
  readonly service: string;
  /** How many of the residents come for it, in parts of the sum. */
  readonly share: number;
  /** Mean minutes at the counter. */
  readonly minutes: number;
  /** Where some go on to afterwards, with the same ticket. */
  readonly goesOn?: { readonly service: string; readonly chance: number } | undefined;
}

export interface WardDayOptions {
  readonly seed: number;
  /** `YYYY-MM-DD`; its weekday and its season are part of how many come. */
  readonly day: string;
  /** `city/office/section`: each has a day of its own. */
  readonly section: string;
  /** Milliseconds since 1970. */
  readonly opensAt: number;
  readonly closesAt: number;
  readonly services: readonly WardService[];
  readonly counters: readonly number[];
  /** How busy the desks would be on average if every desk were there all day; 0.87 is usual, above 1 more come than can be served. */
  readonly load: number;
  /** Residents who stand at the door when it opens, on average. */
  readonly atDoors: number;
}

export interface Visit {
  readonly service: string;
  /** At the counter, with this day's pace in it. */
  readonly minutes: number;
  /** Papers that are made meanwhile: the visit is put on hold after half of its minutes, for so long. */
  readonly papersMinutes: number | null;
}

export interface Resident {
  /** When the ticket is taken, milliseconds since 1970. */
  readonly at: number;
  readonly priority: Priority;
  readonly language: string;
  /** At least one; the later ones by transfer, with the same ticket. */
  readonly visits: readonly [Visit, ...Visit[]];
  /** Not there when called; null: there. `returnsAfterMinutes` null: never seen again. */
  readonly absent: { readonly returnsAfterMinutes: number | null } | null;
}

export interface Rest {
  readonly from: number;
  readonly until: number;
}

export interface DeskDay {
  readonly counter: number;
  /** Nobody sits there today. */
  readonly absent: boolean;
  /** Lunch and breaks in the order of their beginning, milliseconds since 1970. */
  readonly rests: readonly Rest[];
}

export interface WardDay {
  /** In the order of their coming. */
  readonly residents: readonly Resident[];
  readonly desks: readonly DeskDay[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Of the mean arrivals, by hour since opening. */
export const arrivalProfile = [0.8, 0.95, 1.15, 1.25, 1.15, 1.1, 1, 0.85, 0.6] as const;
const PROFILE_PEAK = Math.max(...arrivalProfile);
/** Of a desk's time, what lunch, breaks and absences leave. */
const AVAILABILITY = 0.88;
const MONDAY = 1.2;
const PEAK_SEASON = 1.25;
const DAY_NOISE = 0.12;
const PACE_NOISE = 0.1;
const SERVICE_CV = 0.7;
const NO_SHOWS = 0.03;
const NO_SHOWS_RETURN = 0.4;
const PRIORITY = 0.15;
const PAPERS = 0.05;
const LUNCH = 0.8;
const ABSENT_DESKS = 0.06;
/** Minutes after opening: 11:30 and 12:30 where it opens at 08:45. */
const LUNCHES = [165, 225] as const;
const LANGUAGES = [
  { value: 'ja', weight: 93 },
  { value: 'en', weight: 3 },
  { value: 'zh-Hans', weight: 3 },
  { value: 'ko', weight: 1 },
] as const;

/**
 * A day of one section: who comes when and for what, and which desks are staffed when. Pure; the same options give the same
 * day. Rates are those of the simulated ward day that estimates are measured on.
 */
export function wardDay(options: WardDayOptions): WardDay {
  const draws = new Draws(seededRandom(`${options.seed} ${options.day} ${options.section}`));
  const demand = dayFactor(options.day) * Math.max(0.5, draws.normal(1, DAY_NOISE));
  const pace = Math.max(0.6, draws.normal(1, PACE_NOISE));
  const desks = options.counters.map((counter, i) =>
    deskDay(counter, { draws, opensAt: options.opensAt, first: i === 0 }),
  );
  const residents = arrivals(options, demand, draws).map((at) => resident(at, { options, pace, draws }));
  return { residents, desks };
}

/** How many more come on this day than on a usual one: Mondays, and the season of moving from mid-March to mid-April. */
export function dayFactor(day: string): number {
  const monday = new Date(`${day}T00:00:00Z`).getUTCDay() === 1;
  const date = day.slice(5);
  const season = date >= '03-15' && date <= '04-14';
  return (monday ? MONDAY : 1) * (season ? PEAK_SEASON : 1);
}

/** Mean minutes of one ticket at counters, the services that follow by transfer included. */
export function meanMinutes(services: readonly WardService[]): number {
  const shares = services.reduce((sum, { share }) => sum + share, 0);
  const total = services.reduce((sum, { share, minutes, goesOn }) => {
    const after = services.find(({ service }) => service === goesOn?.service)?.minutes ?? 0;
    return sum + share * (minutes + after * (goesOn?.chance ?? 0));
  }, 0);
  return total / shares;
}

/** Poisson with the rate of the hour, by thinning; those at the door come within the first minutes. */
function arrivals(options: WardDayOptions, demand: number, draws: Draws): number[] {
  const { opensAt, closesAt, counters, load, services } = options;
  const meanGapMs = (meanMinutes(services) * MINUTE) / (load * AVAILABILITY * counters.length * demand);
  const times: number[] = [];
  const early = Math.round(options.atDoors * demand * draws.between(0.7, 1.3));
  for (let i = 0; i < early; i += 1) times.push(Math.round(opensAt + draws.between(0, 4 * MINUTE)));
  for (let at = opensAt; ; ) {
    at += (draws.exponential() * meanGapMs) / PROFILE_PEAK;
    if (at >= closesAt) break;
    const hour = Math.min(arrivalProfile.length - 1, Math.floor((at - opensAt) / HOUR));
    if (draws.chance((arrivalProfile[hour] ?? 0) / PROFILE_PEAK)) times.push(Math.round(at));
  }
  return times.sort((a, b) => a - b);
}

interface ResidentOptions {
  readonly options: WardDayOptions;
  readonly pace: number;
  readonly draws: Draws;
}

function resident(at: number, { options: { services }, pace, draws }: ResidentOptions): Resident {
  const wanted = draws.weighted(services.map((value) => ({ value, weight: value.share })));
  const visit = ({ service, minutes }: WardService): Visit => ({
    service,
    minutes: pace * draws.logNormal(minutes, SERVICE_CV),
    papersMinutes: draws.chance(PAPERS) ? draws.between(4, 12) : null,
  });
  const first = visit(wanted);
  const goesOn = draws.chance(wanted.goesOn?.chance ?? 0);
  const next = goesOn ? services.find(({ service }) => service === wanted.goesOn?.service) : undefined;
  const absent = draws.chance(NO_SHOWS);
  const returnsAfterMinutes = draws.chance(NO_SHOWS_RETURN) ? draws.between(3, 15) : null;
  return {
    at,
    priority: draws.chance(PRIORITY) ? 'priority' : 'none',
    language: draws.weighted(LANGUAGES),
    visits: next === undefined ? [first] : [first, visit(next)],
    absent: absent ? { returnsAfterMinutes } : null,
  };
}

interface DeskOptions {
  readonly draws: Draws;
  readonly opensAt: number;
  /** The first desk is always staffed: a section with nobody in it is no section. */
  readonly first: boolean;
}

function deskDay(counter: number, { draws, opensAt, first }: DeskOptions): DeskDay {
  const rest = (fromMinute: number, minutes: number): Rest => ({
    from: Math.round(opensAt + fromMinute * MINUTE),
    until: Math.round(opensAt + (fromMinute + minutes) * MINUTE),
  });
  const absent = draws.chance(ABSENT_DESKS) && !first;
  const lunches = draws.chance(LUNCH);
  const lunch = draws.chance(0.5) ? LUNCHES[0] : LUNCHES[1];
  const morning = rest(draws.between(60, 150), 10);
  const afternoon = rest(draws.between(320, 440), 10);
  return { counter, absent, rests: lunches ? [morning, rest(lunch, 60), afternoon] : [morning, afternoon] };
}
