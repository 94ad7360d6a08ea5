import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sectionPath } from '../../ground/identifiers.ts';
import { keepFile } from '../../ground/kept-file.ts';
import { certificatesIn, hasAuthority, IDENTITY_FILES, IdentityFault, readRevocations, readText } from '../files.ts';
import { clientIdOf, type Identity, isSame, isTooLong, isUnit } from '../identity.ts';
import { namedIn } from '../peer.ts';
import { areSigned, MOST_REVOKED, type Revocations, signRevocations } from '../revocations.ts';
import { Authority, foundAt, makeAuthority, type NewAuthority } from './authority.ts';
import { type Code, fingerprintOf, isOf } from './code.ts';
import { type Issued, type Made, Registry } from './registry.ts';

/** An authority's own files, in a folder of the identity's of whoever keeps it. */
const FOLDER = IDENTITY_FILES.authority;
const FILES = { certificate: IDENTITY_FILES.authorities, key: 'ca-key.pem' } as const;

const NOT_ITSELF =
  'this machine keeps the authority’s key and can’t shut itself out: if somebody has that key, make another authority (docs/operating.md)';

const DAY_MS = 86_400_000;
/** A machine asks once in sixty days, and again where an answer was lost. */
const RENEWALS_A_DAY = 12;

const FULL = `more than ${MOST_REVOKED} certificates would be shut out, and no list holds more: make another authority (docs/operating.md)`;

/** Who is to be signed for, and under which names and addresses it is found. */
export interface Machine {
  readonly identity: Identity;
  readonly names: readonly string[];
}

interface Asked extends Machine, Pick<Issued, 'way'> {
  readonly request: string;
  readonly now: number;
}

interface Parts {
  readonly folder: string;
  readonly key: string;
  readonly authority: Authority;
}

/** A city's authority as its keeper has it: what signs, what it knows, and the list of whom it shut out. */
export class KeptAuthority {
  readonly #folder: string;
  readonly #key: string;
  readonly #authority: Authority;
  readonly #registry: Registry;
  readonly #root: X509Certificate;
  /** When machines, by their client ids, were given another certificate lately. */
  readonly #renewals = new Map<string, number[]>();

  private constructor({ folder, key, authority }: Parts) {
    this.#folder = folder;
    this.#key = key;
    this.#authority = authority;
    this.#root = new X509Certificate(authority.certificate);
    this.#registry = new Registry(join(folder, FOLDER));
  }

  /** Makes one in an identity's folder. @throws IdentityFault where there is one already */
  static async make(folder: string, made: NewAuthority): Promise<KeptAuthority> {
    if (hasAuthority(folder))
      throw new IdentityFault(`${join(folder, FOLDER)} has an authority already: it is never written over`);
    const { certificate, key } = await makeAuthority(made);
    // The certificate last: an authority is there when it is whole.
    keepFile(join(folder, FOLDER, FILES.key), key);
    keepFile(join(folder, FOLDER, FILES.certificate), certificate);
    return KeptAuthority.open(folder);
  }

  /** @throws IdentityFault where there is none, or it can't sign */
  static async open(folder: string): Promise<KeptAuthority> {
    const read = (file: string): string => {
      try {
        return readFileSync(join(folder, FOLDER, file), 'utf8');
      } catch (error) {
        const isLost = hasAuthority(folder) && error instanceof Error && 'code' in error && error.code === 'ENOENT';
        const todo = isLost
          ? 'restore it from the copy in the safe; if there is none, another authority takes its place (docs/operating.md)'
          : 'run this where "matazu ca init" made the authority, as the same user';
        throw new IdentityFault(`${join(folder, FOLDER, file)} can't be read: ${todo}`);
      }
    };
    const [certificate, key] = [read(FILES.certificate), read(FILES.key)];
    try {
      return new KeptAuthority({ folder, key, authority: await Authority.open({ certificate, key }) });
    } catch {
      throw new IdentityFault(
        `${join(folder, FOLDER, FILES.key)} is not the key of ${FILES.certificate} beside it: restore both`,
      );
    }
  }

  /** PEM. */
  get certificate(): string {
    return this.#authority.certificate;
  }

  get keeper(): Identity | undefined {
    return namedIn(this.#root);
  }

  /** Invites a machine: the secret of its code, and whom it is to believe. @throws IdentityFault */
  invite(machine: Machine & { readonly now: number }): Omit<Code, 'at'> {
    this.#mayBe(machine.identity);
    return { secret: this.#registry.invite(machine), fingerprint: fingerprintOf(this.#root.raw) };
  }

  /** Answers who has a code. @throws RequestFault where the request is none */
  async enrol({ secret, fingerprint, request, now }: Omit<Code, 'at'> & { request: string; now: number }) {
    if (!isOf(fingerprint, this.#root.raw)) return { refused: 'other-authority' as const };
    return this.#registry.answer({ secret, request, now }, (invitation) =>
      this.#make({ ...invitation, request, now, way: 'code' }),
    );
  }

  /** A certificate for whoever somebody here vouches for. @throws RequestFault, IdentityFault */
  async sign({ request, now, ...machine }: Machine & { request: string; now: number }): Promise<string> {
    this.#mayBe(machine.identity);
    const made = await this.#make({ ...machine, request, now, way: 'stick' });
    this.#registry.issued(made);
    return made.certificate;
  }

  /** Another certificate for a machine that has shown one. @throws RequestFault */
  async renew({ serial, request, now, ...machine }: Machine & { serial: string; request: string; now: number }) {
    const isShutOut = (): boolean => this.#registry.revoked().includes(serial);
    if (isShutOut()) return { refused: 'revoked' as const };
    if (!this.#mayRenew(clientIdOf(machine.identity), now)) return { refused: 'too-often' as const };
    const made = await this.#make({ ...machine, request, now, way: 'renewal' });
    this.#registry.issued(made);
    // Another command may have shut it out meanwhile, and did not know of this one.
    if (!isShutOut()) return { certificate: made.certificate };
    this.revoke([made.serial], now);
    return { refused: 'revoked' as const };
  }

  /** Whoever got hold of a machine gets no more certificates than can be shut out again. */
  #mayRenew(id: string, now: number): boolean {
    const lately = (this.#renewals.get(id) ?? []).filter((at) => Math.abs(now - at) < DAY_MS);
    this.#renewals.set(id, lately);
    return lately.length < RENEWALS_A_DAY && lately.push(now) > 0;
  }

  issued(): readonly Issued[] {
    return this.#registry.all();
  }

  /** Shuts out all that a machine, by its client id, was ever given, its invitations too; how many of each. @throws IdentityFault */
  revokeMachine(id: string, now: number): { readonly certificates: number; readonly codes: number } {
    const { keeper } = this;
    if (keeper !== undefined && clientIdOf(keeper) === id) throw new IdentityFault(NOT_ITSELF);
    const codes = this.#registry.uninvite(id);
    const theirs = (): string[] =>
      this.issued().flatMap(({ identity, serial }) => (clientIdOf(identity) === id ? [serial] : []));
    const first = this.revoke(theirs(), now).length;
    // One that it was given meanwhile, too.
    return { certificates: first + this.revoke(theirs(), now).length, codes };
  }

  /**
   * Shuts certificates out; those of them that it remembers.
   * @throws IdentityFault where one is the keeper's own, or no list holds them all: then none of them
   */
  revoke(serials: readonly string[], now: number): readonly string[] {
    const [own] = certificatesIn(readText(join(this.#folder, IDENTITY_FILES.own)) ?? '');
    if (own !== undefined && serials.includes(own.serialNumber)) throw new IdentityFault(NOT_ITSELF);
    if (new Set([...this.#registry.revoked(), ...serials]).size > MOST_REVOKED) throw new IdentityFault(FULL);
    const known = serials.filter((serial) => this.#registry.revoke(serial, now));
    this.signRevocations(now);
    return known;
  }

  /** Goes on shutting out whom another authority did; the list that says so takes that one's place everywhere, also where this clock is behind. */
  takeOver({ serials, at }: Revocations, now: number): void {
    this.revoke(serials, Math.max(now, at + 1));
  }

  /** Writes the list of whom it shut out into the identity's folder, where that is not the one that stands there. */
  signRevocations(now: number): void {
    const file = join(this.#folder, IDENTITY_FILES.revocations);
    // Another command may shut somebody out meanwhile.
    for (;;) {
      const stands = readRevocations(file);
      const isOurs = stands !== undefined && areSigned(stands, [this.#root]);
      // Nobody is let in again, also where what is remembered here is an older copy than a list that a machine kept.
      if (isOurs) this.#registry.revokeAll(stands.serials, now);
      const serials = this.#registry.revoked();
      if (serials.length > MOST_REVOKED) throw new IdentityFault(FULL);
      if (isOurs && String(stands.serials) === String(serials)) return;
      // A list that is not newer than the last is nobody's, also where this clock went back.
      const at = Math.max(now, (stands?.at ?? 0) + 1);
      keepFile(file, JSON.stringify(signRevocations({ at, serials }, this.#key)));
    }
  }

  /** The same for brokers elsewhere, PEM. */
  revocationList(now: number): string {
    return this.#authority.revocationList(this.#registry.revoked(), now);
  }

  async #make({ identity, names, request, now, way }: Asked): Promise<Made> {
    const certificate = await this.#authority.issue(request, { identity, ...foundAt(names), now });
    const { serialNumber: serial, validTo } = new X509Certificate(certificate);
    return { certificate, serial, identity, endsAt: Date.parse(validTo), at: now, way };
  }

  /** @throws IdentityFault where it may not sign for such a machine */
  #mayBe(identity: Identity): void {
    if (isTooLong(identity))
      throw new IdentityFault(
        `${clientIdOf(identity)} is longer than the 64 letters that a certificate carries: choose a shorter name`,
      );
    const { keeper } = this;
    if (keeper !== undefined && isSame(keeper, identity) && keeper.role !== identity.role)
      throw new IdentityFault(
        `${clientIdOf(identity)} is the ${keeper.role} that keeps this authority: choose another name for a ${identity.role}`,
      );
    if (keeper === undefined || !isUnit(keeper)) return;
    const isOwn = isUnit(identity) && sectionPath(identity) === sectionPath(keeper);
    if (!isOwn)
      throw new IdentityFault(`this is the authority of ${sectionPath(keeper)} alone: it signs for no other section`);
  }
}
