import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** Why an update is refused or failed, and what to do; nothing was changed, or it was changed back. */
export class UpdateFault extends Error {
  override readonly name = 'UpdateFault';
}

/** Whose signature is believed: a public key in minisign's format. */
export interface ReleaseKey {
  /** Eight bytes by which a signature names its key. */
  readonly id: Buffer;
  readonly key: KeyObject;
}

/** minisign's marks: a key, and a signature of a file's BLAKE2b-512 rather than of the file. */
const KEY = 'Ed';
const OF_THE_HASH = 'ED';
const KEY_BYTES = 2 + 8 + 32;
const SIGNATURE_BYTES = 2 + 8 + 64;
const GLOBAL_BYTES = 64;

/** Reads public keys as `minisign -G` writes one: while a city goes over to a new key it trusts two. @throws UpdateFault */
export function readReleaseKeys(text: string, file: string): readonly ReleaseKey[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('untrusted comment:'));
  if (lines.length === 0) throw new UpdateFault(`${file} holds no public key (minisign -G makes one)`);
  return lines.map((line) => readReleaseKey(line, file));
}

function readReleaseKey(line: string, file: string): ReleaseKey {
  const bytes = Buffer.from(line, 'base64');
  if (bytes.length !== KEY_BYTES || bytes.toString('latin1', 0, 2) !== KEY)
    throw new UpdateFault(`${file} is not of public keys of minisign (minisign -G makes one)`);
  const x = bytes.toString('base64url', 10);
  return {
    id: bytes.subarray(2, 10),
    key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
  };
}

/**
 * The trusted comment of a signature in minisign's format (jedisct1.github.io/minisign, "Signature format"), which is signed too.
 * `hash` is the file's BLAKE2b-512. @throws UpdateFault where it isn't a signature by one of the keys of this file and comment
 */
export function verifySignature(
  text: string,
  { hash, keys }: { hash: Uint8Array; keys: readonly ReleaseKey[] },
): string {
  const [, line = '', comment = '', global = ''] = text.split(/\r?\n/);
  const bytes = Buffer.from(line, 'base64');
  const globalSignature = Buffer.from(global, 'base64');
  const prefix = 'trusted comment: ';
  if (
    bytes.length !== SIGNATURE_BYTES ||
    globalSignature.length !== GLOBAL_BYTES ||
    bytes.toString('latin1', 0, 2) !== OF_THE_HASH ||
    !comment.startsWith(prefix)
  )
    throw new UpdateFault('the signature is not in the format of minisign');
  const id = bytes.subarray(2, 10);
  const key = keys.find((trusted) => id.equals(trusted.id))?.key;
  // As minisign writes it.
  const named = Buffer.from(id).reverse().toString('hex').toUpperCase();
  if (key === undefined)
    throw new UpdateFault(`it is signed with another key (${named}) than this machine trusts; see docs/operating.md`);
  const signature = bytes.subarray(10);
  const told = comment.slice(prefix.length);
  const holds =
    verify(null, hash, key, signature) &&
    verify(null, Buffer.concat([signature, Buffer.from(told)]), key, globalSignature);
  if (!holds) throw new UpdateFault('it is not what was signed: it was changed, or is damaged; fetch it again');
  return told;
}
