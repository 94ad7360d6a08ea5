import type { SectionState } from '../../protocol/queue/state.ts';
import { isAlive } from '../../protocol/queue/ticket.ts';
import type { QueueRules } from './rules.ts';

type Service = QueueRules['services'][number];

/** `A` and 12 → `A012`; as many digits as the highest number has, three at least. */
export function formatNumber(letter: string, count: number, highest: number): string {
  return letter + String(count).padStart(Math.max(3, String(highest).length), '0');
}

/** What the numbers of a service without a letter count in: its first. No two give out the same. */
export const seriesOf = ({ numbers }: Service): string => String(numbers?.from ?? 1);

/** The first and the last number of a service; those of all services end at the highest where it names none. */
const bandOf = ({ numbers }: Service, highest: number) => ({ from: numbers?.from ?? 1, to: numbers?.to ?? highest });

/**
 * The next number of a service: 1 up, again from its first after its last, and never one that a living ticket carries.
 * `undefined` when living tickets carry them all.
 */
export function nextNumber(state: SectionState, service: Service, highest: number): string | undefined {
  const living = new Set<string>();
  for (const ticket of state.tickets.values()) if (isAlive(ticket)) living.add(ticket.number);
  const { from, to } = bandOf(service, highest);
  const last = state.lastNumbers.get(service.letter ?? seriesOf(service)) ?? to;
  // A last number that is none of these was given out under another configuration.
  const next = last >= from && last < to ? last + 1 : from;
  const count = to - from + 1;
  for (let step = 0; step < count; step++) {
    const number = formatNumber(service.letter ?? '', from + ((next - from + step) % count), highest);
    if (!living.has(number)) return number;
  }
  return undefined;
}

/** How staff know the numbers of a service: by their letter, or by the first and the last. */
export function numbersName(service: Service, highest: number): string {
  const { from, to } = bandOf(service, highest);
  return service.letter ?? `${formatNumber('', from, highest)}–${formatNumber('', to, highest)}`;
}
