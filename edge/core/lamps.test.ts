import { expect, test } from 'vitest';
import type { WaitingMessage } from '../../protocol/queue/waiting.ts';
import { lampsFor } from './lamps.ts';

const buttons = { 1: 'call-next', 2: 'recall', '5 long': 'close-counter', 6: 'pause-counter', '1+6': 'hold' };
const section = (waiting: number, state: 'open' | 'paused', ticket: string | null): WaitingMessage => ({
  observedAt: 0,
  services: [{ service: 'shomei', waiting, lastCalled: null }],
  counters: [{ counter: 1, state, ticket }],
});
/** NEXT, RECALL, PAUSE. */
const lamps = (waiting: WaitingMessage | null, deviceFault = false, on: Record<string, string> = buttons) =>
  [...lampsFor({ buttons: on, counter: 1, waiting, deviceFault }).values()].join(' ');

test.each([
  ['nobody waits', section(0, 'open', null), false, 'off off off'],
  ['somebody waits', section(2, 'open', null), false, 'on off off'],
  ['somebody is served', section(0, 'open', 'A001'), false, 'off on off'],
  ['the counter is paused', section(0, 'paused', null), false, 'off off on'],
  ['the lead cannot be reached', null, false, 'blink blink blink'],
  ['a device of the unit is broken', section(2, 'open', 'A001'), true, 'on on fast'],
  ['a device is broken and the counter is paused', section(2, 'paused', null), true, 'on off on'],
  ['a device is broken and the lead cannot be reached', null, true, 'blink blink blink'],
] as const)('%s', (_name, waiting, deviceFault, expected) => {
  expect(lamps(waiting, deviceFault)).toBe(expected);
});

test('a panel without PAUSE tells a broken device at NEXT', () => {
  expect(lamps(section(2, 'open', null), true, { 1: 'call-next', 2: 'recall' })).toBe('fast off');
});
