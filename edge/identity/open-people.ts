import { TLSSocket } from 'node:tls';
import { type SectionAddress, sectionPath } from '../../protocol/ground/identifiers.ts';
import { isUnit } from '../../protocol/identity/identity.ts';
import type { Peer, Trust } from '../../protocol/identity/peer.ts';
import { peerAt } from '../../protocol/wire/transport/credentials.ts';
import { addCookies } from '../../protocol/wire/transport/session-cookie.ts';
import { countersOfDuty, type Duty } from '../core/rights.ts';
import type { Around } from '../queue/around.ts';
import type { Unit } from '../queue/unit.ts';
import type { Visitors } from '../queue/visitors.ts';
import { type OpenAuditOptions, openAudit } from './open-audit.ts';
import { Book } from './people/book.ts';
import { FirstCode, peopleFolder } from './people/first-code.ts';
import type { OidcSettings } from './people/oidc.ts';
import { addOidc } from './people/oidc-routes.ts';
import { People } from './people/people.ts';
import { PeopleKeys } from './people/people-keys.ts';
import { Reception } from './people/reception.ts';
import { Roll } from './people/roll.ts';
import { Sessions } from './people/sessions.ts';
import { addSignIn } from './people/sign-in-routes.ts';
import { addSupervisor } from './people/supervisor-routes.ts';

export interface OpenPeopleOptions extends OpenAuditOptions {
  /** Those of the section's configuration. */
  readonly duties: readonly Duty[];
  /** Whom this machine believes. */
  readonly machines: Trust;
  readonly signIn: { readonly oidc?: OidcSettings | undefined };
  readonly oidcSecret?: string | undefined;
}

/**
 * Opens who may do what at the pages of a section whose people sign in, and takes down who did what. While nobody could let anybody in, the log says how the
 * first supervisor does.
 *
 * @throws the file system's errors
 */
export async function openPeople(unit: Unit, around: Around, options: OpenPeopleOptions): Promise<Visitors> {
  const { data, machines, signIn, oidcSecret, duties } = options;
  const { logger } = unit;
  const audit = await openAudit(unit, around, options);
  const own = { ...unit, folder: peopleFolder(data) };
  const keys = new PeopleKeys(own);
  const sessions = unit.parts.add(new Sessions(own));
  const firstCode = new FirstCode(own.folder);
  const book = new Book({
    ...own,
    keys,
    onForgotten(id) {
      sessions.endAll(({ who }) => who === id);
      logger.info({ person: keys.pseudonym(id) }, 'somebody who did not sign in for a whole month is forgotten');
    },
  });
  const people = new People({
    ...own,
    keys,
    book,
    firstCode,
    onWrong({ id, role }, locked) {
      reception.note({ role, who: id }, 'sign-in', { result: 'wrong-pin' });
      if (locked) reception.note({ role, who: id }, 'lock');
    },
  });
  const reception = new Reception({
    ...own,
    people,
    sessions,
    keys,
    audit,
    countersOf: (who) => countersOfDuty(book.get(who)?.kept.duty ?? null, duties),
    oidc: signIn.oidc !== undefined,
    isMember: ({ raw: { socket } }) => socket instanceof TLSSocket && isMember(peerAt(socket, machines), unit.address),
  });
  if (!people.hasSupervisor())
    logger.warn(
      { code: firstCode.make() },
      'nobody can sign in as a supervisor yet: whoever opens /sign-in with this code becomes one, once (matazu people first-code makes another)',
    );
  return {
    who: (request) => reception.who(request),
    whenGone: (request, gone) => reception.whenGone(request, gone),
    stays: (request, reply) => reception.stays(request, reply),
    async addTo(server) {
      await addCookies(server);
      const routes = { people, sessions, reception, taps: unit.taps };
      addSignIn(server, routes);
      addSupervisor(server, { ...routes, roll: new Roll({ ...own, keys, book, sessions }), duties });
      if (signIn.oidc === undefined) return;
      const { Oidc } = await import('./people/oidc.ts');
      const oidc = new Oidc({ oidc: signIn.oidc, secret: oidcSecret, now: unit.clock.now });
      addOidc(server, { ...routes, oidc, logger, keptAs: (subject) => `oidc-${keys.pseudonym(subject)}` });
    },
  };
}

const isMember = (peer: Peer, section: SectionAddress): boolean =>
  !('doubt' in peer) &&
  peer.identity.role === 'member' &&
  isUnit(peer.identity) &&
  sectionPath(peer.identity) === sectionPath(section);
