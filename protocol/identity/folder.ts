import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepFile } from '../ground/kept-file.ts';
import {
  blocksOf,
  certificatesIn,
  hasAuthority,
  IDENTITY_FILES,
  IdentityFault,
  type OwnPair,
  ownText,
  readText,
  revocationsIn,
} from './files.ts';
import { clientIdOf, type Identity } from './identity.ts';
import { AHEAD_MS, type Credentials, namesIn, peerOf, type Trust, WHENEVER } from './peer.ts';
import { areSigned, newest, type Revocations } from './revocations.ts';

export interface FolderOptions extends Pick<Trust, 'now' | 'graceMs'> {
  readonly folder: string;
}

interface Own extends OwnPair {
  readonly identity: Identity;
  readonly serial: string;
  readonly names: readonly string[];
  /** Whether it is of the authority that is named first, and not of one that it takes the place of. */
  readonly isOfFirst: boolean;
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
    // A clock that is before this machine came in is wrong, whoever else believes it: no date can be looked at by it.
    this.now = () => {
      const at = now();
      return at !== null && at + AHEAD_MS < this.#own.beganAt ? null : at;
    };
    this.graceMs = graceMs;
    this.#own = this.#take();
  }

  get identity(): Identity {
    return this.#own.identity;
  }

  /** The number of its certificate, capital hexadecimal. */
  get serial(): string {
    return this.#own.serial;
  }

  /** Names and addresses under which it is found. */
  get names(): readonly string[] {
    return this.#own.names;
  }

  /** `host:port` of whoever signs; undefined where no network leads there. */
  get signer(): string | undefined {
    return readText(this.#path(IDENTITY_FILES.signer))?.trim();
  }

  get authorities(): readonly X509Certificate[] {
    return this.#authorities;
  }

  /** When its certificate ends, milliseconds since 1970. */
  get endsAt(): number {
    return this.#own.endsAt;
  }

  /** When it is to be renewed, milliseconds since 1970: two thirds of its time are over, or another authority has taken the place of its own. */
  get renewsAt(): number {
    const { beganAt, endsAt, isOfFirst } = this.#own;
    if (!isOfFirst) return beganAt;
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
    // They are shut out from now on, also where no disk takes it.
    this.#shutOut(told);
    for (const hear of this.#hearing) hear();
    try {
      keepFile(this.#path(IDENTITY_FILES.revocations), JSON.stringify(told));
    } catch {
      // Whoever told it tells it again after the next start.
    }
    return true;
  }

  /**
   * Takes a new certificate of the same machine, its key, and whom to believe from now on where that is told.
   * @throws IdentityFault where they are not
   */
  renew({ authorities, ...pair }: OwnPair & { readonly authorities?: string }): void {
    if (!isSameMachine(this.#look(pair), this.#own))
      throw new IdentityFault('the new certificate is another machine’s');
    if (authorities !== undefined) this.#look(pair, certificatesIn(authorities));
    // Its signer is believed already: the files are right beside each other, also where the power is cut between them.
    keepFile(this.#path(IDENTITY_FILES.own), ownText(pair));
    if (authorities !== undefined) keepFile(this.#path(IDENTITY_FILES.authorities), authorities);
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
    const list = readText(this.#path(IDENTITY_FILES.revocations)) ?? '';
    const files = JSON.stringify([authorities, own, list]);
    if (files === this.#files) return this.#own;
    const revocations = revocationsIn(list);
    const before = this.#authorities;
    try {
      this.#authorities = certificatesIn(authorities);
      const [certificate, key] = [blocksOf(own, 'CERTIFICATE')[0], blocksOf(own, 'PRIVATE KEY')[0]];
      if (certificate === undefined || key === undefined)
        throw new IdentityFault(`${this.#path(IDENTITY_FILES.own)} holds no certificate and key: join again`);
      const taken = this.#look({ certificate, key });
      if (this.#files !== '' && !isSameMachine(taken, this.#own))
        throw new IdentityFault(
          `${this.#path(IDENTITY_FILES.own)} is the ${taken.identity.role} ${clientIdOf(taken.identity)} now: start this program anew`,
        );
      if (revocations !== undefined && areSigned(revocations, this.#authorities))
        this.#shutOut(newest(this.#revocations, revocations));
      this.#files = files;
      return taken;
    } catch (error) {
      this.#authorities = before;
      if (error instanceof IdentityFault) throw error;
      throw new IdentityFault(`${this.#path('')} has a file that can't be read as what it is: join again`);
    }
  }

  #shutOut(told: Revocations): void {
    this.#revocations = told;
    this.#revoked = new Set(told.serials);
  }

  #look({ certificate, key }: OwnPair, authorities = this.#authorities): Own {
    const peer = peerOf(certificate, { authorities, ...WHENEVER });
    const file = this.#path(IDENTITY_FILES.own);
    if ('doubt' in peer)
      throw new IdentityFault(`${file} was not signed by ${IDENTITY_FILES.authorities} beside it: join again`);
    const read = new X509Certificate(certificate);
    if (!read.checkPrivateKey(createPrivateKey(key)))
      throw new IdentityFault(`the key in ${file} is not the one of its certificate: join again`);
    const { identity, serial, endsAt } = peer;
    const isOfFirst = authorities[0] !== undefined && read.verify(authorities[0].publicKey);
    const beganAt = Date.parse(read.validFrom);
    return { certificate, key, identity, serial, names: namesIn(read), isOfFirst, beganAt, endsAt };
  }

  #path(file: string): string {
    return join(this.#folder, file);
  }

  #read(file: string): string {
    try {
      return readFileSync(this.#path(file), 'utf8');
    } catch (error) {
      const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
      const todo =
        why === 'EACCES'
          ? `it is another user’s, so give it to whoever runs this: sudo chown -R USER: ${this.#folder}`
          : hasAuthority(this.#folder)
            ? 'its authority is here: "matazu ca init" makes it anew'
            : 'bring this machine in with "matazu join CODE"';
      throw new IdentityFault(`${this.#path(file)} can't be read (${why}): ${todo}`);
    }
  }
}

const isSameMachine = (one: Own, other: Own): boolean =>
  JSON.stringify(one.identity) === JSON.stringify(other.identity);
