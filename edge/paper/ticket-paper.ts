import type { TicketContent } from '../../hardware/printer/printer.ts';
import type { Estimate } from '../../protocol/congestion/views.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { callingOrder, type PriorityCredits } from '../../protocol/queue/order.ts';
import type { SectionState } from '../../protocol/queue/state.ts';
import type { Ticket } from '../../protocol/queue/ticket.ts';
import type { Signboard } from '../core/view.ts';

export interface PaperOptions {
  readonly signboard: Signboard;
  readonly officeName: LocalText | undefined;
  readonly credits: PriorityCredits;
  readonly state: () => SectionState;
  readonly estimates: () => ReadonlyMap<string, Estimate>;
}

/** What a ticket's paper says, as things stand when it is printed. */
export function ticketPaper({ signboard, officeName, credits, state, estimates }: PaperOptions) {
  return (ticket: Ticket, reprint: boolean): TicketContent => {
    const { number, code, issuedAt, service } = ticket;
    const order = callingOrder(state().tickets, { services: [service], credits });
    const ahead = order.findIndex((each) => each.ticket === ticket.ticket);
    return {
      number,
      office: officeName ?? { ja: signboard.office, en: signboard.office },
      section: signboard.name,
      service: signboard.services.find(({ id }) => id === service)?.name ?? { ja: service, en: service },
      waiting: ahead === -1 ? null : ahead,
      estimate: estimates().get(service) ?? null,
      issuedAt,
      timezone: signboard.hours.timezone,
      url: signboard.ticketPage === null ? null : signboard.ticketPage + code,
      reprint,
    };
  };
}
