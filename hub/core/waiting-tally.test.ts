import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../protocol/events.ts';
import { evolve } from '../../protocol/section/evolve.ts';
import { emptySection } from '../../protocol/section/state.ts';
import { emptyModel, learnEvents } from './estimate.ts';
import { callsOf, type LearnedCall } from './waiting-tally.ts';

const at = fc.integer({ min: 0, max: 10_000_000 });
const ticket = fc.constantFrom('t1', 't2', 't3', 't4', 't5', 't6');
const service = fc.constantFrom('shomei', 'ido');
const counter = fc.constantFrom(1, 2);
const aboutTicket = <T extends string>(type: T) => fc.record({ type: fc.constant(type), at, ticket, counter });
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    arbitrary: fc.record({
      type: fc.constant('day-opened' as const),
      at,
      day: fc.constantFrom('2026-11-24', '2026-11-25'),
    }),
    weight: 1,
  },
  {
    arbitrary: fc.record({
      type: fc.constant('ticket-issued' as const),
      at,
      ticket,
      service,
      number: fc.constant('A001'),
      code: fc.constant('a-code-of-it'),
      by: fc.constant('kiosk' as const),
    }),
    weight: 8,
  },
  { arbitrary: aboutTicket('ticket-called'), weight: 8 },
  aboutTicket('ticket-absent'),
  aboutTicket('ticket-held'),
  aboutTicket('service-finished'),
  fc.record({ type: fc.constant('ticket-cancelled' as const), at, ticket }),
  fc.record({ type: fc.constant('ticket-requeued' as const), at, ticket, reason: fc.constant('back') }),
  fc.record({ type: fc.constant('ticket-transferred' as const), at, ticket, counter, service }),
);
const log = fc.array(event, { maxLength: 60 });

describe('the calls of a run', () => {
  it('are those that folding event by event shows, each with whether somebody still waits for its service', () =>
    fc.assert(
      fc.property(log, fc.nat({ max: 60 }), (events, cut) => {
        const before = evolve(emptySection, events.slice(0, cut));
        const run = events.slice(cut);
        let state = before;
        const expected = run.flatMap((each): (LearnedCall | 'new-day')[] => {
          const day = state.day;
          state = evolve(state, [each]);
          if (each.type === 'day-opened') return each.day === day ? [] : ['new-day'];
          const called = each.type === 'ticket-called' ? state.tickets.get(each.ticket) : undefined;
          if (called === undefined) return [];
          const waitsOn = [...state.tickets.values()].some(
            (other) => other.state === 'waiting' && other.service === called.service,
          );
          return [{ service: called.service, at: each.at, waitsOn }];
        });
        expect(callsOf(before, run)).toEqual(expected);
      }),
    ));

  it('teach the same however the log is cut into runs', () =>
    fc.assert(
      fc.property(log, fc.array(fc.nat({ max: 60 }), { maxLength: 6 }), (events, cuts) => {
        const start = { model: emptyModel([]), state: emptySection };
        const take = ({ model, state }: typeof start, run: readonly Event[]) => ({
          model: learnEvents(model, state, run),
          state: evolve(state, run),
        });
        const places = [0, ...cuts.sort((a, b) => a - b), events.length];
        const inRuns = places.reduce((so, from, i) => take(so, events.slice(from, places[i + 1] ?? from)), start);
        expect(inRuns.model).toEqual(take(start, events).model);
      }),
    ));
});
