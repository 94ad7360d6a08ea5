import { expect, it } from 'vitest';
import type { Event } from '../../protocol/queue/events.ts';
import { evolve } from '../../protocol/queue/evolve.ts';
import { emptySection } from '../../protocol/queue/state.ts';
import { unknownSection } from './facts.ts';
import { emptyProjection, takeEvents } from './section-projection.ts';

const HOUR = 3_600_000;
const TEN = Date.parse('2026-11-24T10:00:00+09:00');
const issued = (ticket: string, at: number): Event => ({
  type: 'ticket-issued',
  at,
  ticket,
  number: 'A001',
  service: 'shomei',
  code: 'code-of-it',
  by: 'kiosk',
});

it('a log that says when days begin is folded as its own section folds it, though its clock is set to another day', () => {
  const log: Event[] = [
    { type: 'day-opened', at: TEN, day: '2026-11-24' },
    issued('one', TEN),
    issued('two', TEN + 24 * HOUR),
    issued('three', TEN + HOUR),
  ];
  const own = evolve(emptySection, log).tickets.waiting.map(({ ticket }) => ticket);
  for (const cut of [0, 1, 2, 3]) {
    const runs = [log.slice(0, cut), log.slice(cut)];
    const { state } = runs.reduce((so, run) => takeEvents(so, run, TEN), emptyProjection(unknownSection('shimin')));
    expect(state.tickets.waiting.map(({ ticket }) => ticket)).toEqual(own);
    expect(state.day).toBe('2026-11-24');
  }
});
