import { defaultCredits } from '../../protocol/queue/order.ts';
import type { Circumstances } from '../core/question.ts';
import type { QueueRules } from '../core/rules.ts';

/** The rules of a section with services `shomei` (A) and `ido` (B) and two counters, the second of which calls `ido` first. */
export const testRules = (over: Partial<QueueRules> = {}): QueueRules => ({
  services: [
    { id: 'shomei', letter: 'A' },
    { id: 'ido', letter: 'B' },
  ],
  counters: [
    { id: 1, services: ['shomei', 'ido'], order: 'longest-wait' },
    { id: 2, services: ['ido', 'shomei'], order: 'listed' },
  ],
  duties: [],
  highestNumber: 999,
  kiosk: { tickets: 20, minutes: 5 },
  credits: defaultCredits,
  listedCreditMinutes: 15,
  declarationMs: 3_600_000,
  ...over,
});

/** A moment of 24 November 2026, told by a clock that may be believed, at which nobody has taken a ticket yet. */
export const testNow = (over: Partial<Circumstances> & Pick<Circumstances, 'at'>): Circumstances => ({
  today: '2026-11-24',
  trusted: true,
  ticket: 't1',
  code: 'code-of-the-ticket',
  given: [],
  ...over,
});
