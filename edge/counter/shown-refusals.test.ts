import { expect, it } from 'vitest';
import { ManualTimers } from '../../hardware/testing/manual-timers.ts';
import { refuse } from '../core/refusals.ts';
import { ShownRefusals } from './shown-refusals.ts';

function setup() {
  const timers = new ManualTimers();
  let changes = 0;
  const refusals = new ShownRefusals({ timers, now: () => 5, onChange: () => (changes += 1) });
  const shown = () => [...refusals.current()].map(([counter, { message }]) => `${counter}: ${message.en}`);
  return { timers, refusals, shown, changes: () => changes };
}

it('stands at its counter for ten seconds, the newest alone', async () => {
  const { timers, refusals, shown, changes } = setup();
  refusals.show(1, refuse('nobody-waiting'));
  refusals.show(2, refuse('nobody-waiting'));
  await timers.pass(6_000);
  refusals.show(1, refuse('no-visit', 1));
  expect(shown()).toEqual(['1: Counter 1 is serving nobody. Press NEXT to call someone.', '2: Nobody is waiting.']);
  await timers.pass(4_000);
  expect(shown()).toEqual(['1: Counter 1 is serving nobody. Press NEXT to call someone.']);
  await timers.pass(6_000);
  expect(shown()).toEqual([]);
  expect(changes()).toBe(5);
});

it('is gone when something is done at its counter', () => {
  const { timers, refusals, shown } = setup();
  refusals.show(1, refuse('nobody-waiting'));
  refusals.show(2, refuse('nobody-waiting'));
  refusals.clear(1);
  expect(shown()).toEqual(['2: Nobody is waiting.']);
  expect(timers.running).toBe(1);
});

it('leaves no timer behind', async () => {
  const { timers, refusals, shown } = setup();
  refusals.show(1, refuse('nobody-waiting'));
  await refusals.close();
  expect(shown()).toEqual([]);
  expect(timers.running).toBe(0);
});
