import { defaultCredits } from '../../protocol/queue/order.ts';
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
  credits: defaultCredits,
  listedCreditMinutes: 15,
  declarationMs: 3_600_000,
  ...over,
});
