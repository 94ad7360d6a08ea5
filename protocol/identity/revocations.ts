import { type KeyLike, sign, verify, type X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { Instant } from '../ground/identifiers.ts';

const Serial = z.string().regex(/^[0-9A-F]{2,40}$/);

/** The longest list: 350 KB, and brokers take half a megabyte at once. */
export const MOST_REVOKED = 10_000;

/** The certificates that a city has shut out, all of them, signed by its authority: whoever carries it can't change it. */
export const Revocations = z.object({
  /** When it was made; the latest one counts. */
  at: Instant,
  /** Serial numbers, capital hexadecimal. */
  serials: z.array(Serial).max(MOST_REVOKED),
  /** ECDSA with SHA-256 over `at` and the serials, base64. */
  signature: z
    .string()
    .regex(/^[A-Za-z0-9+/]+={0,2}$/)
    .max(200),
});
export type Revocations = z.infer<typeof Revocations>;

interface Unsigned {
  readonly at: number;
  readonly serials: readonly string[];
}

const signed = ({ at, serials }: Unsigned): Buffer =>
  Buffer.from(JSON.stringify(['matazu-revocations', at, ...serials]));

/** Signs with the authority's key. */
export const signRevocations = ({ at, serials }: Unsigned, key: KeyLike): Revocations => ({
  at,
  serials: [...serials],
  signature: sign('sha256', signed({ at, serials }), key).toString('base64'),
});

/** Whether an authority that is believed here signed it. */
export const areSigned = (list: Revocations, authorities: readonly X509Certificate[]): boolean =>
  authorities.some(({ publicKey }) => verify('sha256', signed(list), publicKey, Buffer.from(list.signature, 'base64')));

/** Of what is known and what is told the one that counts: no list takes an older one's place, so nobody is let in again by an old word. */
export const newest = (known: Revocations | undefined, told: Revocations): Revocations =>
  known === undefined || told.at > known.at ? told : known;
