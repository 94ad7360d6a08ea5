import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepFile } from '../ground/kept-file.ts';

import type { Identity } from './identity.ts';
import { type Credentials, peerOf, type Trust } from './peer.ts';
import { areSigned, newest, Revocations } from './revocations.ts';

/** The files of a machine's identity. */
export const IDENTITY_FILES = {
  /** Certificates of the city's authority, PEM: two while one takes the other's place. */
  authorities: 'ca.pem',
  /** This machine's certificate and its key, PEM, in one file: a renewal is one rename, whatever cuts it off. */
  own: 'identity.pem',
  revocations: 'revoked.json',
} as const;

/** What is wrong with an identity's folder, and what to do. */
export class IdentityFault extends Error {
  override readonly name = 'IdentityFault';
}

export interface FolderOptions extends Pick<Trust, 'now' | 'graceMs'> {
  readonly folder: string;
}

interface Own {
  readonly certificate: string;
  readonly key: string;
  readonly identity: Identity;
  /** Milliseconds since 1970. */
  readonly beganAt: number;
  readonly endsAt: number;
}

/** Who this machine is and whom it believes, as it stands in its folder, and changes there while it runs. */
export class IdentityFolder implements Credentials {
  readonly now: Trust['now'];
  readonly graceMs: number;
  readonly #folder: string;
  readonly #hearing = new Set<() => void>();
  #files = '';
  #authorities: readonly X509Certificate[] = [];
  #own: Own;
  #revocations: Revocations | undefined;
  #revoked: ReadonlySet<string> = new Set();

  /** @throws IdentityFault */
  constructor({ folder, now, graceMs }: FolderOptions) {
    this.#folder = folder;
    this.now = now;
    this.graceMs = graceMs;
    this.#own = this.#take();
  }

  get identity(): Identity {
    return this.#own.identity;
  }

  get authorities(): readonly X509Certificate[] {
    return this.#authorities;
  }

  /** When its certificate ends, milliseconds since 1970. */
  get endsAt(): number {
    return this.#own.endsAt;
  }

  /** When it is to be renewed, milliseconds since 1970: two thirds of its time are over. */
  get renewsAt(): number {
    const { beganAt, endsAt } = this.#own;
    return beganAt + ((endsAt - beganAt) * 2) / 3;
  }

  /** The newest list of who was shut out; undefined until there is one. */
  get revocations(): Revocations | undefined {
    return this.#revocations;
  }

  readonly certificate = (): string => this.#own.certificate;
  readonly key = (): string => this.#own.key;
  readonly isRevoked = (serial: string): boolean => this.#revoked.has(serial);
  readonly onChange = (hear: () => void): (() => void) => {
    this.#hearing.add(hear);
    return () => this.#hearing.delete(hear);
  };

  /** Takes a list of who was shut out, where it is the city's and newer than the one that is known; whether it did. */
  adopt(told: Revocations): boolean {
    if (!areSigned(told, this.#authorities) || newest(this.#revocations, told) !== told) return false;
    keepFile(join(this.#folder, IDENTITY_FILES.revocations), JSON.stringify(told));
    return this.refresh();
  }

  /** Takes a new certificate of the same machine, and its key. @throws IdentityFault where they are not */
  renew(pair: { readonly certificate: string; readonly key: string }): void {
    const { identity } = this.#look(pair);
    if (JSON.stringify(identity) !== JSON.stringify(this.identity))
      throw new IdentityFault('the new certificate is another machine’s');
    keepFile(join(this.#folder, IDENTITY_FILES.own), ownText(pair));
    this.refresh();
  }

  /**
   * Looks whether the files changed, as a command beside this program changes them; whether they did.
   * @throws IdentityFault where they are wrong; then what was known stays
   */
  refresh(): boolean {
    const before = this.#files;
    this.#own = this.#take();
    if (this.#files === before) return false;
    for (const hear of this.#hearing) hear();
    return true;
  }

  #take(): Own {
    const authorities = this.#read(IDENTITY_FILES.authorities);
    const own = this.#read(IDENTITY_FILES.own);
    const revocations = this.#kept();
    const files = JSON.stringify([authorities, own, revocations]);
    if (files === this.#files) return this.#own;
    const before = this.#authorities;
    this.#authorities = blocksOf(authorities, 'CERTIFICATE').map((each) => new X509Certificate(each));
    try {
      const [certificate, key] = [blocksOf(own, 'CERTIFICATE')[0], blocksOf(own, 'PRIVATE KEY')[0]];
      if (certificate === undefined || key === undefined)
        throw new IdentityFault(`${this.#path(IDENTITY_FILES.own)} holds no certificate and key: join again`);
      const taken = this.#look({ certificate, key });
      this.#revocations =
        revocations !== undefined && areSigned(revocations, this.#authorities) ? revocations : this.#revocations;
      this.#revoked = new Set(this.#revocations?.serials);
      this.#files = files;
      return taken;
    } catch (error) {
      this.#authorities = before;
      throw error;
    }
  }

  #look({ certificate, key }: { readonly certificate: string; readonly key: string }): Own {
    const anyDate = { now: () => null, graceMs: 0, isRevoked: () => false };
    const peer = peerOf(certificate, { authorities: this.#authorities, ...anyDate });
    const file = this.#path(IDENTITY_FILES.own);
    if ('doubt' in peer)
      throw new IdentityFault(`${file} was not signed by ${IDENTITY_FILES.authorities} beside it: join again`);
    const read = new X509Certificate(certificate);
    if (!read.checkPrivateKey(createPrivateKey(key)))
      throw new IdentityFault(`the key in ${file} is not the one of its certificate: join again`);
    return { certificate, key, identity: peer.identity, beganAt: Date.parse(read.validFrom), endsAt: peer.endsAt };
  }

  #kept(): Revocations | undefined {
    let text: string;
    try {
      text = this.#read(IDENTITY_FILES.revocations);
    } catch {
      return undefined;
    }
    const read = Revocations.safeParse(parsed(text));
    return read.success ? read.data : undefined;
  }

  #path(file: string): string {
    return join(this.#folder, file);
  }

  #read(file: string): string {
    try {
      return readFileSync(this.#path(file), 'utf8');
    } catch (error) {
      const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
      throw new IdentityFault(
        `${this.#path(file)} can't be read (${why}): bring this machine in with "matazu join CODE"`,
      );
    }
  }
}

/** What {@link IDENTITY_FILES.own} holds. */
export const ownText = ({ certificate, key }: { readonly certificate: string; readonly key: string }): string =>
  `${certificate.trim()}\n${key.trim()}\n`;

const blocksOf = (pem: string, label: string): string[] =>
  pem.match(new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`, 'g')) ?? [];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
