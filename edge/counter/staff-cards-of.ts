import { join } from 'node:path';
import type { EdgeConfiguration } from '../configuration.ts';
import type { Clock } from '../queue/clock.ts';
import type { StaffCards } from './staff-cards.ts';

/** The staff cards of a unit with a card reader; null for one without. They lie beside the unit's own data. */
export async function openStaffCardsOf(
  { devices, data }: Pick<EdgeConfiguration, 'devices' | 'data'>,
  clock: Clock,
): Promise<StaffCards | null> {
  if (data === undefined || !devices.some(({ kind }) => kind === 'card-reader')) return null;
  const { openStaffCards } = await import('./staff-cards.ts');
  return openStaffCards({ folder: join(data, 'staff-cards'), clock });
}
