import type { SectionState } from '../../protocol/queue/state.ts';
import { isAlive } from '../../protocol/queue/ticket.ts';

/** `A` and 12 → `A012`; as many digits as the highest number has, three at least. */
export function formatNumber(letter: string, count: number, highest: number): string {
  return letter + String(count).padStart(Math.max(3, String(highest).length), '0');
}

/**
 * The next number of a letter: 1 up, again from 1 after the highest, and never one that a living ticket carries.
 * `undefined` when living tickets carry them all.
 */
export function nextNumber(state: SectionState, letter: string, highest: number): string | undefined {
  const living = new Set<string>();
  for (const ticket of state.tickets.values()) if (isAlive(ticket)) living.add(ticket.number);
  const last = state.lastNumbers.get(letter) ?? 0;
  for (let step = 0; step < highest; step++) {
    const number = formatNumber(letter, ((last + step) % highest) + 1, highest);
    if (!living.has(number)) return number;
  }
  return undefined;
}
