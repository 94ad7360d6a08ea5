import type { Kept } from './stores.ts';

export interface FoldedTicket {
  readonly number: string;
  readonly service: string;
  readonly state: string;
  /** The counter that serves it now. */
  readonly counter: number | null;
}

const STATES: Readonly<Record<string, string>> = {
  'ticket-called': 'called',
  'ticket-absent': 'absent',
  'ticket-held': 'held',
  'ticket-requeued': 'waiting',
  'ticket-transferred': 'waiting',
  'service-finished': 'done',
  'ticket-cancelled': 'cancelled',
};

/** The tickets of the last day and where each is, by its id: a second opinion, written without looking at evolve.ts. */
export function foldByHand(log: readonly Kept[]): ReadonlyMap<string, FoldedTicket> {
  const tickets = new Map<string, FoldedTicket>();
  let day: unknown;
  for (const { event } of log) {
    const { type, ticket, service, number, counter } = event;
    if (type === 'day-opened' && event.day !== day) {
      day = event.day;
      tickets.clear();
    }
    if (type === 'ticket-issued')
      tickets.set(String(ticket), {
        number: String(number),
        service: String(service),
        state: 'waiting',
        counter: null,
      });
    const state = STATES[type];
    const before = tickets.get(String(ticket));
    if (state === undefined || before === undefined) continue;
    tickets.set(String(ticket), {
      number: before.number,
      service: type === 'ticket-transferred' ? String(service) : before.service,
      state,
      counter: state === 'called' ? Number(counter) : null,
    });
  }
  return tickets;
}

/** Every ticket that was ever issued, with its day. */
export function issuedOf(log: readonly Kept[]): { day: string; number: string; ticket: string }[] {
  let day = '';
  return log.flatMap(({ event }) => {
    if (event.type === 'day-opened') day = String(event.day);
    return event.type === 'ticket-issued' ? [{ day, number: String(event.number), ticket: String(event.ticket) }] : [];
  });
}
