import type { People, WhichPerson } from '../../../protocol/wire/people.ts';
import { lockedUntil, standing } from '../../core/sign-in.ts';
import type { Clock } from '../../queue/clock.ts';
import type { Book } from './book.ts';
import { denials } from './denials.ts';
import type { PeopleKeys } from './people-keys.ts';
import { plainName } from './secrets.ts';
import type { Sessions } from './sessions.ts';

export interface RollOptions {
  readonly clock: Clock;
  readonly keys: PeopleKeys;
  readonly book: Book;
  readonly sessions: Pick<Sessions, 'ofPeople' | 'endAll'>;
}

/** A section's people as its supervisors see them: who is enrolled, and who else is signed in, which is by the city's own sign-in. */
export class Roll {
  readonly #options: RollOptions;

  constructor(options: RollOptions) {
    this.#options = options;
  }

  /** `self`: who asks, as they are kept. */
  list(self: string | null): People {
    const { clock, keys, book, sessions } = this.#options;
    const now = Math.round(clock.now());
    const here = sessions.ofPeople();
    const each = (id: string) => ({
      person: keys.pseudonym(id),
      sessions: here.filter(({ who }) => who === id).length,
      self: id === self,
    });
    const enrolled = book.all().map(({ id, kept: { role, duty, month, card, pin, tries } }) => ({
      ...each(id),
      ...{ role, duty },
      methods: { name: true, card: card !== null, oidc: false },
      ready: pin !== null,
      locked: lockedUntil(standing(tries, now), now),
      lastMonth: month,
    }));
    const others = new Map(here.filter(({ who }) => book.get(who) === undefined).map(({ who, role }) => [who, role]));
    const [{ month: lastMonth }] = keys.inUse();
    const ofCity = [...others].map(([id, role]) => ({
      ...each(id),
      ...{ role, duty: null, ready: true, locked: null, lastMonth },
      methods: { name: false, card: false, oidc: true },
    }));
    return [...enrolled, ...ofCity];
  }

  /**
   * Ends every session of whoever this is; who it was, as they are kept: by a name it may be one who is enrolled and one who came by
   * the city's own sign-in. @throws ProblemError where there is nobody
   */
  signOut(which: WhichPerson): readonly string[] {
    const { keys, book, sessions } = this.#options;
    const here = sessions.ofPeople();
    const isMeant = (id: string, name: string | null): boolean =>
      'person' in which
        ? keys.pseudonym(id) === which.person
        : name !== null && plainName(name) === plainName(which.name);
    const enrolled = 'name' in which ? [book.find(which)] : book.all().filter(({ id }) => isMeant(id, null));
    const meant = new Set([
      ...enrolled.flatMap((found) => found?.id ?? []),
      ...here.flatMap(({ who, name }) => (isMeant(who, name) ? who : [])),
    ]);
    if (meant.size === 0) throw denials.unknownPerson();
    sessions.endAll(({ who }) => who !== null && meant.has(who));
    return [...meant];
  }
}
