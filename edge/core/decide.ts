import type { Command, CommandOf, Refusal } from '../../protocol/queue/commands.ts';
import type { Event, EventOf } from '../../protocol/queue/events.ts';
import { callingOrder } from '../../protocol/queue/order.ts';
import type { Counter, SectionState } from '../../protocol/queue/state.ts';
import { isAlive, type Ticket } from '../../protocol/queue/ticket.ts';
import { nextNumber } from './numbers.ts';
import { refuse } from './refusals.ts';
import { callingRules, counterOf, type QueueRules, strandedServices } from './rules.ts';

/** What a decision may need and can't compute: given from outside, so that a decision is pure. */
export interface Circumstances {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The business day that the clock says, `YYYY-MM-DD`. */
  readonly today: string;
  /** For a ticket issued by this command: an id that never repeats, and an unguessable code. */
  readonly ticket: string;
  readonly code: string;
}

export type Decision = { readonly events: readonly Event[] } | { readonly refused: Refusal };

export const isRefused = (decision: Decision): decision is { readonly refused: Refusal } => 'refused' in decision;

interface Question {
  readonly state: SectionState;
  readonly rules: QueueRules;
  readonly now: Circumstances;
}

const accept = (...events: Event[]): Decision => ({ events });
const refused = (...why: Parameters<typeof refuse>): Decision => ({ refused: refuse(...why) });

/** What a command does to a section, or why it does nothing. Pure: the same question has the same answer. */
export function decide(command: Command, question: Question): Decision {
  const { state, now } = question;
  const { at } = now;
  switch (command.type) {
    case 'issue':
      return issue(command, question);
    case 'call-next':
      return atCounter(question, command.counter, (counter) => {
        const calling = callingRules(counter, question.rules);
        const services = [...calling.services, ...strandedServices(state, question.rules)];
        const [next] = callingOrder(state.tickets, { ...calling, services });
        const events = [...readyForNext(counter, question), ...(next === undefined ? [] : [called(next, counter, at)])];
        return events.length === 0 ? refused('nobody-waiting') : accept(...events);
      });
    case 'call':
      return atCounter(question, command.counter, (counter) =>
        withTicket(state, command.ticket, (ticket) =>
          ticket.state === 'called'
            ? refused('ticket-at-counter', ticket.number)
            : accept(...readyForNext(counter, question), called(ticket, counter, at)),
        ),
      );
    case 'scan':
      return atCounter(question, command.counter, (counter) => scan(command.code, counter, question));
    case 'recall':
      return withVisit(question, command.counter, (ticket, counter) =>
        accept({ type: 'ticket-recalled', at, ticket, counter }),
      );
    case 'absent':
      return withVisit(question, command.counter, (ticket, counter) =>
        accept({ type: 'ticket-absent', at, ticket, counter }),
      );
    case 'hold':
      return withVisit(question, command.counter, (ticket, counter) =>
        accept({ type: 'ticket-held', at, ticket, counter }),
      );
    case 'finish':
      return withVisit(question, command.counter, (ticket, counter) =>
        accept({ type: 'service-finished', at, ticket, counter }),
      );
    case 'transfer':
      return transfer(command, question);
    case 'requeue':
      return withTicket(state, command.ticket, (ticket) =>
        ticket.state === 'waiting'
          ? refused('ticket-waiting', ticket.number)
          : accept({ type: 'ticket-requeued', at, ticket: ticket.ticket, reason: requeueReason(ticket) }),
      );
    case 'cancel':
      return withTicket(state, command.ticket, ({ ticket }) => accept({ type: 'ticket-cancelled', at, ticket }));
    case 'open-counter':
      return openCounter(command, question);
    case 'pause-counter':
      return atCounter(question, command.counter, ({ counter, state: was }) => {
        if (was === 'closed') return refused('counter-not-open', counter);
        return was === 'paused' ? refused('no-change') : accept({ type: 'counter-paused', at, counter });
      });
    case 'close-counter':
      return atCounter(question, command.counter, ({ counter, state: was, ticket }) => {
        if (ticket !== null) return refused('counter-busy', numberOf(state, ticket));
        return was === 'closed' ? refused('no-change') : accept({ type: 'counter-closed', at, counter });
      });
    case 'declare-level': {
      const { level, service } = command;
      if (service !== undefined && !isOffered(question.rules, service)) return refused('unknown-service', service);
      const until = level === 'unknown' ? {} : { until: at + question.rules.declarationMs };
      return accept({ type: 'level-declared', at, level, ...(service === undefined ? {} : { service }), ...until });
    }
    case 'open-day':
      return openDay(command.day ?? now.today, question);
    case 'close-reception':
      return state.reception === 'closed' ? refused('no-change') : accept({ type: 'reception-closed', at });
    case 'reprint':
      return withTicket(state, command.ticket, ({ ticket, print }) =>
        print.state === 'pending' ? refused('no-change') : accept({ type: 'reprint-requested', at, ticket }),
      );
    case 'report-print':
      return reportPrint(command, question);
    case 'raise-numbers':
      return raiseNumbers(command, question);
    default:
      return command satisfies never;
  }
}

/** A ticket under a counter's scanner is served there next. It never ends a visit: anybody can hold a ticket there. */
function scan(code: string, counter: Counter, question: Question): Decision {
  const { state, now } = question;
  const ticket = [...state.tickets.values()].find((each) => each.code === code);
  if (ticket === undefined) return refused('unknown-ticket');
  if (!isAlive(ticket)) return refused('ticket-over', ticket.number);
  if (ticket.ticket === counter.ticket) return refused('no-change');
  if (ticket.state === 'called') return refused('ticket-at-counter', ticket.number);
  if (counter.ticket !== null) return refused('counter-busy', numberOf(state, counter.ticket));
  return accept(...readyForNext(counter, question), { ...called(ticket, counter, now.at), present: true });
}

function issue(command: CommandOf<'issue'>, { state, rules, now }: Question): Decision {
  const service = rules.services.find(({ id }) => id === command.service);
  if (service === undefined) return refused('unknown-service', command.service);
  if (state.day === null) return refused('no-day-open');
  // Staff may still give a ticket to someone who stood in line at closing time.
  if (state.reception === 'closed' && command.by !== 'staff') return refused('reception-closed');
  const number = nextNumber(state, service.letter, rules.highestNumber);
  if (number === undefined) return refused('numbers-exhausted', service.letter);
  const { by, priority, language, needs } = command;
  return accept({
    type: 'ticket-issued',
    at: now.at,
    ticket: now.ticket,
    number,
    service: service.id,
    code: now.code,
    by,
    ...(priority === undefined ? {} : { priority }),
    ...(language === undefined ? {} : { language }),
    ...(needs === undefined ? {} : { needs }),
  });
}

/** A counter that calls finishes the visit it has, and opens if it was paused or closed. */
function readyForNext(counter: Counter, { rules, now: { at } }: Question): Event[] {
  const events: Event[] = [];
  if (counter.ticket !== null) {
    events.push({ type: 'service-finished', at, ticket: counter.ticket, counter: counter.counter });
  }
  if (counter.state !== 'open') {
    const { services } = callingRules(counter, rules);
    events.push(opened(counter.counter, at, { services, duty: counter.duty }));
  }
  return events;
}

const opened = (
  counter: number,
  at: number,
  { services, duty }: { readonly services: readonly string[]; readonly duty: string | null },
): Event => ({
  type: 'counter-opened',
  at,
  counter,
  services: [...services],
  ...(duty === null ? {} : { duty }),
});

const called = ({ ticket }: Ticket, { counter }: Counter, at: number): EventOf<'ticket-called'> => ({
  type: 'ticket-called',
  at,
  ticket,
  counter,
});

function transfer({ counter, service }: CommandOf<'transfer'>, question: Question): Decision {
  if (!isOffered(question.rules, service)) return refused('unknown-service', service);
  return withVisit(question, counter, (ticket) =>
    question.state.tickets.get(ticket)?.service === service
      ? refused('no-change')
      : accept({ type: 'ticket-transferred', at: question.now.at, ticket, counter, service }),
  );
}

function openCounter(command: CommandOf<'open-counter'>, question: Question): Decision {
  const { rules, now } = question;
  return atCounter(question, command.counter, (counter) => {
    if (command.duty !== undefined) return openDuty(command.duty, counter, question);
    const configured = rules.counters.find(({ id }) => id === counter.counter)?.services ?? [];
    const services = command.services ?? (counter.state === 'closed' ? configured : counter.services);
    const unknown = services.find((service) => !isOffered(rules, service));
    if (unknown !== undefined) return refused('unknown-service', unknown);
    if (counter.state === 'open' && services.join() === counter.services.join()) return refused('no-change');
    return accept(opened(counter.counter, now.at, { services, duty: command.services ? null : counter.duty }));
  });
}

/** A counter of another duty is taken over: its visit goes on. */
function openDuty(id: string, counter: Counter, { rules, now }: Question): Decision {
  const duty = rules.duties.find((each) => each.id === id);
  if (duty === undefined) return refused('unknown-duty', id);
  if (duty.counters?.includes(counter.counter) === false) return refused('duty-elsewhere', counter.counter);
  if (counter.state === 'open' && counter.duty === id) return refused('no-change');
  return accept(opened(counter.counter, now.at, { services: duty.services, duty: id }));
}

/** A later day begins anew; the same day's reception opens again; no day comes back. */
function openDay(day: string, { state, now: { at } }: Question): Decision {
  if (state.day !== null && day < state.day) return refused('day-in-the-past', day);
  if (day === state.day && state.reception === 'open') return refused('no-change');
  return accept({ type: 'day-opened', at, day });
}

/** A report that doesn't follow from what the log says of the print is an echo of one already taken. */
function reportPrint({ ticket: id, outcome }: CommandOf<'report-print'>, { state, now: { at } }: Question): Decision {
  const ticket = state.tickets.get(id);
  if (ticket === undefined) return refused('unknown-ticket', id);
  const { print } = ticket;
  switch (outcome.state) {
    case 'started':
      return print.state === 'pending' ? accept({ type: 'print-started', at, ticket: id }) : refused('no-change');
    case 'printed':
      return print.state === 'unknown'
        ? accept({ type: 'ticket-printed', at, ticket: id, proof: outcome.proof })
        : refused('no-change');
    case 'failed':
      return print.state === 'unknown' || print.state === 'pending'
        ? accept({ type: 'print-failed', at, ticket: id, reason: outcome.reason })
        : refused('no-change');
    default:
      return outcome satisfies never;
  }
}

function raiseNumbers({ day, last }: CommandOf<'raise-numbers'>, { state, now: { at } }: Question): Decision {
  if (day !== state.day) return refused('no-change');
  const higher = Object.entries(last).filter(([letter, count]) => count > (state.lastNumbers.get(letter) ?? 0));
  return higher.length === 0
    ? refused('no-change')
    : accept({ type: 'numbers-raised', at, day, last: Object.fromEntries(higher) });
}

function requeueReason(ticket: Ticket): string {
  if (ticket.state === 'absent') return 'returned';
  return ticket.state === 'held' ? 'ready' : 'put-back';
}

const isOffered = (rules: QueueRules, service: string): boolean => rules.services.some(({ id }) => id === service);
const numberOf = (state: SectionState, ticket: string): string => state.tickets.get(ticket)?.number ?? ticket;

function atCounter({ state, rules }: Question, id: number, then: (counter: Counter) => Decision): Decision {
  const counter = counterOf(state, rules, id);
  return counter === undefined ? refused('unknown-counter', id) : then(counter);
}

/** A visit ends where it is, though the counter isn't configured any more; none begins there. */
function withVisit(question: Question, id: number, then: (ticket: string, counter: number) => Decision): Decision {
  const visit = question.state.counters.get(id)?.ticket ?? null;
  if (visit !== null) return then(visit, id);
  return atCounter(question, id, () => refused('no-visit', id));
}

/** A living ticket by its id, or by the number that people see. */
function withTicket(state: SectionState, reference: string, then: (ticket: Ticket) => Decision): Decision {
  const ticket = state.tickets.get(reference) ?? byNumber(state, reference);
  if (ticket === undefined) return refused('unknown-ticket', reference);
  return isAlive(ticket) ? then(ticket) : refused('ticket-over', ticket.number);
}

/** Of the day's tickets with a number, the living one, else the latest. */
function byNumber(state: SectionState, number: string): Ticket | undefined {
  const same = [...state.tickets.values()].filter((ticket) => ticket.number === number.toUpperCase());
  return same.find(isAlive) ?? same.at(-1);
}
