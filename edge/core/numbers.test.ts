import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evolve } from '../../protocol/queue/evolve.ts';
import { emptySection } from '../../protocol/queue/state.ts';
import { isAlive } from '../../protocol/queue/ticket.ts';
import { testNow, testRules } from '../testing/test-rules.ts';
import { decide } from './decide.ts';
import { nothing } from './folded.ts';
import { isRefused } from './question.ts';

const bands = { shomei: [1, 4], ido: [5, 7], zei: [8, 9] } as const;
type Service = keyof typeof bands;
const services = Object.entries(bands).map(([id, [from, to]]) => ({ id, numbers: { from, to } }));
const rules = testRules({ services, highestNumber: 9 });

it('numbers of bands are each service’s own, no two living alike, and none is refused while one is free', () => {
  const step = fc.oneof(
    fc.record({ issue: fc.constantFrom<Service>('shomei', 'ido', 'zei') }),
    fc.record({ cancel: fc.integer({ min: 1, max: 9 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let queue = evolve(emptySection, [{ type: 'day-opened', at: 0, day: '2026-11-24' }]);
      const living = () => queue.tickets.values().filter(isAlive);
      for (const [i, each] of steps.entries()) {
        const now = testNow({ at: i, today: '2026-11-24', ticket: `t${i}`, code: `code-of-ticket-${i}` });
        const command =
          'issue' in each
            ? ({ type: 'issue', service: each.issue, by: 'kiosk' } as const)
            : ({ type: 'cancel', ticket: `00${each.cancel}` } as const);
        const decision = decide(command, { ...nothing, queue, rules, now });
        if ('issue' in each) {
          const [from, to] = bands[each.issue];
          const held = living().filter(({ service }) => service === each.issue).length;
          expect(isRefused(decision)).toBe(held === to - from + 1);
        }
        if (!isRefused(decision)) queue = evolve(queue, decision.events);
        const numbers = living().map(({ number }) => number);
        expect(new Set(numbers).size).toBe(numbers.length);
        for (const { number, service } of queue.tickets.values()) {
          const [from, to] = bands[service as Service];
          expect(Number(number)).toBeGreaterThanOrEqual(from);
          expect(Number(number)).toBeLessThanOrEqual(to);
        }
      }
    }),
  );
});
