import fc from 'fast-check';
import type { Command } from '../../protocol/queue/commands.ts';
import type { Event } from '../../protocol/queue/events.ts';
import { evolve } from '../../protocol/queue/evolve.ts';
import { emptySection, type SectionState } from '../../protocol/queue/state.ts';
import type { Ticket } from '../../protocol/queue/ticket.ts';
import { decide } from '../core/decide.ts';
import { nothing } from '../core/folded.ts';
import { type Decision, isRefused } from '../core/question.ts';
import { testNow, testRules } from './test-rules.ts';

const rules = testRules();
export const COUNTERS = [1, 2];
const DAY = '2026-11-24';

/** A section of one day that is asked for one thing after another. */
export class PlayedSection {
  readonly log: Event[] = [{ type: 'day-opened', at: 0, day: DAY }];
  state: SectionState = evolve(emptySection, this.log);
  at = Date.parse('2026-11-24T09:00+09:00');

  decide(command: Command): Decision {
    const n = this.state.tickets.size;
    const now = testNow({ at: this.at, ticket: `t${n}`, code: `code-of-ticket-${n}` });
    return decide(command, { ...nothing, queue: this.state, rules, now });
  }

  ask(command: Command): readonly Event[] {
    const decision = this.decide(command);
    if (isRefused(decision)) return [];
    this.log.push(...decision.events);
    this.state = evolve(this.state, decision.events);
    return decision.events;
  }

  visitAt(counter: number): string | null {
    return this.state.counters.get(counter)?.ticket ?? null;
  }

  pick(states: readonly string[], which: number): string | undefined {
    return pick(this.state, states, which)?.ticket;
  }
}

function pick({ tickets }: SectionState, states: readonly string[], which: number): Ticket | undefined {
  const those = tickets.values().filter(({ state }) => states.includes(state));
  return those[which % Math.max(1, those.length)];
}

/** What somebody at a console or a panel does; `looks`: they look at their counters anew before. */
export const hand = fc.record({
  who: fc.constantFrom('console-1', 'console-2', 'panel'),
  looks: fc.boolean(),
  counter: fc.constantFrom(...COUNTERS),
  does: fc.constantFrom(
    ...(['issue', 'call-next', 'call-next', 'arrived', 'recall', 'absent', 'hold', 'finish', 'transfer'] as const),
    ...(['requeue', 'cancel', 'restore', 'force', 'call', 'open-counter', 'pause-counter', 'close-counter'] as const),
  ),
  which: fc.nat(9),
  afterMs: fc.constantFrom(0, 300, 1_000, 19_999, 20_000, 60_000),
});
export type Hand = typeof hand extends fc.Arbitrary<infer Value> ? Value : never;

/** What a hand asks of a section that it saw in this state, as our own pages and panels ask it. */
export function commandOf(seen: SectionState, { does, counter, which }: Hand): Command | undefined {
  const visit = seen.counters.get(counter)?.ticket ?? null;
  const of = (type: 'requeue' | 'cancel', ...states: readonly string[]): Command | undefined => {
    const found = pick(seen, states, which);
    return found && { type, ticket: found.ticket, seenAt: found.state === 'called' ? found.counter : null };
  };
  switch (does) {
    case 'issue':
      return { type: 'issue', service: which % 2 === 0 ? 'shomei' : 'ido', by: 'staff' };
    case 'force':
      return { type: 'call-next', counter, visit, force: true };
    case 'transfer':
      return { type: 'transfer', counter, visit, service: which % 2 === 0 ? 'shomei' : 'ido' };
    case 'requeue':
      return of('requeue', 'held', 'absent', ...(which < 3 ? ['called'] : []));
    case 'cancel':
      return of('cancel', 'waiting', 'held', 'absent');
    case 'restore': {
      const found = pick(seen, which < 7 ? ['done', 'cancelled', 'absent'] : ['waiting'], which);
      return found && { type: 'restore', ticket: found.ticket };
    }
    case 'call': {
      const found = pick(seen, ['waiting', 'held', 'absent'], which);
      return found && { type: 'call', counter, visit, ticket: found.ticket };
    }
    case 'open-counter':
    case 'close-counter':
      return { type: does, counter };
    case 'pause-counter':
      return { type: does, counter, reason: 'lunch' };
    default:
      return { type: does, counter, visit };
  }
}
