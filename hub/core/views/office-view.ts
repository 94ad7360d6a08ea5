import type { CityView, OfficeView, SectionView, TicketView } from '../../../protocol/congestion/views.ts';
import type { LocalText, OfficeAddress } from '../../../protocol/ground/identifiers.ts';
import { callViews } from '../../../protocol/queue/summary.ts';
import type { Ticket } from '../../../protocol/queue/ticket.ts';
import { beforeClosing } from '../before-closing.ts';
import { worstLevel } from '../levels.ts';
import type { SectionProjection } from '../section-projection.ts';
import { presentOf } from '../wait/published.ts';
import { estimateTicket } from '../wait/queue.ts';
import { freshnessOf, standsStill } from './section-view.ts';

export interface OfficeFacts extends OfficeAddress {
  readonly name: LocalText;
}

/** An office of its sections: the worst level that is known among them, and all who wait where that is known. Pure. */
export function officeView(
  { city, office, name }: OfficeFacts,
  sections: readonly SectionView[],
  observedAt: number,
): OfficeView {
  const waiting = sections.flatMap(({ services }) => services.map((service) => service.waiting ?? 0));
  return {
    city,
    office,
    name,
    observedAt,
    level: worstLevel(sections.map(({ level }) => level)),
    waiting: waiting.reduce((sum, count) => sum + count, 0),
    sections: [...sections],
  };
}

export function cityView(city: string, offices: readonly OfficeView[], observedAt: number): CityView {
  return { city, observedAt, offices: offices.map(({ office, level, waiting }) => ({ office, level, waiting })) };
}

/** Whether a ticket that waits was at a counter for another service. */
const wasServed = ({ state, service, before }: Ticket): boolean =>
  state === 'waiting' && before?.state === 'called' && before.service !== service;

/** One resident's ticket as their page shows it; `undefined` for a code that no ticket of the day has. */
export function ticketView(
  office: OfficeFacts,
  projection: SectionProjection,
  code: string,
  now: number,
): TicketView | undefined {
  const { facts, state, learned, heardAt } = projection;
  const ticket = [...state.tickets.values()].find((each) => each.code === code);
  if (ticket === undefined) return undefined;
  const freshness = freshnessOf(projection, now);
  const left =
    freshness === 'lost' ? null : estimateTicket(learned.wait, state, ticket.ticket, presentOf(projection, now));
  // An ended ticket's number may be somebody else's by now.
  const call =
    ticket.state === 'called' ? callViews(state, now).find(({ number }) => number === ticket.number) : undefined;
  const known = left !== null && !standsStill(projection, ticket.service, now);
  return {
    number: ticket.number,
    city: office.city,
    office: office.office,
    officeName: office.name,
    section: facts.section,
    sectionName: facts.name,
    service: ticket.service,
    serviceName: facts.services.find(({ id }) => id === ticket.service)?.name ?? {
      ja: ticket.service,
      en: ticket.service,
    },
    state: ticket.state,
    heldReason: ticket.heldReason,
    ...(call === undefined ? {} : { callState: call.state }),
    ...(wasServed(ticket) ? { transferred: true } : {}),
    ahead: left?.ahead ?? null,
    estimate: known ? beforeClosing(facts, left.estimate, now) : null,
    counter: ticket.counter,
    issuedAt: ticket.issuedAt,
    calledAt: ticket.calledAt,
    observedAt: Math.min(heardAt ?? now, now),
    freshness,
  };
}
