import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Asker } from '../../../protocol/identity/asker.ts';
import type { Me, ScreenRole } from '../../../protocol/wire/people.ts';
import { networkOf } from '../../../protocol/wire/transport/network-of.ts';
import { isOwnScreen } from '../../../protocol/wire/transport/own-screen.ts';
import { giveTo, heldBy } from '../../../protocol/wire/transport/session-cookie.ts';
import { meOf } from '../../core/me.ts';
import type { Clock } from '../../queue/clock.ts';
import { type Audit, DONE } from '../audit/audit.ts';
import { denials } from './denials.ts';
import type { People } from './people.ts';
import type { PeopleKeys } from './people-keys.ts';
import { hashOfCode, newCode } from './secrets.ts';
import { type Session, type Sessions, type SignedIn, signedIn } from './sessions.ts';

export interface ReceptionOptions {
  readonly clock: Clock;
  readonly people: People;
  readonly sessions: Sessions;
  readonly keys: PeopleKeys;
  readonly audit: Audit;
  /** The counters of somebody's duty, as they are kept; null: all. */
  readonly countersOf: (who: string) => readonly number[] | null;
  /** Whether people may also sign in at the city's own. */
  readonly oidc: boolean;
  /** Whether it is a member of this section that asks, and passes on who is at its pages. */
  readonly isMember: (request: FastifyRequest) => boolean;
}

const PAIRING_MS = 10 * 60_000;

/** Who is at each page: who signed in there, which screens are the section's own, and what was done about it. */
export class Reception {
  readonly #options: ReceptionOptions;
  /** The codes with which browsers become screens, by their hashes. */
  readonly #pairing = new Map<string, { readonly role: ScreenRole; readonly until: number }>();

  constructor(options: ReceptionOptions) {
    this.#options = options;
  }

  sessionOf(request: FastifyRequest): Session | null {
    return this.#options.sessions.find(heldBy(request), !['GET', 'HEAD'].includes(request.method));
  }

  who(request: FastifyRequest): Asker | null {
    const session = this.sessionOf(request);
    const from = request.ip;
    if (session === null) return this.#isScreen(request) ? { role: 'kiosk', from } : null;
    const { role, who } = session;
    if (who === null) return { role, from };
    const { keys, countersOf } = this.#options;
    const counters = countersOf(who);
    return { role, from, person: keys.pseudonym(who), ...(counters === null ? {} : { counters }) };
  }

  /** Who is counted as one where tries are limited: a member says for whom it asks, so that nobody at its pages uses up the others' tries. */
  placeOf(request: FastifyRequest): string {
    const told = request.headers['x-forwarded-for'];
    const at = networkOf(request.ip);
    return typeof told === 'string' && this.#options.isMember(request) ? `${at} ${networkOf(told)}` : at;
  }

  whenGone(request: FastifyRequest, gone: () => void): () => void {
    const session = this.sessionOf(request);
    return session === null ? () => undefined : this.#options.sessions.whenGone(session, gone);
  }

  /** Browsers keep nothing for ever: a screen that nobody pairs again is given the same anew. */
  stays(request: FastifyRequest, reply: FastifyReply): void {
    const token = heldBy(request);
    if (token !== undefined && this.sessionOf(request)?.who === null) giveTo(request, reply, { token, stays: true });
  }

  me(request: FastifyRequest, session = this.sessionOf(request)): Me {
    const { people, sessions, oidc, countersOf } = this.#options;
    const counters = session === null || session.who === null ? null : countersOf(session.who);
    return meOf(session?.role ?? (this.#isScreen(request) ? 'kiosk' : null), {
      name: session?.name ?? null,
      signIn: true,
      // The city's sign-in leads back to the lead's own pages.
      methods: { name: true, card: people.hasCards(), oidc: oidc && request.headers['x-matazu-member'] === undefined },
      until: session === null ? null : sessions.until(session),
      counters: counters === null ? null : [...counters],
    });
  }

  /** This unit's own screen, or a member's. */
  #isScreen(request: FastifyRequest): boolean {
    if (isOwnScreen(request)) return true;
    return request.headers['x-matazu-screen'] === 'own' && this.#options.isMember(request);
  }

  /** @throws ProblemError where nobody signed in */
  person(request: FastifyRequest): SignedIn {
    const session = this.sessionOf(request);
    const ofPerson = session === null ? undefined : signedIn(session);
    if (ofPerson === undefined) throw denials.signInFirst();
    return ofPerson;
  }

  /** @throws ProblemError where no supervisor did */
  supervisor(request: FastifyRequest): SignedIn {
    const session = this.person(request);
    if (session.role !== 'supervisor') throw denials.notAllowed();
    return session;
  }

  pairing(role: ScreenRole): { readonly code: string; readonly until: number } {
    const now = this.#options.clock.now();
    for (const [hash, { until }] of this.#pairing) if (until < now) this.#pairing.delete(hash);
    const code = newCode();
    const until = Math.round(now + PAIRING_MS);
    this.#pairing.set(hashOfCode(code), { role, until });
    return { code, until };
  }

  /** The screen that a code makes, once. @throws ProblemError */
  paired(code: string): ScreenRole {
    const hash = hashOfCode(code);
    const found = this.#pairing.get(hash);
    this.#pairing.delete(hash);
    if (found === undefined || found.until < this.#options.clock.now()) throw denials.wrongPairing();
    return found.role;
  }

  /** Takes down what somebody did about who may do what; `about`: of whom, as they are kept. */
  note({ role, who }: Pick<Session, 'role' | 'who'>, action: string, { about, result = DONE }: Noted = {}): void {
    const { audit, clock, keys } = this.#options;
    audit.record({
      at: Math.round(clock.now()),
      actor: { role, person: who === null ? undefined : keys.pseudonym(who) },
      action,
      object: about === undefined ? '' : `person ${keys.pseudonym(about)}`,
      result,
    });
  }
}

export interface Noted {
  readonly about?: string | undefined;
  readonly result?: string;
}
