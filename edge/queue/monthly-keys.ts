import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keepFile } from '../../protocol/ground/kept-file.ts';
import type { Clock } from './clock.ts';

/** The random key of one month, `2026-11`. */
export interface MonthlyKey {
  readonly month: string;
  readonly key: Uint8Array;
}

/** At least this month's, first of all, and last month's where there is one. */
export type KeysInUse = readonly [MonthlyKey, ...MonthlyKey[]];

const KEY_BYTES = 32;
const KEY_FILE = /^key-(\d{4}-\d{2})$/;

/**
 * The keys under which a folder keeps whom it knows: what is kept is a keyed hash, and nothing of a card or a person.
 *
 * Each month has a random key of its own, made when it is first needed. Somebody is looked for under this month's key, then under
 * last month's, and is written anew under this one's; so who comes stays known, and who doesn't for a whole month is forgotten. A
 * key is destroyed when its next month ends: whoever gets an old copy of the disk can't try all names and numbers against it. That
 * is why the keys are not derived from a lasting one. A clock that isn't trusted turns no month.
 *
 * @throws the file system's errors
 */
export function monthlyKeys({ folder, clock }: { readonly folder: string; readonly clock: Clock }): KeysInUse {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const months = readdirSync(folder)
    .flatMap((name) => KEY_FILE.exec(name)?.[1] ?? [])
    .sort();
  const byClock = monthOf(clock.now());
  const month = clock.trusted() ? byClock : (months.at(-1) ?? byClock);
  const before = monthBefore(month);
  const fileOf = (of: string): string => join(folder, `key-${of}`);
  if (clock.trusted())
    for (const each of months) if (each !== month && each !== before) rmSync(fileOf(each), { force: true });
  if (!months.includes(month)) keepFile(fileOf(month), randomBytes(KEY_BYTES));
  const read = (of: string): MonthlyKey => ({ month: of, key: readFileSync(fileOf(of)) });
  return [read(month), ...(months.includes(before) ? [read(before)] : [])];
}

/** Months are UTC's: nobody sees them. */
const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7);
const monthBefore = (month: string): string => monthOf(Date.parse(`${month}-01T00:00:00Z`) - 1);
