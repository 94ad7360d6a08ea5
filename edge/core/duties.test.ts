import { expect, test } from 'vitest';
import type { Command } from '../../protocol/queue/commands.ts';
import { evolve } from '../../protocol/queue/evolve.ts';
import { emptySection } from '../../protocol/queue/state.ts';
import { testNow, testRules } from '../testing/test-rules.ts';
import { decide } from './decide.ts';
import { nothing } from './folded.ts';
import { isRefused } from './question.ts';

const rules = testRules({
  counters: [
    { id: 1, services: ['shomei', 'ido'], order: 'longest-wait' },
    { id: 2, services: ['ido'], order: 'longest-wait' },
  ],
  duties: [
    { id: 'certificates', services: ['shomei'], counters: null },
    { id: 'moving', services: ['ido', 'shomei'], counters: [2] },
  ],
});

function setup() {
  let state = emptySection;
  const ask = (command: Command) => {
    const now = testNow({ at: state.clock + 60_000, today: '2026-11-25', ticket: 't1', code: 'code-of-the-ticket' });
    const decision = decide(command, { ...nothing, queue: state, rules, now });
    if (isRefused(decision)) return decision.refused.code;
    state = evolve(state, decision.events);
    return decision.events.map(({ type }) => type).join(' ');
  };
  ask({ type: 'open-day' });
  const counter = (id: number) => state.counters.get(id);
  return { ask, counter };
}

test("a duty opens a counter for the duty's services, whatever the counter is configured for", () => {
  const { ask, counter } = setup();
  expect(ask({ type: 'open-counter', counter: 2, duty: 'certificates' })).toBe('counter-opened');
  expect(counter(2)).toMatchObject({ state: 'open', duty: 'certificates', services: ['shomei'] });
  expect(ask({ type: 'open-counter', counter: 2, duty: 'certificates' })).toBe('no-change');
});

test('another duty takes an open counter over', () => {
  const { ask, counter } = setup();
  ask({ type: 'open-counter', counter: 2, duty: 'certificates' });
  expect(ask({ type: 'open-counter', counter: 2, duty: 'moving' })).toBe('counter-opened');
  expect(counter(2)).toMatchObject({ duty: 'moving', services: ['ido', 'shomei'] });
});

test('a pause ends in the same duty; closing ends it', () => {
  const { ask, counter } = setup();
  ask({ type: 'open-counter', counter: 1, duty: 'certificates' });
  ask({ type: 'pause-counter', counter: 1 });
  expect(ask({ type: 'open-counter', counter: 1 })).toBe('counter-opened');
  expect(counter(1)).toMatchObject({ duty: 'certificates', services: ['shomei'] });
  ask({ type: 'pause-counter', counter: 1 });
  ask({ type: 'issue', service: 'shomei', by: 'kiosk' });
  expect(ask({ type: 'call-next', counter: 1 })).toBe('counter-opened ticket-called');
  expect(counter(1)).toMatchObject({ duty: 'certificates' });
  ask({ type: 'finish', counter: 1 });
  ask({ type: 'close-counter', counter: 1 });
  expect(counter(1)).toMatchObject({ state: 'closed', duty: null });
  expect(ask({ type: 'open-counter', counter: 1 })).toBe('counter-opened');
  expect(counter(1)).toMatchObject({ duty: null, services: ['shomei', 'ido'] });
});

test('a duty that nobody knows, or that is not for this counter, is refused in words', () => {
  const { ask } = setup();
  expect(ask({ type: 'open-counter', counter: 1, duty: 'gone' })).toBe('unknown-duty');
  expect(ask({ type: 'open-counter', counter: 1, duty: 'moving' })).toBe('duty-elsewhere');
});
