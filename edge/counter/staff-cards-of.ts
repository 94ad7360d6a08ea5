import { join } from 'node:path';
import { cardReader } from '../../hardware/card-reader/kind.ts';
import type { Clock } from '../queue/clock.ts';
import type { StaffCards } from './staff-cards.ts';

/** A unit's devices, and the folder of its data where it keeps any. */
export interface CardReadersUnit {
  readonly devices: readonly { readonly kind: string }[];
  readonly data?: string | undefined;
}

/** The staff cards of a unit with a card reader; null for one without. They lie beside the unit's own data. */
export async function openStaffCardsOf({ devices, data }: CardReadersUnit, clock: Clock): Promise<StaffCards | null> {
  if (data === undefined || !devices.some(({ kind }) => kind === cardReader.kind)) return null;
  const { openStaffCards } = await import('./staff-cards.ts');
  return openStaffCards({ folder: join(data, 'staff-cards'), clock });
}
