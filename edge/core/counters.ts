import type { CommandOf } from '../../protocol/queue/commands.ts';
import type { Event } from '../../protocol/queue/events.ts';
import type { Counter } from '../../protocol/queue/state.ts';
import { accept, atCounter, type Decision, isOffered, numberOf, type Question, refused } from './question.ts';

export function openCounter(command: CommandOf<'open-counter'>, question: Question): Decision {
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

export function pauseCounter(command: CommandOf<'pause-counter'>, question: Question): Decision {
  return atCounter(question, command.counter, ({ counter, state }) => {
    if (state === 'closed') return refused('counter-not-open', counter);
    const { reason, until } = command;
    // Whoever says nothing new of the pause changes nothing.
    if (state === 'paused' && reason === undefined && until === undefined) return refused('no-change');
    return accept({
      type: 'counter-paused',
      at: question.now.at,
      counter,
      ...(reason === undefined ? {} : { reason }),
      ...(until === undefined ? {} : { until }),
    });
  });
}

export function closeCounter(command: CommandOf<'close-counter'>, question: Question): Decision {
  return atCounter(question, command.counter, ({ counter, state, ticket }) => {
    if (ticket !== null) return refused('counter-busy', numberOf(question.queue, ticket));
    return state === 'closed' ? refused('no-change') : accept({ type: 'counter-closed', at: question.now.at, counter });
  });
}

export const opened = (
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
