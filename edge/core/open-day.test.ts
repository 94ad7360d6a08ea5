import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../protocol/queue/commands.ts';
import type { Event } from '../../protocol/queue/events.ts';
import { evolve } from '../../protocol/queue/evolve.ts';
import { emptySection } from '../../protocol/queue/state.ts';
import { testNow, testRules } from '../testing/test-rules.ts';
import { decide } from './decide.ts';
import { nothing } from './folded.ts';
import { isRefused } from './question.ts';

const TODAY = '2026-11-24';

/** A section whose log holds these events, asked by a clock that says 24 November 2026. */
function setup(log: readonly Event[] = [{ type: 'day-opened', at: 0, day: TODAY }]) {
  let queue = evolve(emptySection, log);
  const clock = { today: TODAY, trusted: true };
  const ask = (command: Command): string => {
    const ticket = `t${queue.tickets.size}`;
    const now = testNow({ at: queue.clock + 1_000, ...clock, ticket, code: `code-of-ticket-${ticket}` });
    const decision = decide(command, { ...nothing, queue, rules: testRules(), now });
    if (isRefused(decision)) return decision.refused.code;
    queue = evolve(queue, decision.events);
    return decision.events.map(({ type }) => type).join(' ');
  };
  const open = (day?: string): string => ask({ type: 'open-day', day });
  const issue = (): string => ask({ type: 'issue', service: 'shomei', by: 'staff' });
  return { ask, open, issue, clock, state: () => queue };
}

describe('opening the day', () => {
  it.each(['9999-12-31', '9999-99-99', '2026-02-31', '2026-11-26', '2026-11-22'])(
    'is refused for %s, which is neither today nor a day beside it',
    (day) => {
      const { open, issue, state } = setup();
      issue();
      expect(open(day)).toBe('day-out-of-reach');
      expect([state().day, state().tickets.size]).toEqual([TODAY, 1]);
    },
  );

  it('ahead of time is refused while somebody holds a number', () => {
    const { ask, open, issue, state } = setup();
    issue();
    expect(open('2026-11-25')).toBe('day-out-of-reach');
    ask({ type: 'cancel', ticket: 'A001' });
    expect(open('2026-11-25')).toBe('day-opened');
    expect(state().day).toBe('2026-11-25');
  });

  it('ahead of time gives out no number yet, and is taken back', () => {
    const { open, issue, clock, state } = setup();
    open('2026-11-25');
    expect(issue()).toBe('no-day-open');
    expect(open()).toBe('day-opened');
    expect([state().day, issue()]).toEqual([TODAY, 'ticket-issued']);
    clock.today = '2026-11-25';
    expect(open()).toBe('day-opened');
    expect(issue()).toBe('ticket-issued');
    // A clock that went back since keeps nobody from it, and takes nothing back.
    clock.today = TODAY;
    expect([issue(), open()]).toEqual(['ticket-issued', 'day-in-the-past']);
    clock.trusted = false;
    expect([issue(), open()]).toEqual(['ticket-issued', 'day-in-the-past']);
  });

  it.each(['9999-12-31', '9999-99-99'])('heals a log that holds %s, whatever was issued on it', (day) => {
    const { open, issue, state } = setup([{ type: 'day-opened', at: 0, day }]);
    expect(issue()).toBe('no-day-open');
    expect(open()).toBe('day-opened');
    expect([state().day, issue()]).toEqual([TODAY, 'ticket-issued']);
    const used = setup([
      { type: 'day-opened', at: 0, day },
      { type: 'ticket-issued', at: 1, ticket: 'x', number: 'A001', service: 'shomei', code: '12345678', by: 'staff' },
    ]);
    expect(used.open()).toBe('day-opened');
    expect([used.state().day, used.state().tickets.size]).toEqual([TODAY, 0]);
  });

  it('today is possible after any sequence of commands', () => {
    const days = ['9999-12-31', '9999-99-99', '2026-11-22', '2026-11-23', TODAY, '2026-11-25', '2026-11-26', 'today'];
    const command = fc.oneof(
      fc.constantFrom(...days).map((day): Command => ({ type: 'open-day', ...(day === 'today' ? {} : { day }) })),
      fc.constantFrom<Command>(
        { type: 'issue', service: 'shomei', by: 'staff' },
        { type: 'call-next', counter: 1 },
        { type: 'finish', counter: 1 },
        { type: 'cancel', ticket: 'A001' },
        { type: 'restore', ticket: 'A001' },
        { type: 'close-reception' },
        { type: 'raise-numbers', day: TODAY, last: { A: 5 } },
      ),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
        const { ask, open, issue, state } = setup();
        for (const each of commands) ask(each);
        open();
        expect([state().day, state().reception, issue()]).toEqual([TODAY, 'open', 'ticket-issued']);
      }),
      { numRuns: 300 },
    );
  });
});
