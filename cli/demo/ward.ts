import { setMaxListeners } from 'node:events';
import type { LeadConfiguration } from '../../edge/configuration.ts';
import type { Timers } from '../../hardware/timers.ts';
import { instantOn, laterDay, openingOn } from '../../protocol/ground/calendar.ts';
import type { Closable, Logger } from '../../protocol/ground/environment.ts';
import type { WardSection } from './configuration.ts';
import { SimulatedDesk } from './desk.ts';
import type { LeadClient } from './lead-client.ts';
import type { BenchDevice } from './simulated-devices.ts';
import { workDay } from './staff.ts';
import { arrived, Visitors } from './visitors.ts';
import type { WardClock } from './ward-clock.ts';
import { type Resident, wardDay } from './ward-day.ts';

export interface LivingSection {
  readonly ward: WardSection;
  readonly lead: LeadConfiguration;
  readonly client: LeadClient;
  readonly devices: readonly BenchDevice[];
}

export interface WardOptions {
  readonly sections: readonly LivingSection[];
  readonly seed: number;
  readonly clock: WardClock;
  readonly timers: Timers;
  readonly isSound: (device: BenchDevice) => boolean;
  readonly logger: Logger;
  /** The ward's clock is set on to the next morning. */
  readonly onNight: (nextDay: string) => void;
}

export interface Ward extends Closable {
  /** Something at this device can be seen to have changed. */
  notify(device: BenchDevice): void;
}

const MINUTE = 60_000;
/** How often the ward is looked at for whether its day is over, milliseconds of a watch. */
const LOOK_EVERY_MS = 1_000;
/** Whoever is still there so long after closing is stuck: the day ends all the same. */
export const PATIENCE_MS = 3 * 60 * MINUTE;
const JUST_CAME_MS = 5 * MINUTE;
/** Before reception opens in the morning the units get this long to turn the day, milliseconds of a watch. */
const MORNING_MS = 2_500;

/** Lets residents come and staff work, day after day, until it is closed. */
export function startWard(options: WardOptions): Ward {
  const { clock, logger, onNight, sections } = options;
  const stop = new AbortController();
  let desks: SimulatedDesk[] = [];
  const keepDesks = (next: SimulatedDesk[]): void => {
    desks = next;
  };

  const run = async (): Promise<void> => {
    for (let day = dayOf(clock.now(), sections); !stop.signal.aborted; day = nextOpenDay(day, sections)) {
      await liveDay(day, { ...options, signal: stop.signal, keepDesks });
      if (stop.signal.aborted) return;
      const next = nextOpenDay(day, sections);
      onNight(next);
      const opensAt = Math.min(...sections.map(({ lead }) => hoursOn(next, lead).opensAt));
      clock.skipTo(opensAt - MORNING_MS * clock.speed);
    }
  };
  const running = sections.length === 0 ? Promise.resolve() : run();
  running.catch((error: unknown) => logger.error({ err: error }, 'the ward day stopped'));

  let closing: Promise<void> | undefined;
  return {
    notify(device) {
      for (const desk of desks) if (desk.sees(device)) desk.notify();
    },
    close() {
      stop.abort();
      closing ??= running.catch(() => undefined);
      return closing;
    },
  };
}

interface DayOptions extends WardOptions {
  readonly signal: AbortSignal;
  readonly keepDesks: (desks: SimulatedDesk[]) => void;
}

/** One day of all sections, from opening until the last visitor has gone. */
async function liveDay(day: string, options: DayOptions): Promise<void> {
  const { sections, clock, timers, logger, signal } = options;
  const over = new AbortController();
  // A whole ward sleeps on it.
  setMaxListeners(0, over.signal);
  const stop = (): void => over.abort();
  signal.addEventListener('abort', stop, { once: true });
  const works = new Set<Promise<unknown>>();
  const aside = (work: Promise<unknown>): void => {
    const kept = work
      .catch((error: unknown) => logger.error({ err: error }, 'somebody in the ward stopped working'))
      .finally(() => works.delete(kept));
    works.add(kept);
  };
  const desks: SimulatedDesk[] = [];
  options.keepDesks(desks);
  // The ward lives on the day that it is started on, whatever the calendar says.
  const allRest = sections.every(({ lead }) => hoursOn(day, lead).rest);
  for (const { ward, lead, client, devices } of sections) {
    const { opensAt, closesAt, rest } = hoursOn(day, lead);
    if (rest && !allRest) continue;
    if (rest) aside(openByHand({ client, clock, signal: over.signal, closesAt }));
    const counters = lead.counters.map(({ id }) => id);
    const { residents, desks: deskDays } = wardDay({ ...ward, seed: options.seed, day, opensAt, closesAt, counters });
    const visitors = new Visitors();
    const shared = { visitors, clock, signal: over.signal };
    aside(takeTickets({ ...shared, residents, client, logger }));
    for (const deskDay of deskDays) {
      const { counter } = deskDay;
      const desk = new SimulatedDesk({ ...options, counter, devices, client, timers, signal: over.signal });
      desks.push(desk);
      const command = client.command;
      aside(workDay({ ...shared, desk, day: deskDay, opensAt, closesAt, command, aside }));
    }
  }
  while (!signal.aborted && !(await isOver(day, options))) await clock.sleep(LOOK_EVERY_MS * clock.speed, signal);
  over.abort();
  signal.removeEventListener('abort', stop);
  while (works.size > 0) await Promise.all(works);
}

interface HandOptions {
  readonly client: LeadClient;
  readonly clock: WardClock;
  readonly signal: AbortSignal;
  readonly closesAt: number;
}

/** What the clock doesn't do on a day of rest. */
async function openByHand({ client, clock, signal, closesAt }: HandOptions): Promise<void> {
  await client.command({ type: 'open-day' });
  if (await clock.sleepUntil(closesAt, signal)) await client.command({ type: 'close-reception' });
}

interface TakeOptions {
  readonly residents: readonly Resident[];
  readonly visitors: Visitors;
  readonly client: Pick<LeadClient, 'url' | 'command'>;
  readonly clock: WardClock;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** Each resident takes a ticket at the kiosk when they come. One whom the kiosk refuses goes home. */
export async function takeTickets({ residents, visitors, client, clock, signal, logger }: TakeOptions): Promise<void> {
  // Where a day is joined in its middle, those who came before are served and gone.
  const joinedAt = clock.now() - JUST_CAME_MS;
  for (const resident of residents.filter(({ at }) => at >= joinedAt)) {
    if (!(await clock.sleepUntil(resident.at, signal))) return;
    const { priority, language, visits } = resident;
    const answer = await client.command({ type: 'issue', by: 'kiosk', service: visits[0].service, priority, language });
    if (answer.state === 'done') {
      const issued = answer.events.find(({ type }) => type === 'ticket-issued');
      if (typeof issued?.number === 'string') visitors.set(issued.number, arrived(resident));
    } else if (!signal.aborted) logger.info({ answer, lead: client.url }, 'a resident got no ticket and went home');
  }
}

/** Closing time has passed everywhere and nobody is left who could be served. Counters are closed on the staff page then. */
async function isOver(day: string, { sections, clock }: DayOptions): Promise<boolean> {
  const closed = sections.map(({ lead }) => hoursOn(day, lead));
  const last = Math.max(...closed.map(({ closesAt }) => closesAt));
  if (clock.now() < last) return false;
  if (clock.now() > last + PATIENCE_MS) return true;
  for (const { client } of sections) {
    const view = await client.view();
    if (view === undefined || view.reception === 'open') return false;
    if (view.tickets.some(({ state }) => state === 'waiting' || state === 'called' || state === 'held')) return false;
  }
  for (const { client, lead } of sections) {
    for (const { id } of lead.counters) await client.command({ type: 'close-counter', counter: id });
  }
  return true;
}

/** `YYYY-MM-DD` in the sections' own time. */
function dayOf(at: number, [first]: readonly LivingSection[]): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: first?.lead.hours.timezone ?? 'Asia/Tokyo' }).format(at);
}

interface DayHours {
  /** Milliseconds since 1970. */
  readonly opensAt: number;
  readonly closesAt: number;
  readonly rest: boolean;
}

/** A section's hours on a day; the usual ones on a day of rest. */
export function hoursOn(day: string, { hours }: LeadConfiguration): DayHours {
  const opening = openingOn(hours, day);
  const rest = 'closed' in opening;
  const { opens, closes } = rest ? hours : opening.open;
  return { opensAt: instantOn(day, opens, hours.timezone), closesAt: instantOn(day, closes, hours.timezone), rest };
}

/** The next day on which a section is open, within a fortnight. */
function nextOpenDay(day: string, sections: readonly LivingSection[]): string {
  const days = Array.from({ length: 14 }, (_, i) => laterDay(day, i + 1));
  const open = days.find((each) => sections.some(({ lead }) => 'open' in openingOn(lead.hours, each)));
  return open ?? laterDay(day, 1);
}
