import type { Timers } from '../../../hardware/timers.ts';
import { Allowances } from '../../../protocol/ground/allowances.ts';
import type { OneTimeCode, PersonRole, WhichPerson } from '../../../protocol/wire/people.ts';
import { lockedUntil, NO_TRIES, pinFault, standing, type Tries, triesLeft, wrongAgain } from '../../core/sign-in.ts';
import type { Clock } from '../../queue/clock.ts';
import type { Book, Claim, Found } from './book.ts';
import { denials } from './denials.ts';
import type { FirstCode } from './first-code.ts';
import type { PeopleKeys } from './people-keys.ts';
import { hashOfCode, isPin, keptPin, newCode, plainName, plainPin } from './secrets.ts';

export interface Person {
  readonly id: string;
  readonly role: PersonRole;
}

/** Whom a supervisor lets sign in, as what. */
export interface Enrolment {
  readonly name: string;
  readonly role: PersonRole;
  readonly duty: string | null;
  readonly card: readonly string[] | null;
}

export interface PeopleOptions {
  readonly clock: Clock;
  readonly timers: Pick<Timers, 'elapsedMs'>;
  readonly keys: PeopleKeys;
  readonly book: Book;
  readonly firstCode: FirstCode;
  /** Somebody got their PIN wrong, and may be locked by it. */
  readonly onWrong: (person: Person, locked: boolean) => void;
}

const CODE_MS = 24 * 3_600_000;
/** What one address may get wrong: twenty at once, then one in three minutes. So nobody locks a whole ward out. */
const WRONG_AN_ADDRESS = { atOnce: 20, aSecond: 1 / 180 };
const ADDRESS_WAIT_MS = 180_000;
/** Names that nobody has are locked as others are, so that nobody learns who is enrolled; so many are remembered. */
const STRANGERS = 1_000;

/** Who may sign in, and by what. A PIN is tried by one at a time, so that no two tries at once count as one. @throws ProblemError */
export class People {
  readonly #options: PeopleOptions;
  readonly #wrong = new Allowances(WRONG_AN_ADDRESS);
  readonly #strangers = new Map<string, Tries>();

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  hasCards(): boolean {
    return this.#options.book.all().some(({ kept }) => kept.card !== null);
  }

  /** Whether anybody else than this may say who may sign in, and can sign in. */
  hasSupervisor(but?: string): boolean {
    const { book } = this.#options;
    return book.all().some(({ id, kept }) => id !== but && kept.role === 'supervisor' && kept.pin !== null);
  }

  /** Enrols somebody, or anew: with the code they choose their PIN, and until then they can't sign in. */
  enrol({ name, role, duty, card }: Enrolment): OneTimeCode & { id: string } {
    const { book } = this.#options;
    const known = book.find({ name })?.id;
    if (known !== undefined) this.#keepASupervisor(known);
    const owner = card === null ? undefined : book.find({ card });
    if (owner !== undefined && owner.id !== known) throw denials.cardTaken();
    const code = newCode();
    const until = this.#now() + CODE_MS;
    const id = book.put(name, {
      ...{ role, duty: role === 'staff' ? duty : null, card, pin: null },
      ...{ code: { hash: hashOfCode(code), until }, tries: NO_TRIES },
    });
    return { id, code, until };
  }

  /** Lets somebody choose their PIN by the code that they were given, or a first supervisor by the machine's own. */
  async choosePin({ code, name, pin }: { code: string; name: string; pin: string }, from: string): Promise<Person> {
    this.#allow(from);
    const { book, firstCode, keys } = this.#options;
    const hash = hashOfCode(code);
    const found = book.find({ name });
    const own = found?.kept.code;
    const isOwn = own?.hash === hash && this.#now() < own.until;
    if (!isOwn && !firstCode.is(hash)) {
      this.#wrong.take(from, 1, this.#watch());
      throw denials.wrongCode();
    }
    const fault = pinFault(plainPin(pin), plainName(name));
    if (fault !== null) throw denials.weakPin(fault);
    if (found !== undefined && isOwn) {
      if (!(await book.renew(found, { name }, plainPin(pin)))) throw denials.wrongCode();
      return { id: found.id, role: found.kept.role };
    }
    const kept = await keptPin(plainPin(pin), keys.inUse()[0].key);
    firstCode.use();
    const first = { role: 'supervisor', duty: null, card: null } as const;
    const id = book.put(name, { ...first, pin: kept, code: null, tries: NO_TRIES });
    return { id, role: first.role };
  }

  /** Who somebody is, if their PIN is right. */
  async recognise(claim: Claim, pin: string, from: string): Promise<Person> {
    const { book } = this.#options;
    const found = book.find(claim);
    if (found === undefined)
      return this.#refuseStranger('name' in claim ? plainName(claim.name) : `${claim.card[0]}`, pin, from);
    await this.#try(found, pin, from);
    if (!(await book.renew(found, claim, plainPin(pin)))) throw denials.meanwhile();
    return { id: found.id, role: found.kept.role };
  }

  /** Another PIN, by the one before. */
  async changePin(
    { id, name }: { id: string; name: string | null },
    { old, pin }: { old: string; pin: string },
    from: string,
  ) {
    const { book } = this.#options;
    const found = book.get(id);
    if (found === undefined) throw denials.signInFirst();
    await this.#try(found, old, from);
    const fault = pinFault(plainPin(pin), plainName(name ?? ''));
    if (fault !== null) throw denials.weakPin(fault);
    const kept = await keptPin(plainPin(pin), found.key.key);
    if (!book.change(found, { pin: kept, tries: NO_TRIES })) throw denials.meanwhile();
  }

  unlock(which: WhichPerson): string {
    const found = this.#which(which);
    this.#options.book.change(found, { tries: NO_TRIES });
    return found.id;
  }

  remove(which: WhichPerson): string {
    const { id } = this.#which(which);
    this.#keepASupervisor(id);
    this.#options.book.delete(id);
    return id;
  }

  #which(which: WhichPerson): Found {
    const { book, keys } = this.#options;
    const found = 'name' in which ? book.find(which) : book.all().find(({ id }) => keys.pseudonym(id) === which.person);
    if (found === undefined) throw denials.unknownPerson();
    return found;
  }

  /** Without one, nobody could let anybody in any more. */
  #keepASupervisor(without: string): void {
    if (this.hasSupervisor() && !this.hasSupervisor(without)) throw denials.lastSupervisor();
  }

  async #try(found: Found, pin: string, from: string): Promise<void> {
    const { book, onWrong } = this.#options;
    const tries = this.#mayTry(found.kept.tries, from);
    if (await isPin(plainPin(pin), found.key.key, found.kept.pin)) return;
    const more = this.#count(tries, from);
    book.change(found, { tries: more });
    onWrong({ id: found.id, role: found.kept.role }, lockedUntil(more, this.#now()) !== null);
    throw this.#refusal(more);
  }

  /** Takes as long, and says the same, as with somebody who is enrolled. */
  async #refuseStranger(name: string, pin: string, from: string): Promise<never> {
    const tries = this.#mayTry(this.#strangers.get(name) ?? NO_TRIES, from);
    await isPin(plainPin(pin), this.#options.keys.inUse()[0].key, null);
    const more = this.#count(tries, from);
    this.#strangers.delete(name);
    this.#strangers.set(name, more);
    for (const longest of this.#strangers.keys()) {
      if (this.#strangers.size <= STRANGERS) break;
      this.#strangers.delete(longest);
    }
    this.#options.book.seem();
    throw this.#refusal(more);
  }

  #mayTry(tries: Tries, from: string): Tries {
    this.#allow(from);
    const still = standing(tries, this.#now());
    const until = lockedUntil(still, this.#now());
    if (until !== null) throw denials.locked(until);
    return still;
  }

  #count(tries: Tries, from: string): Tries {
    this.#wrong.take(from, 1, this.#watch());
    return wrongAgain(tries, this.#now());
  }

  #refusal(tries: Tries) {
    const until = lockedUntil(tries, this.#now());
    return until === null ? denials.wrongPin(triesLeft(tries)) : denials.locked(until);
  }

  #allow(from: string): void {
    if (this.#wrong.left(from, this.#watch()) < 1) throw denials.locked(this.#now() + ADDRESS_WAIT_MS);
  }

  /** What an address has left grows by a watch that nobody sets: a clock that is set back keeps nobody out. */
  #watch(): number {
    return this.#options.timers.elapsedMs();
  }

  #now(): number {
    return Math.round(this.#options.clock.now());
  }
}
