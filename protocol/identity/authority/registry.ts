import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Identifier, Instant } from '../../ground/identifiers.ts';
import { keepFile, takeFile } from '../../ground/kept-file.ts';
import { clientIdOf, type Identity, ServerRole, UnitRole } from '../identity.ts';
import { newSecret } from './code.ts';

const Who = z.union([
  z.object({ role: UnitRole, city: Identifier, office: Identifier, section: Identifier, unit: Identifier }),
  z.object({ role: ServerRole, unit: Identifier }),
]);
const Invitation = z.object({
  identity: Who,
  /** Names and addresses under which it is found. */
  names: z.array(z.string()),
  until: Instant,
});
export type Invitation = z.infer<typeof Invitation>;
/** What came of an invitation: whoever asks again with the same request, for the answer was lost, gets the same. */
const Answered = z.object({ request: z.string(), certificate: z.string() });
const Issued = z.object({
  serial: z.string(),
  identity: Who,
  endsAt: Instant,
  /** When it was made, and what for: by a code, in the place of the one before it, or because somebody at the authority vouched. */
  at: Instant,
  way: z.enum(['code', 'renewal', 'stick']),
});
/** Of one that nobody remembered there is no more than when it was shut out; just shut out, not even that. */
const Revoked = Issued.extend({ revokedAt: Instant }).partial();
export type Issued = z.infer<typeof Issued>;

/** A certificate that was made just now, and what is remembered of it. */
export interface Made extends Issued {
  readonly certificate: string;
}

/** What was done about a machine's certificate. */
export interface Deed {
  /** No other deed has it. */
  readonly key: string;
  readonly act: Issued['way'] | 'revoked';
  readonly serial: string;
  /** Undefined where nobody remembers whose it was. */
  readonly identity: Identity | undefined;
  /** Milliseconds since 1970; undefined where it is being written. */
  readonly at: number | undefined;
}

export type Refused = 'unknown-code' | 'code-expired' | 'code-used';

const SERIAL = /^[0-9A-F]{2,40}$/;
/** An invitation stands so long, milliseconds. */
const STANDS_MS = 86_400_000;

/**
 * What an authority knows beside its key: whom it invited, what it issued, whom it shut out. A file each, so that a command
 * works beside a running hub, and what is taken by two at once is taken by one. The files of certificates say when and how, and none is ever
 * removed: at a hub, which writes no audit, they are what was done.
 */
export class Registry {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Invites a machine: the secret that is worth one certificate within a day. It is kept as its hash alone. */
  invite({ identity, names, now }: { identity: Identity; names: readonly string[]; now: number }): Buffer {
    const secret = newSecret();
    keepFile(this.#file('invited', nameOf(secret)), JSON.stringify({ identity, names, until: now + STANDS_MS }));
    return secret;
  }

  /**
   * Answers whoever has the secret: `sign` is done for one of all who ask, and its certificate is what all of them get who ask with
   * the same request. What it throws leaves the invitation as it was.
   */
  async answer(
    { secret, request, now }: { secret: Uint8Array; request: string; now: number },
    sign: (invitation: Invitation) => Promise<Made>,
  ): Promise<{ readonly certificate: string } | { readonly refused: Refused }> {
    const name = nameOf(secret);
    const asked = createHash('sha256').update(request).digest('hex');
    const before = this.#read('answered', name, Answered);
    if (before !== undefined)
      return before.request === asked ? { certificate: before.certificate } : { refused: 'code-used' };
    const invitation = this.#read('invited', name, Invitation);
    if (invitation === undefined) return { refused: 'unknown-code' };
    if (now > invitation.until) return { refused: 'code-expired' };
    const made = await sign(invitation);
    // Remembered first: whoever shuts the machine out meanwhile finds the code, or what came of it.
    this.issued(made);
    if (!takeFile(this.#file('invited', name), this.#file('taken', name))) {
      rmSync(this.#file('issued', made.serial), { force: true });
      return { refused: 'code-used' };
    }
    const { certificate } = made;
    keepFile(this.#file('answered', name), JSON.stringify({ request: asked, certificate }));
    return { certificate };
  }

  /** Takes back what a machine, by its client id, was invited with and did not use; how many codes. */
  uninvite(id: string): number {
    const theirs = this.#names('invited').filter((name) => {
      const invited = this.#read('invited', name, Invitation)?.identity;
      return invited !== undefined && clientIdOf(invited) === id;
    });
    return theirs.filter((name) => takeFile(this.#file('invited', name), this.#file('taken', name))).length;
  }

  issued({ serial, identity, endsAt, at, way }: Issued): void {
    keepFile(this.#file('issued', serial), JSON.stringify({ serial, identity, endsAt, at, way }));
  }

  /** All certificates that it issued and did not revoke, those that ended too: where no clock is believed they are still taken. */
  all(): readonly Issued[] {
    return this.#names('issued').flatMap((serial) => this.#read('issued', serial, Issued) ?? []);
  }

  /** Shuts a certificate out; whether it was one that stood. One that was forgotten with a lost disk is shut out as well. */
  revoke(serial: string, now: number): boolean {
    if (!SERIAL.test(serial)) return false;
    const stood = takeFile(this.#file('issued', serial), this.#file('revoked', serial));
    const known = this.#read('revoked', serial, Revoked);
    // First shut out, then said when: and of one that was shut out before, when it first was.
    if (known?.revokedAt === undefined)
      keepFile(this.#file('revoked', serial), JSON.stringify({ ...known, revokedAt: now }));
    return stood;
  }

  /** Shuts out those of them that are not yet. */
  revokeAll(serials: readonly string[], now: number): void {
    const already = new Set(this.revoked());
    for (const serial of serials) if (!already.has(serial)) this.revoke(serial, now);
  }

  revoked(): readonly string[] {
    return this.#names('revoked').sort();
  }

  /** What was done beside what is known already, the earliest first. */
  deeds(known: ReadonlySet<string>): readonly Deed[] {
    const news = (kind: string): string[] => this.#names(kind).filter((serial) => !known.has(`${kind} ${serial}`));
    const issued = news('issued').flatMap((serial) => this.#read('issued', serial, Issued) ?? []);
    const revoked = news('revoked').map((serial) => ({ ...this.#read('revoked', serial, Revoked), serial }));
    // One that was issued and shut out between two looks is both.
    const both = revoked.flatMap((each) => Issued.safeParse(each).data ?? []);
    const all: Deed[] = [
      ...[...issued, ...both].map(({ serial, identity, at, way }) => ({
        ...{ key: `issued ${serial}`, act: way, serial, identity, at },
      })),
      ...revoked.map(({ serial, identity, revokedAt }) => ({
        ...{ key: `revoked ${serial}`, act: 'revoked' as const, serial, identity, at: revokedAt },
      })),
    ];
    return all.filter(({ key }) => !known.has(key)).sort((one, other) => whenOf(one) - whenOf(other));
  }

  #file(kind: string, name: string): string {
    return join(this.#folder, kind, `${name}.json`);
  }

  #names(kind: string): string[] {
    try {
      return readdirSync(join(this.#folder, kind)).flatMap((name) => /^([0-9A-Za-z]+)\.json$/.exec(name)?.[1] ?? []);
    } catch {
      return [];
    }
  }

  #read<S extends z.ZodType>(kind: string, name: string, schema: S): z.output<S> | undefined {
    try {
      return schema.parse(JSON.parse(readFileSync(this.#file(kind, name), 'utf8')));
    } catch {
      return undefined;
    }
  }
}

const whenOf = ({ at = Number.MAX_SAFE_INTEGER }: Deed): number => at;
const nameOf = (secret: Uint8Array): string => createHash('sha256').update(secret).digest('hex');
