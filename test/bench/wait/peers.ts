import type { StoredEvent } from '../../../protocol/queue/events.ts';
import { MINUTE } from './lines.ts';

/** What the predictors of others say at an issue, minutes. */
export type Said = Readonly<Record<string, number>>;

interface Waiter {
  readonly at: number;
  readonly service: string;
}

/** How many calls a learned mean remembers, and how long a counter that says nothing counts as staffed. */
const MEMORY = 40;
const STAFFED_MINUTES = 20;

/** The known predictors for sections with tickets, side by side; each learns from the same events, and none looks ahead. */
export class TicketPeers {
  private readonly waiting = new Map<string, Waiter>();

  get ahead(): number {
    return this.waiting.size;
  }

  private readonly serving = new Map<number, { service: string; since: number; ticket: string }>();
  private readonly open = new Set<number>();
  private readonly calledAt = new Map<number, number>();
  private readonly visits = new Map<string, { sum: number; count: number }>();
  private readonly today = { actual: 15, expected: 15 };
  private saysWhoIsOpen = false;
  private lastWaitMinutes = 0;
  private abandoned = 0;
  private waitedMinutes = 0;
  private headway = { minutes: 5, weight: 4, at: 0, waited: false };
  private readonly configuredMinutes: number;

  constructor(configuredMinutes: number) {
    this.configuredMinutes = configuredMinutes;
  }

  /** What each says to whoever takes a ticket for the service now. */
  say(service: string, now: number): Said {
    const ahead = this.waiting.size;
    const desks = this.saysWhoIsOpen
      ? this.open.size
      : [...this.calledAt.values()].filter((at) => now - at < STAFFED_MINUTES * MINUTE).length;
    const counters = Math.max(1, desks, this.serving.size);
    const idle = ahead === 0 && this.serving.size < desks;
    const mean = this.meanOf(undefined);
    const speed = this.today.actual / this.today.expected;
    const theta = this.waitedMinutes > 0 ? this.abandoned / this.waitedMinutes : 0;
    const head = this.waiting.values().next().value;
    const work = [...this.waiting.values()].reduce((sum, each) => sum + this.meanOf(each.service), 0);
    let leaving = 0;
    for (let i = 0; i <= ahead; i += 1) leaving += 1 / (counters / mean + i * theta);
    const unlessIdle = (minutes: number): number => (idle ? 0 : minutes);
    return {
      'what peers show': unlessIdle((ahead * this.configuredMinutes) / Math.max(1, this.calledAt.size)),
      LES: this.lastWaitMinutes,
      HOL: head === undefined ? 0 : (now - head.at) / MINUTE,
      QL: unlessIdle(((ahead + 1) * mean) / counters),
      'QL by type, day speed': unlessIdle(((work + this.meanOf(service)) * speed) / counters),
      'QL with abandonment': unlessIdle(leaving),
      'learned headway': unlessIdle((ahead + 1) * this.headway.minutes),
    };
  }

  take(event: StoredEvent): void {
    const { type, at } = event;
    const ticket = String(event.ticket ?? '');
    const counter = Number(event.counter ?? 0);
    switch (type) {
      case 'day-opened':
        this.waiting.clear();
        this.serving.clear();
        this.open.clear();
        this.today.actual = 15;
        this.today.expected = 15;
        this.lastWaitMinutes = 0;
        this.headway.waited = false;
        return;
      case 'counter-opened':
        this.saysWhoIsOpen = true;
        this.open.add(counter);
        return;
      case 'counter-paused':
      case 'counter-closed':
        this.open.delete(counter);
        return;
      case 'ticket-issued':
        this.waiting.set(ticket, { at, service: String(event.service) });
        return;
      case 'ticket-called':
        return this.call(ticket, counter, at);
      case 'ticket-cancelled': {
        const waiter = this.waiting.get(ticket);
        if (waiter === undefined) return;
        this.waiting.delete(ticket);
        this.abandoned += 1;
        this.waitedMinutes += (at - waiter.at) / MINUTE;
        return;
      }
      case 'service-finished': {
        const served = this.serving.get(counter);
        this.serving.delete(counter);
        if (served?.ticket === ticket) this.learnVisit(served.service, (at - served.since) / MINUTE);
        return;
      }
      case 'ticket-absent':
        this.serving.delete(counter);
    }
  }

  private call(ticket: string, counter: number, at: number): void {
    const waiter = this.waiting.get(ticket);
    if (waiter === undefined) return;
    this.waiting.delete(ticket);
    this.lastWaitMinutes = (at - waiter.at) / MINUTE;
    this.waitedMinutes += this.lastWaitMinutes;
    this.serving.set(counter, { service: waiter.service, since: at, ticket });
    this.calledAt.set(counter, at);
    const { headway } = this;
    if (headway.waited) {
      headway.weight = Math.min(MEMORY, headway.weight + 1);
      headway.minutes += ((at - headway.at) / MINUTE - headway.minutes) / headway.weight;
    }
    headway.at = at;
    headway.waited = this.waiting.size > 0;
  }

  private learnVisit(service: string, minutes: number): void {
    this.today.actual += minutes / Math.max(0.01, this.meanOf(service));
    this.today.expected += 1;
    const visits = this.visits.get(service) ?? { sum: 0, count: 0 };
    this.visits.set(service, { sum: visits.sum + minutes, count: visits.count + 1 });
  }

  private meanOf(service: string | undefined): number {
    const all =
      service === undefined ? [...this.visits.values()] : [this.visits.get(service)].filter((v) => v !== undefined);
    const count = all.reduce((sum, each) => sum + each.count, 0);
    return (all.reduce((sum, each) => sum + each.sum, 0) + 5 * this.configuredMinutes) / (count + 5);
  }
}
