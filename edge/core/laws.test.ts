import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../protocol/queue/commands.ts';
import { type Event, readEvent } from '../../protocol/queue/events.ts';
import { evolve } from '../../protocol/queue/evolve.ts';
import { callingOrder } from '../../protocol/queue/order.ts';
import { emptySection, type SectionState } from '../../protocol/queue/state.ts';
import { summarize } from '../../protocol/queue/summary.ts';
import { isAlive } from '../../protocol/queue/ticket.ts';
import { testNow, testRules } from '../testing/test-rules.ts';
import { decide } from './decide.ts';
import { nothing } from './folded.ts';
import { isRefused } from './question.ts';
import { callingRules, counterOf } from './rules.ts';

const services = ['shomei', 'ido'] as const;
const usual = testRules();
const rules = testRules({
  counters: [...usual.counters, { id: 3, services: ['ido'], order: 'longest-wait' }],
  highestNumber: 7,
});

const service = fc.constantFrom(...services);
const counter = fc.integer({ min: 1, max: 4 });
const number = fc
  .tuple(fc.constantFrom('A', 'B'), fc.integer({ min: 1, max: 7 }))
  .map(([letter, n]) => `${letter}00${n}`);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('issue' as const),
      service,
      by: fc.constantFrom('kiosk' as const, 'staff' as const),
      priority: fc.constantFrom('none' as const, 'priority' as const, 'appointment' as const),
    }),
  },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('call-next' as const), counter }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constantFrom('recall' as const, 'absent' as const, 'hold' as const, 'finish' as const),
      counter,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom('requeue' as const, 'cancel' as const, 'reprint' as const),
      ticket: number,
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('call' as const), counter, ticket: number }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('transfer' as const), counter, service }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom('open-counter' as const, 'pause-counter' as const, 'close-counter' as const),
      counter,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('open-day' as const), day: fc.constantFrom('2026-11-24', '2026-11-25') }),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'close-reception' as const }) },
);
/** A run of commands, each some seconds after (or, when the clock jumps, before) the last. */
const run = fc.array(fc.tuple(command, fc.integer({ min: -5_000, max: 120_000 })), { maxLength: 120 });

const isWaiting = ({ state }: { state: string }): boolean => state === 'waiting';
const issued = (ticket: string): Event => ({
  type: 'ticket-issued',
  at: 0,
  ticket,
  number: 'A001',
  service: 'shomei',
  code: `code-of-${ticket}`,
  by: 'staff',
});

interface Step {
  readonly state: SectionState;
  readonly events: readonly Event[];
  readonly command: Command;
  /** The code of a refusal; undefined where it was done. */
  readonly refused: string | undefined;
}

function play(commands: readonly (readonly [Command, number])[]): Step[] {
  let state = evolve(emptySection, [{ type: 'day-opened', at: 0, day: '2026-11-24' }]);
  let at = 1_000_000_000;
  return commands.map(([command, wait], i) => {
    at += wait;
    const today = (command.type === 'open-day' ? command.day : state.day) ?? '2026-11-24';
    const now = testNow({ at, today, ticket: `t${i}`, code: `code-of-ticket-${i}` });
    const decision = decide(command, { ...nothing, queue: state, rules, now });
    const events = isRefused(decision) ? [] : decision.events;
    state = evolve(state, events);
    return { state, events, command, refused: isRefused(decision) ? decision.refused.code : undefined };
  });
}

const holds = (law: (steps: Step[]) => void): void =>
  fc.assert(
    fc.property(run, (commands) => law(play(commands))),
    { numRuns: 300 },
  );

describe('whatever is pressed, in whatever order', () => {
  it('everybody who took a ticket is waiting, held, called, done, cancelled or absent, and nobody twice', () =>
    holds((steps) => {
      let issued = 0;
      for (const { state, events } of steps) {
        for (const event of events) {
          if (event.type === 'day-opened' && state.tickets.size === 0) issued = 0;
          if (event.type === 'ticket-issued') issued += 1;
        }
        expect(state.tickets.size).toBe(issued);
      }
    }));

  it('who waits is listed in order of issue, and an earlier state stays as it was', () =>
    holds((steps) => {
      const waiting = steps.map(({ state }) => JSON.stringify(state.tickets.values().filter(isWaiting)));
      expect(steps.map(({ state }) => JSON.stringify(state.tickets.waiting))).toEqual(waiting);
      for (const { state } of steps) {
        const ids = state.tickets.values().map(({ ticket }) => ticket);
        expect(ids.map((id) => state.tickets.get(id)?.ticket)).toEqual(ids);
        // A state that two runs of events go on from.
        const other = evolve(state, [issued('other'), issued('another')]);
        const one = evolve(state, [issued('another')]);
        expect([one.tickets.has('other'), other.tickets.has('other'), state.tickets.has('another')]).toEqual([
          false,
          true,
          false,
        ]);
        expect(other.tickets.get('another')?.order).toBe(state.tickets.size + 2);
        expect(one.tickets.get('another')?.order).toBe(state.tickets.size + 1);
      }
    }));

  it('no number is carried by two living tickets', () =>
    holds((steps) => {
      for (const { state } of steps) {
        const living = [...state.tickets.values()].filter(isAlive).map((ticket) => ticket.number);
        expect(new Set(living).size).toBe(living.length);
      }
    }));

  it('a called ticket is at one counter, and a counter has a called ticket or none', () =>
    holds((steps) => {
      for (const { state } of steps) {
        const called = [...state.tickets.values()].filter((ticket) => ticket.state === 'called');
        const served = [...state.counters.values()].flatMap(({ ticket, counter }) =>
          ticket === null ? [] : [`${ticket}@${counter}`],
        );
        expect(served.sort()).toEqual(called.map(({ ticket, counter }) => `${ticket}@${counter}`).sort());
      }
    }));

  it('NEXT never refuses a counter that is open while somebody waits for it, but for one who was called just now', () =>
    holds((steps) => {
      for (const { state, events, command, refused } of steps) {
        if (command.type !== 'call-next' || events.length > 0 || refused === 'just-called') continue;
        const at = counterOf(state, rules, command.counter);
        if (at !== undefined) expect(callingOrder(state.tickets, callingRules(at, rules))).toEqual([]);
      }
    }));

  it('a log replayed whole, in pieces, from its last day on, and through JSON folds to the same state', () =>
    holds((steps) => {
      const log: Event[] = [{ type: 'day-opened', at: 0, day: '2026-11-24' }, ...steps.flatMap(({ events }) => events)];
      const last = steps.at(-1)?.state ?? evolve(emptySection, log);
      expect(evolve(emptySection, log)).toEqual(last);
      const read = log.map((event) => readEvent(JSON.parse(JSON.stringify(event))));
      expect(
        read.reduce<SectionState>((state, event) => evolve(state, event === undefined ? [] : [event]), emptySection),
      ).toEqual(last);
      const begins = log.findIndex((event) => event.type === 'day-opened' && event.day === last.day);
      expect(evolve(emptySection, log.slice(begins))).toEqual(last);
    }));

  it('deciding changes nothing but what its events say', () =>
    holds((steps) => {
      for (const [i, step] of steps.entries()) {
        const before = steps[i - 1]?.state;
        if (before !== undefined && step.events.length === 0) expect(step.state).toBe(before);
      }
    }));

  it('what is published counts just those who wait', () =>
    holds((steps) => {
      for (const { state } of steps) {
        const told = summarize(state, services, 0).services;
        // Where nobody waits there is no head, not even one that is null.
        for (const service of told) expect('headIssuedAt' in service).toBe(service.waiting > 0);
        const counts = told.map(({ waiting }) => waiting);
        const waiting = [...state.tickets.values()].filter((ticket) => ticket.state === 'waiting').length;
        expect(counts.reduce((a, b) => a + b, 0)).toBe(waiting);
      }
    }));

  it('nobody starves: who has waited longer than every credit is called before whoever came later', () =>
    holds((steps) => {
      const most = Math.max(...Object.values(rules.credits)) + 15 * (services.length - 1);
      for (const [i, { events }] of steps.entries()) {
        const before = steps[i - 1]?.state;
        const called = events.find((event) => event.type === 'ticket-called');
        if (before === undefined || steps[i]?.command.type !== 'call-next' || called?.type !== 'ticket-called')
          continue;
        const at = counterOf(before, rules, called.counter);
        const chosen = before.tickets.get(called.ticket);
        if (at === undefined || chosen === undefined) continue;
        for (const other of callingOrder(before.tickets, callingRules(at, rules))) {
          expect(chosen.place - other.place).toBeLessThanOrEqual(most * 60_000);
        }
      }
    }));
});
