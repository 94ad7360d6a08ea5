import type { CommandOf } from '../../protocol/queue/commands.ts';
import type { Event, EventOf } from '../../protocol/queue/events.ts';
import { callingOrder } from '../../protocol/queue/order.ts';
import type { Counter } from '../../protocol/queue/state.ts';
import { isAlive, type Ticket } from '../../protocol/queue/ticket.ts';
import { opened } from './counters.ts';
import { isStillToCome } from './day.ts';
import { mayGiveOut } from './kiosk-limit.ts';
import { nextNumber, numbersName, seriesOf } from './numbers.ts';
import {
  accept,
  atCounter,
  type Decision,
  isOffered,
  numberOf,
  type Question,
  refused,
  unseen,
  withTicket,
  withVisit,
} from './question.ts';
import { callingRules, strandedServices } from './rules.ts';

export function issue(command: CommandOf<'issue'>, { queue, rules, now }: Question): Decision {
  const service = rules.services.find(({ id }) => id === command.service);
  if (service === undefined) return refused('unknown-service', command.service);
  if (queue.day === null || isStillToCome(queue, now)) return refused('no-day-open');
  // Staff may still give a ticket to someone who stood in line at closing time.
  if (queue.reception === 'closed' && command.by !== 'staff') return refused('reception-closed');
  // Staff see whom they give one to.
  if (command.by !== 'staff' && !mayGiveOut(now.given, now.at, rules.kiosk)) return refused('too-many-tickets');
  const number = nextNumber(queue, service, rules.highestNumber);
  if (number === undefined) return refused('numbers-exhausted', numbersName(service, rules.highestNumber));
  const { by, priority, language, needs } = command;
  return accept({
    type: 'ticket-issued',
    at: now.at,
    ticket: now.ticket,
    number,
    ...(service.letter === undefined ? { series: seriesOf(service) } : {}),
    service: service.id,
    code: now.code,
    by,
    ...(priority === undefined ? {} : { priority }),
    ...(language === undefined ? {} : { language }),
    ...(needs === undefined ? {} : { needs }),
  });
}

/** A called one needs this time to come, milliseconds: NEXT pressed again before that is a slip. */
const SETTLE_MS = 20_000;

export function callNext(command: CommandOf<'call-next'>, question: Question): Decision {
  const { queue, rules, now } = question;
  return atCounter(question, command.counter, (counter) => {
    const changed = unseen(question, command);
    if (changed !== undefined) return changed;
    if (command.force !== true && counter.ticket !== null && isSettling(counter, now.at))
      return refused('just-called', numberOf(queue, counter.ticket));
    const calling = callingRules(counter, rules);
    const services = [...calling.services, ...strandedServices(queue, rules)];
    const [next] = callingOrder(queue.tickets, { ...calling, services });
    const events = [...readyForNext(counter, question), ...(next === undefined ? [] : [called(next, counter, now.at)])];
    return events.length === 0 ? refused('nobody-waiting') : accept(...events);
  });
}

/** Before or after: a clock that was set right by some seconds takes nothing from it, and one that was set back far settles all. */
const isSettling = ({ call }: Counter, at: number): boolean =>
  call !== null && !call.arrived && Math.abs(at - call.at) < SETTLE_MS;

export function call(command: CommandOf<'call'>, question: Question): Decision {
  return atCounter(
    question,
    command.counter,
    (counter) =>
      unseen(question, command) ??
      withTicket(question, command.ticket, (ticket) =>
        ticket.state === 'called'
          ? refused('ticket-at-counter', ticket.number)
          : accept(...readyForNext(counter, question), called(ticket, counter, question.now.at)),
      ),
  );
}

/** A ticket under a counter's scanner is served there next. It never ends a visit: anybody can hold a ticket there. */
export function scan(command: CommandOf<'scan'>, question: Question): Decision {
  const { queue, now } = question;
  return atCounter(question, command.counter, (counter) => {
    const ticket = queue.tickets.values().find(({ code }) => code === command.code);
    if (ticket === undefined) return refused('unknown-ticket');
    if (!isAlive(ticket)) return refused('ticket-over', ticket.number);
    // Held out at the counter that called it, it has come.
    if (ticket.ticket === counter.ticket) return started(ticket.ticket, counter, now.at);
    if (ticket.state === 'called') return refused('ticket-at-counter', ticket.number);
    if (counter.ticket !== null) return refused('counter-busy', numberOf(queue, counter.ticket));
    return accept(...readyForNext(counter, question), { ...called(ticket, counter, now.at), present: true });
  });
}

/** What is done with the visit at a counter and needs nothing but that visit. */
const ofVisit = {
  recall: 'ticket-recalled',
  absent: 'ticket-absent',
  finish: 'service-finished',
} as const;

export function actOnVisit(command: CommandOf<keyof typeof ofVisit>, question: Question): Decision {
  return withVisit(question, command, (ticket, counter) =>
    accept({ type: ofVisit[command.type], at: question.now.at, ticket, counter }),
  );
}

export function arrived(command: CommandOf<'arrived'>, question: Question): Decision {
  const { queue, now } = question;
  return withVisit(question, command, (ticket, counter) => started(ticket, queue.counters.get(counter), now.at));
}

const started = (ticket: string, counter: Counter | undefined, at: number): Decision =>
  counter === undefined || counter.call?.arrived === true
    ? refused('no-change')
    : accept({ type: 'visit-started', at, ticket, counter: counter.counter });

export function hold(command: CommandOf<'hold'>, question: Question): Decision {
  const { reason } = command;
  return withVisit(question, command, (ticket, counter) =>
    accept({
      type: 'ticket-held',
      at: question.now.at,
      ticket,
      counter,
      ...(reason === undefined ? {} : { reason }),
    }),
  );
}

export function transfer(command: CommandOf<'transfer'>, question: Question): Decision {
  const { service } = command;
  if (!isOffered(question.rules, service)) return refused('unknown-service', service);
  return withVisit(question, command, (ticket, counter) =>
    question.queue.tickets.get(ticket)?.service === service
      ? refused('no-change')
      : accept({ type: 'ticket-transferred', at: question.now.at, ticket, counter, service }),
  );
}

export function requeue(command: CommandOf<'requeue'>, question: Question): Decision {
  return withSeen(question, command, (ticket) =>
    ticket.state === 'waiting'
      ? refused('ticket-waiting', ticket.number)
      : accept({
          type: 'ticket-requeued',
          at: question.now.at,
          ticket: ticket.ticket,
          reason: requeueReason(ticket),
        }),
  );
}

export function cancel(command: CommandOf<'cancel'>, question: Question): Decision {
  return withSeen(question, command, ({ ticket }) => accept({ type: 'ticket-cancelled', at: question.now.at, ticket }));
}

/** A living ticket, where it isn't at another counter by now than the one at which whoever asks saw it: its visit would end there. */
function withSeen(
  question: Question,
  { ticket, seenAt }: CommandOf<'requeue' | 'cancel'>,
  then: (ticket: Ticket) => Decision,
): Decision {
  return withTicket(question, ticket, (found) =>
    seenAt !== undefined && found.state === 'called' && found.counter !== seenAt
      ? refused('ticket-at-counter', found.number)
      : then(found),
  );
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

const called = ({ ticket }: Ticket, { counter }: Counter, at: number): EventOf<'ticket-called'> => ({
  type: 'ticket-called',
  at,
  ticket,
  counter,
});

function requeueReason(ticket: Ticket): string {
  if (ticket.state === 'absent') return 'returned';
  return ticket.state === 'held' ? 'ready' : 'put-back';
}
