import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Logger } from '../../../protocol/ground/environment.ts';
import { Instant } from '../../../protocol/ground/identifiers.ts';
import { PersonRole } from '../../../protocol/wire/people.ts';
import type { MonthlyKey } from '../../queue/monthly-keys.ts';
import { Kept } from './kept.ts';
import type { PeopleKeys } from './people-keys.ts';
import { hashUnder, keptPin, plainName } from './secrets.ts';

const Hash = z.string().max(64);
/** What stands for a name or a card, and the month under whose key. */
const Keyed = z.object({ month: z.string(), hash: Hash });

const KeptPerson = z.object({
  role: PersonRole,
  /** A duty of the section's configuration, to whose counters they keep; null: to none. */
  duty: z.string().nullable(),
  /** In which they last signed in, or were enrolled; their PIN is kept under its key. */
  month: z.string(),
  name: Keyed,
  card: Keyed.nullable(),
  /** Null until they chose one. */
  pin: z.object({ salt: Hash, hash: Hash }).nullable(),
  /** With which they choose it. */
  code: z.object({ hash: Hash, until: Instant }).nullable(),
  /** Wrong ones since the last right one. */
  tries: z.object({ wrong: z.int().nonnegative(), at: Instant }),
});
export type KeptPerson = z.infer<typeof KeptPerson>;

/** By what somebody says who they are: a name as it was typed, or what stands for the card that they put on a reader, this month first and last month. */
export type Claim = { readonly name: string } | { readonly card: readonly string[] };

export interface Found {
  readonly id: string;
  readonly kept: KeptPerson;
  /** Under which their PIN is kept. */
  readonly key: MonthlyKey;
}

export interface BookOptions {
  readonly folder: string;
  readonly logger: Logger;
  readonly keys: PeopleKeys;
  /** Somebody is forgotten: they signed in neither this month nor last month. */
  readonly onForgotten: (id: string) => void;
}

const ID_BYTES = 8;

/**
 * Who is enrolled. Nothing is kept of them but their role and keyed hashes of their name, their card and their PIN; who doesn't
 * sign in for the whole of a month is forgotten, and so is a name or a card by which they don't (edge/queue/monthly-keys.ts).
 */
export class Book {
  readonly #options: BookOptions;
  readonly #kept: Kept<typeof KeptPerson>;

  constructor(options: BookOptions) {
    this.#options = options;
    this.#kept = new Kept({ ...options, kind: 'person', schema: KeptPerson });
  }

  all(): readonly Found[] {
    const keys = this.#options.keys.inUse();
    return this.#kept.entries().flatMap(([id, kept]) => {
      const key = keys.find(({ month }) => month === kept.month);
      if (key !== undefined) return [{ id, kept, key }];
      this.#kept.delete(id);
      this.#options.onForgotten(id);
      return [];
    });
  }

  get(id: string): Found | undefined {
    return this.all().find((each) => each.id === id);
  }

  /** Whoever this name or card is of. */
  find(claim: Claim): Found | undefined {
    const claims: readonly Claim[] = 'name' in claim ? [claim] : claim.card.map((card) => ({ card: [card] }));
    const hashes = this.#options.keys.inUse().flatMap((key) => claims.map((each) => keyed(each, key)));
    const isOf = ({ name, card }: KeptPerson): boolean => {
      const known = 'name' in claim ? name : card;
      return hashes.some(({ month, hash }) => known?.month === month && known.hash === hash);
    };
    return this.all().find(({ kept }) => isOf(kept));
  }

  /** Enrols somebody by a name, in the place of whoever has it. @returns their id */
  put(
    name: string,
    kept: Pick<KeptPerson, 'role' | 'duty' | 'pin' | 'code' | 'tries'> & { readonly card: readonly string[] | null },
  ): string {
    const [key] = this.#options.keys.inUse();
    const id = this.find({ name })?.id ?? randomBytes(ID_BYTES).toString('hex');
    const card = kept.card === null ? null : keyed({ card: kept.card }, key);
    this.#kept.set(id, { ...kept, month: key.month, name: keyed({ name }, key), card });
    return id;
  }

  /**
   * Changes what is kept of somebody; whether they are still there. To look at a PIN takes a while: whoever was removed or enrolled
   * anew meanwhile does not come back by it.
   */
  change({ id, kept }: Found, to: Partial<KeptPerson>): boolean {
    const now = this.#kept.get(id);
    if (now === undefined || now.pin !== kept.pin || now.code !== kept.code) return false;
    this.#kept.set(id, { ...now, ...to });
    return true;
  }

  /** Somebody got in by this claim and this PIN: they are known under this month's key from now on. Whether they are still there. */
  async renew(found: Found, claim: Claim, pin: string): Promise<boolean> {
    const [key] = this.#options.keys.inUse();
    const shown = 'name' in claim ? { name: keyed(claim, key) } : { card: keyed(claim, key) };
    const kept = await keptPin(pin, key.key);
    return this.change(found, { ...shown, month: key.month, pin: kept, code: null, tries: { wrong: 0, at: 0 } });
  }

  /** As if something were changed of somebody, where nobody is. */
  seem(): void {
    this.#kept.seem();
  }

  delete(id: string): void {
    this.#kept.delete(id);
  }
}

function keyed(claim: Claim, { month, key }: MonthlyKey): KeptPerson['name'] {
  const hash =
    'name' in claim ? hashUnder(key, 'name', plainName(claim.name)) : hashUnder(key, 'card', claim.card[0] ?? '');
  return { month, hash };
}
