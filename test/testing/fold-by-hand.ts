import type { Kept } from './stores.ts';

export interface FoldedTicket {
  readonly number: string;
  readonly service: string;
  readonly state: string;
  /** The counter that serves it now. */
  readonly counter: number | null;
  /** Its last call: when, to which counter, and whether whoever was called is known to be there. */
  readonly call: { readonly at: number; readonly counter: number; readonly arrived: boolean } | null;
  /** Its service before it was transferred last. */
  readonly servedBefore: string;
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
  return foldsByHand(log).at(-1)?.tickets ?? new Map();
}

/** The same after each event of the log. */
export function foldsByHand(
  log: readonly Kept[],
): readonly { readonly at: number; readonly tickets: ReadonlyMap<string, FoldedTicket> }[] {
  let tickets: ReadonlyMap<string, FoldedTicket> = new Map();
  let day: unknown;
  return log.map(({ event }) => {
    if (event.type === 'day-opened' && event.day !== day) {
      day = event.day;
      tickets = new Map();
    }
    const id = String(event.ticket);
    const moved = step(tickets.get(id), event);
    if (moved !== undefined) tickets = new Map([...tickets, [id, moved]]);
    return { at: event.at, tickets };
  });
}

/** The ticket that an event is of, after it; undefined where the event moves no ticket. */
function step(before: FoldedTicket | undefined, event: Kept['event']): FoldedTicket | undefined {
  const { type, at } = event;
  const service = String(event.service);
  const counter = Number(event.counter);
  if (type === 'ticket-issued')
    return {
      number: String(event.number),
      service,
      servedBefore: service,
      state: 'waiting',
      counter: null,
      call: null,
    };
  if (before === undefined) return undefined;
  const { call } = before;
  if (type === 'visit-started') return { ...before, call: { at, counter, ...call, arrived: true } };
  if (type === 'ticket-recalled') return { ...before, call: { at, counter, arrived: false } };
  if (type === 'ticket-restored') {
    const back = { ...before, service: before.servedBefore, state: String(event.to), counter: null };
    if (back.state !== 'called') return back;
    // Its old call stands; at another counter it is no call.
    return { ...back, counter, call: call?.counter === counter ? call : { at, counter, arrived: true } };
  }
  const state = STATES[type];
  if (state === undefined) return undefined;
  const moved = { ...before, servedBefore: before.service, state, counter: null };
  if (type === 'ticket-transferred') return { ...moved, service };
  return state === 'called' ? { ...moved, counter, call: { at, counter, arrived: event.present === true } } : moved;
}

/** Every ticket that was ever issued, with its day. */
export function issuedOf(log: readonly Kept[]): { day: string; number: string; ticket: string }[] {
  let day = '';
  return log.flatMap(({ event }) => {
    if (event.type === 'day-opened') day = String(event.day);
    return event.type === 'ticket-issued' ? [{ day, number: String(event.number), ticket: String(event.ticket) }] : [];
  });
}
