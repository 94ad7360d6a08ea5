import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../protocol/queue/commands.ts';
import type { SectionState } from '../../protocol/queue/state.ts';
import { COUNTERS, commandOf, type Hand, hand, PlayedSection } from '../testing/played-section.ts';
import { isRefused } from './question.ts';

/** After these whoever was at a counter is there no more. */
const ENDS: readonly string[] = [
  ...['service-finished', 'ticket-absent', 'ticket-held', 'ticket-transferred', 'ticket-requeued', 'ticket-cancelled'],
];
const hands = fc.array(hand, { maxLength: 80 });
/** How a clock is set meanwhile, milliseconds; mostly not at all. */
const jumps = fc.constantFrom(0, 0, 0, 0, 0, 0, -5_000, -3_600_000, 3_600_000, -31_536_000_000, 31_536_000_000);

describe('two consoles and a panel at two counters, in whatever order they are pressed', () => {
  it('end no visit that who pressed did not see, and lose nobody, whatever the clock does', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(hand, jumps), { maxLength: 80 }), (pressed) => {
        const played = new PlayedSection();
        const seen = new Map<string, SectionState>();
        let issued = 0;
        for (const [each, jump] of pressed) {
          played.at += each.afterMs + jump;
          if (each.looks || !seen.has(each.who)) seen.set(each.who, played.state);
          const saw = seen.get(each.who) ?? played.state;
          const command = commandOf(saw, each);
          if (command === undefined) continue;
          const before = played.state;
          for (const event of played.ask(command)) {
            if (event.type === 'ticket-issued') issued += 1;
            if (!ENDS.includes(event.type) || !('ticket' in event)) continue;
            const ended = before.tickets.get(event.ticket);
            if (ended?.state === 'called') expect(saw.counters.get(ended.counter ?? 0)?.ticket).toBe(event.ticket);
          }
          const states = played.state.tickets.values().map(({ state }) => state);
          expect(states).toHaveLength(issued);
          const called = states.filter((state) => state === 'called').length;
          expect(COUNTERS.filter((counter) => played.visitAt(counter) !== null)).toHaveLength(called);
        }
      }),
      { numRuns: 1_000 },
    ));

  it('lose nobody to NEXT pressed twice within twenty seconds', () =>
    fc.assert(
      fc.property(hands, fc.integer({ min: 0, max: 19_999 }), (pressed, afterMs) => {
        const played = new PlayedSection();
        for (const each of pressed) {
          played.at += each.afterMs;
          const command = commandOf(played.state, each);
          if (command !== undefined) played.ask(command);
        }
        const called = played.ask({ type: 'call-next', counter: 1 }).some(({ type }) => type === 'ticket-called');
        const there = played.visitAt(1);
        played.at += afterMs;
        if (called) expect(played.ask({ type: 'call-next', counter: 1, visit: there })).toEqual([]);
      }),
    ));
});

describe('who saw another at the counter than the one who is there', () => {
  const asked = (visit: string | null): readonly Command[] => [
    { type: 'recall', counter: 1, visit },
    { type: 'absent', counter: 1, visit },
    { type: 'hold', counter: 1, visit },
    { type: 'finish', counter: 1, visit },
    { type: 'transfer', counter: 1, visit, service: 'ido' },
    { type: 'call-next', counter: 1, visit },
    { type: 'call-next', counter: 1, visit, force: true },
    { type: 'arrived', counter: 1, visit },
  ];
  const there = (calls: number): PlayedSection => {
    const played = new PlayedSection();
    for (let i = 0; i < 3; i += 1) played.ask({ type: 'issue', service: 'shomei', by: 'staff' });
    for (let i = 0; i < calls; i += 1) played.ask({ type: 'call-next', counter: 1, force: true });
    return played;
  };

  it.each([
    ['nobody, and somebody was called since', null, 1, 'A001'],
    ['one who is gone, and another was called since', 't0', 2, 'A002'],
    ['one who is gone, and nobody is there any more', 't0', 0, 'どなたもお呼びしていません'],
  ])('changes nothing and reads who that is: %s', (_, visit, calls, words) => {
    for (const command of asked(visit)) {
      const decision = there(calls).decide(command);
      if (!isRefused(decision)) throw new Error(`${JSON.stringify(command)} was done`);
      expect([command.type, decision.refused.code]).toEqual([command.type, 'visit-changed']);
      expect(decision.refused.message.ja).toContain(words);
    }
  });

  it.each(['cancel', 'requeue'] as const)(
    'ends no visit by %s from a list in which that number was not at this counter',
    (type) => {
      const at = (seenAt?: number | null) => {
        const decision = there(1).decide({ type, ticket: 't0', ...(seenAt === undefined ? {} : { seenAt }) });
        return isRefused(decision) ? decision.refused : 'done';
      };
      for (const seenAt of [null, 2])
        expect(at(seenAt)).toMatchObject({
          code: 'ticket-at-counter',
          message: { ja: expect.stringContaining('A001') },
        });
      expect([at(1), at()]).toEqual(['done', 'done']);
    },
  );

  it('is asked nothing where a unit of an earlier release does not say whom it saw', () => {
    for (const command of asked(null)) {
      const played = there(1);
      played.at += 60_000;
      const { visit: _, ...unsaid } = command as Command & { visit?: unknown };
      expect([command.type, isRefused(played.decide(unsaid as Command))]).toEqual([command.type, false]);
    }
  });
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
        const [played, without] = [new PlayedSection(), new PlayedSection()];
        const both = [played, without];
        const press = (each: Hand): void => {
          const command = commandOf(without.state, each);
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
            const command = commandOf(without.state, each);
            if (command !== undefined && !('ticket' in command && command.ticket === visit)) press(each);
          }
        }
        expect(played.ask({ type: 'restore', ticket: visit })).toMatchObject([{ type: 'ticket-restored' }]);
        expect({ ...played.state, clock: 0 }).toEqual({ ...without.state, clock: 0 });
      }),
      { numRuns: 300 },
    ));
});
