import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { base32crockford } from '@scure/base';

/** What somebody is handed to bring a machine in: where to ask, the secret that is worth it once, and whom to believe there. */
export interface Code {
  /** `host:port` of whoever signs. */
  readonly at: string;
  readonly secret: Buffer;
  /** The first bytes of the SHA-256 of the authority's certificate. */
  readonly fingerprint: Buffer;
}

const SECRET_BYTES = 13;
const FINGERPRINT_BYTES = 12;
/** Crockford's base32: no letter looks like a figure, and who reads O for 0 or I for 1 is understood. */
const LETTERS = Math.ceil(((SECRET_BYTES + FINGERPRINT_BYTES) * 8) / 5);
const GROUP = 5;

/** A secret that nobody guesses: 104 random bits. */
export const newSecret = (): Buffer => randomBytes(SECRET_BYTES);

export const fingerprintOf = (der: Uint8Array): Buffer =>
  createHash('sha256').update(der).digest().subarray(0, FINGERPRINT_BYTES);

export const isOf = (fingerprint: Uint8Array, der: Uint8Array): boolean =>
  fingerprint.length === FINGERPRINT_BYTES && timingSafeEqual(fingerprint, fingerprintOf(der));

/** `hub.kyoto.local:8443/7K3QX-0F2…`, as people read it out and type it; 40 letters in groups of five. */
export function codeText({ at, secret, fingerprint }: Code): string {
  const letters = base32crockford.encode(Buffer.concat([secret, fingerprint]));
  const groups = letters.match(new RegExp(`.{1,${GROUP}}`, 'g')) ?? [];
  return `${at}/${groups.join('-')}`;
}

/** Reads it, whatever its case and its hyphens are; undefined where it is none. */
export function readCode(text: string): Code | undefined {
  const [, at, written] = /^\s*([^/\s]+:\d{1,5})\/(.+?)\s*$/s.exec(text) ?? [];
  if (at === undefined || written === undefined) return undefined;
  const letters = written.replace(/[-\s]/g, '');
  const bytes = Buffer.from(letters.length === LETTERS ? bytesOf(letters) : []);
  if (bytes.length !== SECRET_BYTES + FINGERPRINT_BYTES) return undefined;
  return { at, secret: bytes.subarray(0, SECRET_BYTES), fingerprint: bytes.subarray(SECRET_BYTES) };
}

function bytesOf(letters: string): Uint8Array {
  try {
    return base32crockford.decode(letters);
  } catch {
    return new Uint8Array();
  }
}
