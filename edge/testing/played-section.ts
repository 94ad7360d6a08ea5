import fc from 'fast-check';
import type { Command } from '../../protocol/queue/commands.ts';
import type { Event } from '../../protocol/queue/events.ts';
import { evolve } from '../../protocol/queue/evolve.ts';
import { emptySection, type SectionState } from '../../protocol/queue/state.ts';
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
    const those = this.state.tickets.values().filter(({ state }) => states.includes(state));
    return those[which % Math.max(1, those.length)]?.ticket;
  }
}

/** What somebody at a console or a panel does; `looks`: they look at their counters anew before. */
export const hand = fc.record({
  who: fc.constantFrom('console-1', 'console-2', 'panel'),
  looks: fc.boolean(),
  counter: fc.constantFrom(...COUNTERS),
  does: fc.constantFrom(
    ...(['issue', 'call-next', 'call-next', 'arrived', 'recall', 'absent', 'hold', 'finish', 'transfer'] as const),
    ...(['requeue', 'cancel', 'restore', 'force', 'call'] as const),
  ),
  which: fc.nat(9),
  afterMs: fc.constantFrom(0, 300, 1_000, 19_999, 20_000, 60_000),
});
export type Hand = typeof hand extends fc.Arbitrary<infer Value> ? Value : never;

export function commandOf(
  played: PlayedSection,
  { does, counter, which }: Hand,
  visit: string | null,
): Command | undefined {
  const of = (type: 'requeue' | 'cancel' | 'restore', ...states: readonly string[]): Command | undefined => {
    const ticket = played.pick(states, which);
    return ticket === undefined ? undefined : { type, ticket };
  };
  switch (does) {
    case 'issue':
      return { type: 'issue', service: which % 2 === 0 ? 'shomei' : 'ido', by: 'staff' };
    case 'force':
      return { type: 'call-next', counter, visit, force: true };
    case 'transfer':
      return { type: 'transfer', counter, visit, service: which % 2 === 0 ? 'shomei' : 'ido' };
    case 'requeue':
      return of('requeue', 'held', 'absent');
    case 'cancel':
      return of('cancel', 'waiting', 'held', 'absent');
    case 'restore':
      return which < 7 ? of('restore', 'done', 'cancelled', 'absent') : of('restore', 'waiting');
    case 'call': {
      const ticket = played.pick(['waiting', 'held', 'absent'], which);
      return ticket === undefined ? undefined : { type: 'call', counter, visit, ticket };
    }
    default:
      return { type: does, counter, visit };
  }
}
