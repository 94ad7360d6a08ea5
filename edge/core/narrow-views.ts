import { dayAt } from '../../protocol/ground/calendar.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { BoardView } from '../../protocol/wire/board-view.ts';
import type { KioskView, OwnTicket } from '../../protocol/wire/kiosk-view.ts';
import type { LeadView } from '../../protocol/wire/lead-view.ts';

export interface KioskSettings {
  readonly paperRoll?: LocalText | null | undefined;
  readonly undo: boolean;
}

/** What everybody in the hall may see, of what staff see. */
const shared = ({ section, name, observedAt, reception, hours, day, services, declared }: LeadView) => ({
  section,
  name,
  observedAt,
  reception,
  hours,
  endedToday: reception === 'closed' && day === dayAt(observedAt, hours.timezone),
  level: services.length === 0 ? (declared?.level ?? ('unknown' as const)) : null,
});

/** What a board shows, of what staff see. Pure. */
export function boardView(lead: LeadView): BoardView {
  // Whoever was called last is not called any more, tonight and until the next day opens.
  const over =
    lead.reception === 'closed' && !lead.tickets.some(({ state }) => state === 'waiting' || state === 'called');
  return {
    ...shared(lead),
    calls: over ? [] : lead.calls,
    held: lead.tickets.filter(({ state }) => state === 'held').map(({ number }) => number),
    absent: over ? [] : lead.absent.map(({ number }) => number),
    services: lead.services.map((service) => ({
      ...service,
      next: lead.tickets.find(({ service: of, position }) => of === service.service && position === 1)?.number ?? null,
    })),
  };
}

/** What a kiosk shows, of what staff see and of what is configured. Pure. */
export const kioskView = (lead: LeadView, { paperRoll = null, undo }: KioskSettings): KioskView => ({
  ...shared(lead),
  restDay: lead.restDay,
  services: lead.services.map(({ lastCalled: _, ...service }) => service),
  printer: printerState(lead),
  ticketPage: lead.ticketPage,
  paperRoll,
  undo,
});

/** What became of a ticket, for who knows its id; undefined where there is none. Pure. */
export function ownTicket({ tickets, observedAt }: LeadView, id: string): OwnTicket | undefined {
  const found = tickets.find(({ ticket }) => ticket === id);
  return found && { observedAt, ticket: found.ticket, number: found.number, state: found.state, print: found.print };
}

function printerState({ units }: LeadView): KioskView['printer'] {
  const printers = units.flatMap(({ state: unit, devices }) =>
    devices.filter(({ kind }) => kind === 'printer').map(({ state }) => ({ unit, state })),
  );
  if (printers.length === 0) return 'none';
  const prints = printers.some(
    ({ unit, state }) => unit === 'online' && (state === 'ok' || state === 'attention' || state === 'unknown'),
  );
  return prints ? 'ready' : 'not-ready';
}
