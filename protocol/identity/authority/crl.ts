import { type KeyObject, sign } from 'node:crypto';

export interface Crl {
  /** The authority's name, DER. */
  readonly issuer: Uint8Array;
  /** Hexadecimal. */
  readonly serials: readonly string[];
  readonly revokedAt: Date;
  readonly from: Date;
  readonly until: Date;
}

const TAGS = { integer: 0x02, bits: 0x03, utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30 } as const;
/** ECDSA with SHA-256 (RFC 5758, 3.2), as a sequence of its one identifier. */
const ALGORITHM = Buffer.from('300a06082a8648ce3d040302', 'hex');
const VERSION_2 = Buffer.from('020101', 'hex');
/** From then on times have four figures for the year (RFC 5280, 5.1.2.4). */
const FOUR_FIGURES = 2050;

/**
 * A list of certificates that were shut out, as OpenSSL reads it (RFC 5280, 5), PEM. By itself, for that of x509 compares each with each
 * other: ten thousand kept a hub for a minute.
 */
export function crlOf({ issuer, serials, revokedAt, from, until }: Crl, key: KeyObject): string {
  const at = time(revokedAt);
  const entries = serials.map((serial) => der(TAGS.sequence, integer(serial), at));
  const revoked = entries.length === 0 ? [] : [der(TAGS.sequence, ...entries)];
  const list = der(TAGS.sequence, VERSION_2, ALGORITHM, issuer, time(from), time(until), ...revoked);
  const signature = Buffer.concat([Buffer.of(0), sign('sha256', list, key)]);
  const whole = der(TAGS.sequence, list, ALGORITHM, der(TAGS.bits, signature));
  const lines = whole.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN X509 CRL-----\n${lines}\n-----END X509 CRL-----\n`;
}

/** A value with its tag and its length (X.690, 8.1). */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const long = body.length.toString(16);
  const bytes = Buffer.from(long.length % 2 === 0 ? long : `0${long}`, 'hex');
  const length = body.length < 0x80 ? bytes : Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
  return Buffer.concat([Buffer.of(tag), length, body]);
}

/** A number that is not negative. */
function integer(hex: string): Buffer {
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return der(TAGS.integer, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]));
}

function time(at: Date): Buffer {
  const figures = `${at.toISOString().slice(0, 19).replace(/\D/g, '')}Z`;
  return at.getUTCFullYear() < FOUR_FIGURES
    ? der(TAGS.utcTime, Buffer.from(figures.slice(2)))
    : der(TAGS.generalizedTime, Buffer.from(figures));
}
