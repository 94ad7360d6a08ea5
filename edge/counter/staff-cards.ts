import { createHash, createHmac } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keepFile } from '../../protocol/ground/kept-file.ts';
import type { Clock } from '../queue/clock.ts';
import { type KeysInUse, type MonthlyKey, monthlyKeys } from '../queue/monthly-keys.ts';

export interface KnownCard {
  /** Stands for the card as long as this process runs and the month lasts; for comparison, not to be kept or told. */
  readonly card: string;
  readonly duty: string;
}

/**
 * The staff cards of one unit, each as a keyed hash that names a duty: nothing of a card or a person is kept.
 *
 * A card that is used stays enrolled, and one that isn't for a whole month is forgotten (edge/queue/monthly-keys.ts).
 *
 * On the disk: one folder, only for its owner, `key-2026-11` with the key and `2026-11-HASH` with the duty for each card. Each
 * is written whole or not at all, and no file is changed by two hands: a running unit and `matazu enrol` share the folder.
 */
export interface StaffCards {
  /** Null for a card that nobody enrolled. @throws the file system's errors; they name files by their hashes: don't log them */
  recognise(id: Uint8Array): KnownCard | null;
  /** What stands for a card, enrolled or not, under this month's key and last month's: nobody who lacks it can tell. @throws likewise */
  standsFor(id: Uint8Array): readonly string[];
  /** Enrols a card or changes its duty. @throws {@link UntrustedClock}, the file system's errors */
  enrol(id: Uint8Array, duty: string): void;
  /** Forgets all cards of a duty: which of them was lost nobody can tell. Gives back how many. @throws the file system's errors */
  forget(duty: string): number;
}

/** A month that may be wrong would be forgotten with all its cards when the clock is set. */
export class UntrustedClock extends Error {
  readonly code = 'untrusted-clock';

  constructor() {
    super('the clock is not set yet; wait until the time server has answered (timedatectl), then enrol again');
    this.name = 'UntrustedClock';
  }
}

const CARD_FILE = /^(\d{4}-\d{2})-[0-9a-f]{64}$/;

export function openStaffCards({ folder, clock }: { readonly folder: string; readonly clock: Clock }): StaffCards {
  const write = (name: string, content: string): void => keepFile(join(folder, name), content);
  const remove = (name: string): void => rmSync(join(folder, name), { force: true });
  const keys = (): KeysInUse => {
    const inUse = monthlyKeys({ folder, clock });
    for (const name of readdirSync(folder)) {
      const month = CARD_FILE.exec(name)?.[1];
      if (month !== undefined && !inUse.some((key) => key.month === month)) remove(name);
    }
    return inUse;
  };
  const hashOf = (id: Uint8Array, { key }: MonthlyKey): string => createHmac('sha256', key).update(id).digest('hex');
  const fileOf = (id: Uint8Array, key: MonthlyKey): string => `${key.month}-${hashOf(id, key)}`;

  keys();
  return {
    recognise(id) {
      const [present, ...before] = keys();
      const card = fileOf(id, present);
      const duty = read(join(folder, card));
      if (duty !== null) return { card, duty };
      for (const old of before) {
        const name = fileOf(id, old);
        const known = read(join(folder, name));
        if (known === null) continue;
        write(card, known);
        remove(name);
        return { card, duty: known };
      }
      return null;
    },
    // Another hash than a file's name: who reads the folder can't sign in by it.
    standsFor: (id) => keys().map((key) => createHash('sha256').update(hashOf(id, key)).digest('hex')),
    enrol(id, duty) {
      if (!clock.trusted()) throw new UntrustedClock();
      const [present, ...before] = keys();
      write(fileOf(id, present), duty);
      for (const old of before) remove(fileOf(id, old));
    },
    forget(duty) {
      const names = readdirSync(folder).filter((name) => CARD_FILE.test(name));
      const gone = names.filter((name) => read(join(folder, name)) === duty);
      for (const name of gone) remove(name);
      return gone.length;
    },
  };
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
