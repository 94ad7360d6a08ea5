import { X509Certificate } from 'node:crypto';
import { type Identity, identityOf } from './identity.ts';

/** How a machine holds a certificate to what it knows. */
export interface Trust {
  /** The city's authority; two while one replaces the other. */
  readonly authorities: readonly X509Certificate[];
  /** Whether a serial number, capital hexadecimal, is shut out. */
  readonly isRevoked: (serial: string) => boolean;
  /** Milliseconds since 1970; null while no clock here can be believed: then no date is looked at. */
  readonly now: () => number | null;
  /** So long after its end a certificate is still taken, milliseconds: nobody's counter stops for a date. */
  readonly graceMs: number;
}

/** Whoever was signed at all, whatever its date is and whatever became of it. */
export const WHENEVER = { now: () => null, graceMs: 0, isRevoked: () => false } as const;

/** What a machine shows of itself, and whom it believes. */
export interface Credentials extends Trust {
  /** PEM, as they are now: both are renewed while it runs. */
  readonly certificate: () => string;
  readonly key: () => string;
  /** Hears when either was renewed, and when somebody was shut out. Stops hearing by what it gives back. */
  readonly onChange: (hear: () => void) => () => void;
}

export type Doubt = 'stranger' | 'expired' | 'not-yet' | 'revoked' | 'nobody';
export type Peer =
  | { readonly identity: Identity; readonly serial: string; readonly endsAt: number }
  | { readonly doubt: Doubt };

/** A certificate made on a machine whose clock is ahead is taken by one whose clock is right, milliseconds. */
export const AHEAD_MS = 86_400_000;

/**
 * Who shows this certificate (DER or PEM), or why it isn't believed. TLS has shown by then that they hold its key, and no more:
 * OpenSSL names the last fault alone, so that a forged one that is also too old would look merely old. Pure but for the clock.
 */
export function peerOf(raw: Uint8Array | string, { authorities, isRevoked, now, graceMs }: Trust): Peer {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(raw);
  } catch {
    return { doubt: 'stranger' };
  }
  const { serialNumber: serial } = certificate;
  const signed = authorities.some((each) => certificate.checkIssued(each) && certificate.verify(each.publicKey));
  if (!signed || certificate.ca) return { doubt: 'stranger' };
  if (isRevoked(serial)) return { doubt: 'revoked' };
  const identity = identityOf(urisIn(certificate.subjectAltName ?? ''));
  if (identity === undefined) return { doubt: 'nobody' };
  const at = now();
  const endsAt = Date.parse(certificate.validTo);
  if (at !== null && at + AHEAD_MS < Date.parse(certificate.validFrom)) return { doubt: 'not-yet' };
  if (at !== null && at > endsAt + graceMs) return { doubt: 'expired' };
  return { identity, serial, endsAt };
}

/** Whom a certificate names, a machine or whoever keeps an authority's key; whether it can be believed is another question. */
export const namedIn = ({ subjectAltName }: X509Certificate): Identity | undefined =>
  identityOf(urisIn(subjectAltName ?? ''));

/** Names and addresses under which whoever shows it is found. */
export const namesIn = ({ subjectAltName }: X509Certificate): string[] =>
  (subjectAltName ?? '').split(', ').flatMap((name) => /^(?:DNS|IP Address):(.+)$/.exec(name)?.[1] ?? []);

/** `URI:matazu://…, DNS:…` as Node.js writes it; what it quotes is none of ours. */
const urisIn = (names: string): string[] =>
  names.split(', ').flatMap((name) => (name.startsWith('URI:') ? [name.slice('URI:'.length)] : []));
