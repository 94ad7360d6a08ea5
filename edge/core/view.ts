import type { Accuracy, Estimate } from '../../protocol/congestion/views.ts';
import { type DayHours, dayAt, type Opening, type OpeningHours, openingOn } from '../../protocol/ground/calendar.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { callingOrder } from '../../protocol/queue/order.ts';
import type { SectionState } from '../../protocol/queue/state.ts';
import { absentViews, callViews } from '../../protocol/queue/summary.ts';
import type { Ticket } from '../../protocol/queue/ticket.ts';
import type { LeadTicket, LeadView } from '../../protocol/wire/lead-view.ts';
import { standing } from './declared.ts';
import { type Papers, printOf, wantsPaper } from './papers.ts';
import { type QueueRules, toldServices } from './rules.ts';

/** What a section's configuration shows of itself. */
export interface Signboard {
  readonly city: string;
  readonly office: string;
  readonly section: string;
  readonly name: LocalText;
  readonly unit: string;
  readonly hours: OpeningHours;
  readonly services: readonly { readonly id: string; readonly letter?: string | undefined; readonly name: LocalText }[];
  readonly ticketPage: string | null;
  readonly accuracyPage: string | null;
}

/** What the unit around the queue knows at the moment. */
export interface Surroundings {
  readonly observedAt: number;
  readonly clockTrusted: boolean;
  readonly hub: LeadView['hub'];
  readonly units: LeadView['units'];
  /** The hub's estimates by service, as far as they are fresh. */
  readonly estimates: ReadonlyMap<string, Estimate>;
  /** How right they were, as the hub said last. */
  readonly accuracy: Accuracy | null;
  /** Whether this section prints, what is known of its papers, and the tickets whose print is under way. */
  readonly prints: boolean;
  readonly papers: Papers;
  readonly printing: ReadonlySet<string>;
  /** What a device at a counter asked for and was refused a moment ago, by counter. */
  readonly refusals: ReadonlyMap<number, { readonly message: LocalText; readonly at: number }>;
}

/** Everything that a section's board, kiosk and staff pages show. Pure. */
export function leadView(state: SectionState, rules: QueueRules, signboard: Signboard, around: Surroundings): LeadView {
  const positions = new Map<string, number>();
  const waiting = new Map<string, number>();
  for (const id of toldServices(state, rules)) {
    const order = callingOrder(state.tickets, { services: [id], credits: rules.credits });
    for (const [i, { ticket }] of order.entries()) positions.set(ticket, i + 1);
    waiting.set(id, order.length);
  }
  const opening = openingOn(signboard.hours, dayAt(around.observedAt, signboard.hours.timezone));
  return {
    city: signboard.city,
    office: signboard.office,
    section: signboard.section,
    name: signboard.name,
    unit: signboard.unit,
    observedAt: around.observedAt,
    day: state.day,
    reception: state.reception,
    hours: { ...hoursOf(opening, signboard.hours), timezone: signboard.hours.timezone },
    restDay: 'closed' in opening ? opening.closed : null,
    clockTrusted: around.clockTrusted,
    hub: around.hub,
    services: signboard.services.map(({ id, letter, name }) => ({
      service: id,
      name,
      letter: letter ?? null,
      waiting: waiting.get(id) ?? 0,
      lastCalled: state.lastCalled.get(id) ?? null,
      estimate: around.estimates.get(id) ?? null,
    })),
    counters: [...rules.counters, ...leftCounters(state, rules)].map(({ id, services }) => {
      const closed = { state: 'closed' as const, services, duty: null, ticket: null, pause: null };
      const counter = state.counters.get(id) ?? closed;
      const ticket = counter.ticket === null ? undefined : state.tickets.get(counter.ticket);
      return {
        counter: id,
        state: counter.state,
        services: [...(counter.state === 'closed' ? services : counter.services)],
        duty: counter.duty,
        ticket: ticket?.number ?? null,
        ticketId: ticket?.ticket ?? null,
        calledAt: ticket?.calledAt ?? null,
        pause: counter.pause,
        refused: around.refusals.get(id) ?? null,
      };
    }),
    declared: standing(state),
    calls: callViews(state, around.observedAt),
    absent: absentViews(state, around.observedAt),
    tickets: [...state.tickets.values()].map((ticket) =>
      ticketView(ticket, positions.get(ticket.ticket) ?? null, rules, around),
    ),
    units: around.units,
    ticketPage: signboard.ticketPage,
    accuracy: around.accuracy,
    accuracyPage: signboard.accuracyPage,
  };
}

/** Counters that aren't configured any more and still have a visit, which somebody has to end. */
const leftCounters = (state: SectionState, { counters }: QueueRules) =>
  [...state.counters.values()].flatMap(({ counter: id, services, ticket }) =>
    ticket !== null && counters.every((each) => each.id !== id) ? [{ id, services }] : [],
  );

const hoursOf = (opening: Opening, { opens, closes }: DayHours): DayHours =>
  'open' in opening ? opening.open : { opens, closes };

function ticketView(ticket: Ticket, position: number | null, rules: QueueRules, around: Surroundings): LeadTicket {
  const { number, service, state, priority, language, issuedAt, calledAt, counter, recalls, since, heldReason } =
    ticket;
  const creditMinutes = rules.credits[priority];
  const needs = [...ticket.needs];
  const shared = {
    ticket: ticket.ticket,
    number,
    service,
    state,
    priority,
    language,
    needs,
    issuedAt,
    calledAt,
    counter,
    recalls,
    since,
    heldReason,
    restorable: ticket.before !== null,
  };
  return { ...shared, position, creditMinutes, ...printView(ticket, around) };
}

function printView(
  ticket: Ticket,
  { prints, papers, printing }: Surroundings,
): Pick<LeadTicket, 'print' | 'printDetail'> {
  const print = printOf(papers, ticket.ticket);
  if (!prints || !wantsPaper(ticket)) return { print: 'none', printDetail: null };
  switch (print.state) {
    case 'pending':
      return { print: 'pending', printDetail: null };
    case 'unknown':
      return { print: printing.has(ticket.ticket) ? 'pending' : 'unknown', printDetail: null };
    case 'printed':
      return { print: print.proof === 'sent' ? 'sent' : 'printed', printDetail: null };
    case 'failed':
      return { print: 'failed', printDetail: print.reason };
    default:
      return print satisfies never;
  }
}
