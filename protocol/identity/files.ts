import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Revocations } from './revocations.ts';

/** The files of a machine's identity. */
export const IDENTITY_FILES = {
  /** Certificates of the city's authority, PEM: two while one takes the other's place. */
  authorities: 'ca.pem',
  /** This machine's certificate and its key, PEM, in one file: a renewal is one rename, whatever cuts it off. */
  own: 'identity.pem',
  revocations: 'revoked.json',
  /** `host:port` of whoever signs, where it renews: it was in its code. */
  signer: 'signer.txt',
  /** The key and the request of a machine that is coming in, PEM: whoever asks again for a lost answer asks with the same. */
  request: 'request.pem',
  /** The folder of an authority that is kept here. */
  authority: 'authority',
} as const;

/** What is wrong with an identity's folder, and what to do. */
export class IdentityFault extends Error {
  override readonly name = 'IdentityFault';
}

/** A machine's certificate and its key, PEM. */
export interface OwnPair {
  readonly certificate: string;
  readonly key: string;
}

/** What {@link IDENTITY_FILES.own} holds. */
export const ownText = ({ certificate, key }: OwnPair): string => `${certificate.trim()}\n${key.trim()}\n`;

/** Certificates of authorities, as {@link IDENTITY_FILES.authorities} holds them. */
export const certificatesIn = (pem: string): X509Certificate[] =>
  blocksOf(pem, 'CERTIFICATE').map((each) => new X509Certificate(each));

/** Whether an identity's folder has an authority of its own in it: then this machine signs for others. */
export const hasAuthority = (folder: string): boolean =>
  existsSync(join(folder, IDENTITY_FILES.authority, IDENTITY_FILES.authorities));

/** The list that stands in a file; undefined where there is none that can be read. */
export const readRevocations = (file: string): Revocations | undefined => revocationsIn(readText(file) ?? '');

/** A list as its file has it. */
export function revocationsIn(text: string): Revocations | undefined {
  const read = Revocations.safeParse(parsed(text));
  return read.success ? read.data : undefined;
}

export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

export const blocksOf = (pem: string, label: string): string[] =>
  pem.match(new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`, 'g')) ?? [];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
