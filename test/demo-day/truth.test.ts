import { expect, it } from 'vitest';
import type { Shown } from './shown.ts';
import { untruths } from './truth.ts';

const MINUTE = 60_000;
const log = [
  { type: 'day-opened', at: 0, day: '2026-11-25' },
  { type: 'ticket-issued', at: 1 * MINUTE, ticket: 'a', number: 'A001', service: 'shomei' },
  { type: 'ticket-issued', at: 2 * MINUTE, ticket: 'b', number: 'A002', service: 'shomei' },
  { type: 'ticket-called', at: 3 * MINUTE, ticket: 'a', counter: 1 },
  { type: 'visit-started', at: 4 * MINUTE, ticket: 'a', counter: 1 },
  { type: 'service-finished', at: 9 * MINUTE, ticket: 'a', counter: 1 },
].map((event, i) => ({ epoch: 1, seq: i + 1, event }));
/** What is wrong with a page that shows this from one minute to another. */
const wrong = (from: number, until: number, shown: Shown): string[] =>
  untruths(log, [{ page: 'board', from: from * MINUTE, until: until * MINUTE, shown }]);
const call = (number: string, counter: number, as: 'calling' | 'serving') => ({ calls: [{ number, counter, as }] });

it.each<[what: string, from: number, until: number, shown: Shown]>([
  ['a call that stands', 3, 3.5, call('A001', 1, 'calling')],
  ['who is at the counter', 4, 5, call('A001', 1, 'serving')],
  ['a call of a moment ago, by a page that may be so late', 2.5, 5, call('A001', 1, 'calling')],
  ['who waits', 2, 2.5, { waiting: { shomei: 2 }, numbers: { waiting: ['A001', 'A002'] }, all: ['waiting'] }],
])('what the log bears out is true: %s', (_, from, until, shown) => {
  expect(wrong(from, until, shown)).toEqual([]);
});

it.each<[what: string, from: number, until: number, shown: Shown]>([
  ['a call that is over', 9.5, 12, call('A001', 1, 'serving')],
  ['a call of somebody who is there', 5, 8, call('A001', 1, 'calling')],
  ['a call to another counter', 3, 3.5, call('A001', 2, 'calling')],
  ['a number that nobody has', 3, 5, call('A009', 1, 'calling')],
  ['somebody as served who was called a moment ago', 3, 3.5, call('A001', 1, 'serving')],
  ['one too many who wait', 5, 8, { waiting: { shomei: 2 } }],
  ['nobody waiting where somebody does', 5, 8, { waiting: { shomei: 0 } }],
  ['somebody as waiting who is called', 5, 8, { numbers: { waiting: ['A001', 'A002'] } }],
  ['a list that leaves somebody out', 2.1, 2.5, { numbers: { waiting: ['A001'] }, all: ['waiting'] }],
])('what the log does not bear out is told: %s', (_, from, until, shown) => {
  expect(wrong(from, until, shown)).toEqual([expect.stringContaining('board at')]);
});
