import type { CommandOf } from '../../protocol/queue/commands.ts';
import type { EventOf } from '../../protocol/queue/events.ts';
import { type Before, isAlive, type Ticket } from '../../protocol/queue/ticket.ts';
import { accept, byReference, type Decision, type Question, refused } from './question.ts';
import { counterOf } from './rules.ts';

/**
 * Takes back what was done to a ticket by mistake: it was finished, cancelled, made absent or transferred. It comes back to what it
 * was. Who was at a counter comes back there if it serves nobody now and isn't closed; else they are set aside, for whoever is at
 * the counter now is not disturbed. Who had not come when they were called waits at their old place.
 */
export function restore(command: CommandOf<'restore'>, question: Question): Decision {
  const { queue, now } = question;
  const ticket = byReference(queue, command.ticket);
  if (ticket === undefined) return refused('unknown-ticket', command.ticket);
  const { number, state, before } = ticket;
  if (before === null) {
    if (state === 'waiting') return refused('ticket-waiting', number);
    return state === 'called' ? refused('ticket-at-counter', number) : refused('no-change');
  }
  // The numbers began anew since, and somebody else carries this one.
  if (queue.tickets.values().some((each) => each !== ticket && each.number === number && isAlive(each)))
    return refused('number-taken', number);
  return accept({ type: 'ticket-restored', at: now.at, ticket: ticket.ticket, ...placeOf(state, before, question) });
}

function placeOf(
  state: Ticket['state'],
  before: Before,
  { queue, rules }: Question,
): Pick<EventOf<'ticket-restored'>, 'to' | 'counter'> {
  if (before.state !== 'called') return { to: before.state };
  const counter = before.counter === null ? undefined : counterOf(queue, rules, before.counter);
  if (counter !== undefined && counter.ticket === null && counter.state !== 'closed')
    return { to: 'called', counter: counter.counter };
  return { to: state === 'absent' && before.call?.arrived === false ? 'waiting' : 'held' };
}
