import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../protocol/queue/commands.ts';
import type { Event } from '../../protocol/queue/events.ts';
import { evolve } from '../../protocol/queue/evolve.ts';
import { emptySection, type SectionState } from '../../protocol/queue/state.ts';
import { testNow, testRules } from '../testing/test-rules.ts';
import { decide } from './decide.ts';
import { nothing } from './folded.ts';
import { isRefused } from './question.ts';

const rules = testRules();
const COUNTERS = [1, 2];
const DAY = '2026-11-24';

/** A section of one day that is asked for one thing after another. */
class Played {
  readonly log: Event[] = [{ type: 'day-opened', at: 0, day: DAY }];
  state: SectionState = evolve(emptySection, this.log);
  at = Date.parse('2026-11-24T09:00+09:00');

  ask(command: Command): readonly Event[] {
    const n = this.state.tickets.size;
    const now = testNow({ at: this.at, ticket: `t${n}`, code: `code-of-ticket-${n}` });
    const decision = decide(command, { ...nothing, queue: this.state, rules, now });
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
const hand = fc.record({
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
type Hand = typeof hand extends fc.Arbitrary<infer Value> ? Value : never;

function commandOf(played: Played, { does, counter, which }: Hand, visit: string | null): Command | undefined {
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
      return of('restore', 'done', 'cancelled', 'absent', 'waiting');
    case 'call': {
      const ticket = played.pick(['waiting', 'held', 'absent'], which);
      return ticket === undefined ? undefined : { type: 'call', counter, visit, ticket };
    }
    default:
      return { type: does, counter, visit };
  }
}

const ENDS: readonly string[] = ['service-finished', 'ticket-absent', 'ticket-held', 'ticket-transferred'];
const hands = fc.array(hand, { maxLength: 80 });

describe('two consoles and a panel at two counters, in whatever order they are pressed', () => {
  it('end no visit that who pressed did not see, and lose nobody', () =>
    fc.assert(
      fc.property(hands, (pressed) => {
        const played = new Played();
        const seen = new Map<string, string | null>();
        let issued = 0;
        for (const each of pressed) {
          played.at += each.afterMs;
          for (const counter of each.looks ? COUNTERS : []) seen.set(`${each.who} ${counter}`, played.visitAt(counter));
          const visit = seen.get(`${each.who} ${each.counter}`) ?? null;
          const command = commandOf(played, each, visit);
          if (command === undefined) continue;
          for (const event of played.ask(command)) {
            if (event.type === 'ticket-issued') issued += 1;
            if (ENDS.includes(event.type) && 'ticket' in event) expect(event.ticket).toBe(visit);
          }
          const states = played.state.tickets.values().map(({ state }) => state);
          expect(states).toHaveLength(issued);
          const called = states.filter((state) => state === 'called').length;
          expect(COUNTERS.filter((counter) => played.visitAt(counter) !== null)).toHaveLength(called);
        }
      }),
      { numRuns: 500 },
    ));

  it('lose nobody to NEXT pressed twice within twenty seconds', () =>
    fc.assert(
      fc.property(hands, fc.integer({ min: 0, max: 19_999 }), (pressed, afterMs) => {
        const played = new Played();
        for (const each of pressed) {
          played.at += each.afterMs;
          const command = commandOf(played, each, played.visitAt(each.counter));
          if (command !== undefined) played.ask(command);
        }
        const called = played.ask({ type: 'call-next', counter: 1 }).some(({ type }) => type === 'ticket-called');
        const there = played.visitAt(1);
        played.at += afterMs;
        if (called) expect(played.ask({ type: 'call-next', counter: 1, visit: there })).toEqual([]);
      }),
    ));
});

describe('a slip that is taken back', () => {
  const slips = fc.constantFrom('finish', 'absent', 'cancel', 'transfer-shomei', 'transfer-ido');
  const others = fc.array(
    hand.filter(({ does, counter }) => does !== 'cancel' && does !== 'restore' && counter === 2),
    { maxLength: 8 },
  );

  it('leaves the queue as if it had never been, whatever was done at other counters meanwhile', () =>
    fc.assert(
      fc.property(hands, slips, others, fc.nat(99), (pressed, slip, meanwhile, which) => {
        const [played, without] = [new Played(), new Played()];
        const both = [played, without];
        const press = (each: Hand): void => {
          const command = commandOf(without, each, without.visitAt(each.counter));
          for (const section of both) {
            section.at += each.afterMs;
            if (command !== undefined) section.ask(command);
          }
        };
        for (const each of pressed) press(each);
        const visit =
          slip === 'cancel' ? played.pick(['waiting', 'held', 'absent', 'called'], which) : played.visitAt(1);
        if (visit === undefined || visit === null) return;
        const [type, service] = slip.split('-');
        const done = played.ask(
          type === 'cancel'
            ? { type: 'cancel', ticket: visit }
            : type === 'transfer'
              ? { type: 'transfer', counter: 1, service: service ?? '' }
              : { type: type === 'finish' ? 'finish' : 'absent', counter: 1 },
        );
        if (done.length === 0) return;
        // What others do meanwhile neither touches the ticket nor passes it over.
        if (type === 'finish' || type === 'absent') {
          for (const each of meanwhile) {
            const command = commandOf(without, each, without.visitAt(2));
            if (command !== undefined && !('ticket' in command && command.ticket === visit)) press(each);
          }
        }
        expect(played.ask({ type: 'restore', ticket: visit })).toMatchObject([{ type: 'ticket-restored' }]);
        expect({ ...played.state, clock: 0 }).toEqual({ ...without.state, clock: 0 });
      }),
      { numRuns: 300 },
    ));
});
