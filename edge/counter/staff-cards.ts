import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../queue/clock.ts';

export interface KnownCard {
  /** Stands for the card as long as this process runs and the month lasts; for comparison, not to be kept or told. */
  readonly card: string;
  readonly duty: string;
}

/**
 * The staff cards of one unit, each as a keyed hash that names a duty: nothing of a card or a person is kept.
 *
 * Each month has a random key of its own, made when it is first needed. A card that is put on the reader is looked for under
 * this month's key, then under last month's, and is written anew under this one's; so a card that is used stays enrolled, and
 * one that isn't for a whole month is forgotten. A key is destroyed when its next month ends: whoever gets an old copy of the
 * disk can't try all card numbers against it. That is why the keys are not derived from a lasting one.
 *
 * On the disk: one folder, only for its owner, `key-2026-11` with the key and `2026-11-HASH` with the duty for each card. Each
 * is written whole or not at all, and no file is changed by two hands: a running unit and `matazu enrol` share the folder.
 */
export interface StaffCards {
  /** Null for a card that nobody enrolled. @throws the file system's errors; they name files by their hashes: don't log them */
  recognise(id: Uint8Array): KnownCard | null;
  /** Enrols a card or changes its duty. @throws {@link UntrustedClock}, the file system's errors */
  enrol(id: Uint8Array, duty: string): void;
}

/** A month that may be wrong would be forgotten with all its cards when the clock is set. */
export class UntrustedClock extends Error {
  readonly code = 'untrusted-clock';

  constructor() {
    super('the clock is not set yet; wait until the time server has answered (timedatectl), then enrol again');
    this.name = 'UntrustedClock';
  }
}

const KEY_BYTES = 32;
const KEY_FILE = /^key-(\d{4}-\d{2})$/;
const CARD_FILE = /^(\d{4}-\d{2})-[0-9a-f]{64}$/;

export function openStaffCards({ folder, clock }: { readonly folder: string; readonly clock: Clock }): StaffCards {
  const files = (): string[] => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return readdirSync(folder);
  };
  const write = (name: string, content: string | Uint8Array): void => {
    const draft = join(folder, `.draft-${process.pid}`);
    writeFileSync(draft, content, { mode: 0o600, flush: true });
    renameSync(draft, join(folder, name));
  };
  const remove = (name: string): void => rmSync(join(folder, name), { force: true });

  /** The keys in use, this month's first. What is older is destroyed, if the clock is to be believed. */
  const keys = (): { readonly month: string; readonly key: Uint8Array }[] => {
    const found = files();
    const months = found.flatMap((name) => KEY_FILE.exec(name)?.[1] ?? []).sort();
    const byClock = monthOf(clock.now());
    const month = clock.trusted() ? byClock : (months.at(-1) ?? byClock);
    const inUse = [month, monthBefore(month)];
    for (const name of clock.trusted() ? found : []) {
      const its = (KEY_FILE.exec(name) ?? CARD_FILE.exec(name))?.[1];
      if (its !== undefined && !inUse.includes(its)) remove(name);
    }
    if (!months.includes(month)) write(`key-${month}`, randomBytes(KEY_BYTES));
    return inUse.flatMap((each) =>
      each === month || months.includes(each) ? [{ month: each, key: readFileSync(join(folder, `key-${each}`)) }] : [],
    );
  };
  const fileOf = (id: Uint8Array, { month, key }: { readonly month: string; readonly key: Uint8Array }): string =>
    `${month}-${createHmac('sha256', key).update(id).digest('hex')}`;

  keys();
  return {
    recognise(id) {
      const [present, ...before] = keys();
      if (present === undefined) return null;
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
    enrol(id, duty) {
      if (!clock.trusted()) throw new UntrustedClock();
      const [present, ...before] = keys();
      if (present === undefined) return;
      write(fileOf(id, present), duty);
      for (const old of before) remove(fileOf(id, old));
    },
  };
}

/** Months are UTC's: nobody sees them. */
const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7);
const monthBefore = (month: string): string => monthOf(Date.parse(`${month}-01T00:00:00Z`) - 1);

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
