import { setMaxListeners } from 'node:events';
import { setImmediate as settled } from 'node:timers/promises';
import { type LeadConfiguration, queueRules } from '../../edge/configuration.ts';
import { Section } from '../../edge/queue/section.ts';
import { openSqliteLog } from '../../edge/queue/sqlite-log.ts';
import type { ButtonAction } from '../../hardware/button-panel/panel-configuration.ts';
import { Changes } from '../../hardware/changes.ts';
import type { Cancel, Timers } from '../../hardware/timers.ts';
import { laterDay, openingOn } from '../../protocol/ground/calendar.ts';
import type { Asker } from '../../protocol/identity/asker.ts';
import { Command } from '../../protocol/queue/commands.ts';
import type { Event } from '../../protocol/queue/events.ts';
import type { WardSection } from './configuration.ts';
import type { Desk } from './desk.ts';
import type { LeadClient } from './lead-client.ts';
import { workDay } from './staff.ts';
import { Visitors } from './visitors.ts';
import { hoursOn, PATIENCE_MS, takeTickets } from './ward.ts';
import { createWardClock, type WardClock } from './ward-clock.ts';
import { wardDay } from './ward-day.ts';

export interface PastOptions {
  /** Who came; a section that nobody comes to has no past. */
  readonly ward: WardSection | undefined;
  readonly lead: LeadConfiguration;
  readonly seed: number;
  /** `YYYY-MM-DD`: so many working days before this one. */
  readonly before: string;
  readonly days: number;
  readonly signal?: AbortSignal;
}

/**
 * The past of a section that is opened for the first time: the working days before one, lived by the ward's own residents and
 * staff under the section's own rules, on a clock that waits for nothing, and written to its log. So its hub has something to
 * learn from. A log that has a day stays as it is; one that is stopped while its past is written has none of it.
 *
 * @returns the last moment of the section's log, milliseconds since 1970; undefined where nothing has happened
 * @throws LogFault, and the signal's reason
 */
export async function writePast(options: PastOptions): Promise<number | undefined> {
  const { ward, lead, before, signal } = options;
  const days = ward === undefined ? [] : workingDaysBefore(options);
  const log = openSqliteLog(lead.data, hoursOn(days[0] ?? before, lead).opensAt);
  try {
    const lived = log.readDay().at(-1);
    if (ward !== undefined && days.length > 0 && lived === undefined) {
      const past = new PastSection({ ...options, ward });
      const events: Event[] = [];
      for (const day of days) {
        signal?.throwIfAborted();
        for (const event of await past.live(day)) events.push(event);
      }
      log.append('past', events);
      return events.at(-1)?.at;
    }
    return lived?.event.at;
  } finally {
    log.close();
  }
}

function workingDaysBefore({ lead, before, days }: PastOptions): string[] {
  const working: string[] = [];
  for (let day = laterDay(before, -1), looked = 0; working.length < days && looked < 5 * days; looked += 1) {
    if ('open' in openingOn(lead.hours, day)) working.unshift(day);
    day = laterDay(day, -1);
  }
  return working;
}

const LEAD: Asker = { role: 'lead' };
const STAFF: Asker = { role: 'supervisor' };
const OPENS_BEFORE_MS = 15 * 60_000;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

type LivedOptions = PastOptions & { readonly ward: WardSection };

class PastSection {
  readonly #options: LivedOptions;
  readonly #timers = new UnwaitedTimers();
  readonly #clock: WardClock = createWardClock({ startsAt: 0, speed: 1, timers: this.#timers });
  readonly #section: Section;
  #events: Event[] = [];

  constructor(options: LivedOptions) {
    const { lead } = options;
    this.#options = options;
    this.#clock.start();
    this.#section = new Section({
      log: {
        append: (_, events) => {
          this.#events.push(...events);
          return { epoch: 1, first: 1, events };
        },
        readDay: () => [],
        readBeforeDay: () => [],
      },
      rules: queueRules(lead),
      clock: this.#clock,
      dayTurnsAt: lead.dayTurnsAt,
      timezone: lead.hours.timezone,
      logger: silent,
    });
  }

  /** From opening until the last visitor has gone. */
  async live(day: string): Promise<readonly Event[]> {
    const { ward, lead, seed } = this.#options;
    const { opensAt, closesAt } = hoursOn(day, lead);
    this.#events = [];
    this.#clock.skipTo(opensAt - OPENS_BEFORE_MS);
    this.#section.handle({ type: 'open-day', day }, LEAD);
    const over = new AbortController();
    setMaxListeners(0, over.signal);
    const works = new Set<Promise<unknown>>();
    const aside = (work: Promise<unknown>): void => {
      const kept = work.finally(() => works.delete(kept));
      works.add(kept);
    };
    const shared = { visitors: new Visitors(), clock: this.#clock, signal: over.signal };
    const counters = lead.counters.map(({ id }) => id);
    const { residents, desks } = wardDay({ ...ward, seed, day, opensAt, closesAt, counters });
    aside(takeTickets({ ...shared, residents, client: this.#client, logger: silent }));
    for (const deskDay of desks) {
      const desk = new PastDesk(deskDay.counter, this.#section, { timers: this.#timers, signal: over.signal });
      aside(workDay({ ...shared, desk, day: deskDay, opensAt, closesAt, command: this.#client.command, aside }));
    }
    aside(this.#closeReception(closesAt, over.signal));
    while (!this.#isOver(closesAt) && (await this.#timers.next()));
    over.abort();
    while (works.size > 0) await Promise.all(works);
    for (const counter of counters) this.#section.handle({ type: 'close-counter', counter }, STAFF);
    return this.#events;
  }

  /** What a lead's printer does with each ticket is part of the past too. */
  readonly #client: Pick<LeadClient, 'url' | 'command'> = {
    url: 'past',
    command: async (asked) => {
      const command = Command.parse(asked);
      const reply = this.#section.handle(command, STAFF);
      if ('refused' in reply) return { state: 'refused', code: reply.refused.code, status: 409, body: reply };
      for (const event of reply.events) if (event.type === 'ticket-issued') this.#print(event.ticket);
      return { state: 'done', events: [...reply.events], status: 200, body: reply };
    },
  };

  #print(ticket: string): void {
    this.#section.handle({ type: 'report-print', ticket, outcome: { state: 'started' } }, LEAD);
    this.#section.handle({ type: 'report-print', ticket, outcome: { state: 'printed', proof: 'process-id' } }, LEAD);
  }

  async #closeReception(closesAt: number, signal: AbortSignal): Promise<void> {
    if (await this.#clock.sleepUntil(closesAt, signal)) this.#section.handle({ type: 'close-reception' }, LEAD);
  }

  #isOver(closesAt: number): boolean {
    const { reception, tickets } = this.#section.state;
    if (this.#clock.now() > closesAt + PATIENCE_MS) return true;
    const isThere = (state: string): boolean => state === 'waiting' || state === 'called' || state === 'held';
    return reception === 'closed' && ![...tickets.values()].some(({ state }) => isThere(state));
  }
}

/** A desk whose staff see the section as it is, and whose buttons act at once. */
class PastDesk implements Desk {
  readonly counter: number;
  readonly #section: Section;
  readonly #wait: { readonly timers: Timers; readonly signal: AbortSignal };
  readonly #changes = new Changes();

  constructor(counter: number, section: Section, wait: { readonly timers: Timers; readonly signal: AbortSignal }) {
    this.counter = counter;
    this.#section = section;
    this.#wait = wait;
    const forget = section.onCommitted(() => this.#changes.notify());
    wait.signal.addEventListener('abort', forget, { once: true });
  }

  async number(): Promise<string | null> {
    const { counters, tickets } = this.#section.state;
    const ticket = counters.get(this.counter)?.ticket;
    return ticket == null ? null : (tickets.get(ticket)?.number ?? null);
  }

  async someoneWaits(): Promise<boolean> {
    return this.#section.state.tickets.waiting.length > 0;
  }

  async isPaused(): Promise<boolean> {
    return this.#section.state.counters.get(this.counter)?.state === 'paused';
  }

  async press(action: ButtonAction): Promise<void> {
    const isResume = action === 'pause-counter' && (await this.isPaused());
    const visit = await this.number();
    const command = Command.parse({ type: isResume ? 'open-counter' : action, counter: this.counter, visit });
    this.#section.handle(command, STAFF);
  }

  async change(timeoutMs: number): Promise<void> {
    const seen = this.#section.state;
    await this.#changes.until(() => this.#section.state !== seen, { ...this.#wait, timeoutMs });
  }
}

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

/** Time-outs that nobody waits for: the next one's moment is now. */
class UnwaitedTimers implements Timers {
  #nowMs = 0;
  readonly #waiting = new Set<Timer>();

  elapsedMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), run };
    this.#waiting.add(timer);
    return () => this.#waiting.delete(timer);
  }

  /** Runs the next time-out, and whatever it wakes. False where there is none. */
  async next(): Promise<boolean> {
    await settled();
    let next: Timer | undefined;
    for (const timer of this.#waiting) if (next === undefined || timer.atMs < next.atMs) next = timer;
    if (next === undefined) return false;
    this.#waiting.delete(next);
    this.#nowMs = next.atMs;
    next.run();
    return true;
  }
}
