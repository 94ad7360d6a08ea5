import { z } from 'zod';
import { Identifier, type SectionAddress, sectionPath } from '../ground/identifiers.ts';

/** What a unit of a section may be. */
export const UnitRole = z.enum(['lead', 'member', 'booth', 'board', 'kiosk']);
export type UnitRole = z.infer<typeof UnitRole>;
/** What stands for a whole city: its hub, or a broker elsewhere that carries what they tell each other. */
export const ServerRole = z.enum(['hub', 'broker']);
export type ServerRole = z.infer<typeof ServerRole>;

export interface UnitIdentity extends SectionAddress {
  readonly role: UnitRole;
  readonly unit: string;
}
export interface ServerIdentity {
  readonly role: ServerRole;
  readonly unit: string;
}
/** Who a machine is: what its certificate says, and nothing else. */
export type Identity = UnitIdentity | ServerIdentity;

/** A city has one hub, and one authority there. */
export const HUB: ServerIdentity = { role: 'hub', unit: 'hub' };

export const isUnit = (identity: Identity): identity is UnitIdentity => 'section' in identity;
/** A city's hub, or a broker that carries what it hears and tells. */
export const isServer = (identity: Identity): boolean => !isUnit(identity);
export const isLeadOf =
  (section: SectionAddress) =>
  (identity: Identity): boolean =>
    identity.role === 'lead' && sectionPath(identity) === sectionPath(section);

const PLACE = 'matazu://';
const ROLE = 'matazu-role:';
/** A common name in a certificate has so many characters at most (RFC 5280, ub-common-name). */
const LONGEST = 64;

const levelsOf = (identity: Identity): readonly string[] =>
  isUnit(identity) ? [identity.city, identity.office, identity.section, identity.unit] : [identity.unit];

/** `matazu://kyoto/ukyo/shimin/ukyo-shimin-1` and `matazu-role:lead`, as a certificate names them among its subject's alternative names. */
export const urisOf = (identity: Identity): readonly [place: string, role: string] => [
  `${PLACE}${levelsOf(identity).join('/')}`,
  `${ROLE}${identity.role}`,
];

/**
 * Its client id at a broker, and the common name of its certificate: `kyoto.ukyo.shimin.ukyo-shimin-1`, of a hub its own name.
 * No name has a dot, so no two identities have one id.
 */
export const clientIdOf = (identity: Identity): string => levelsOf(identity).join('.');

/** Whether both are one machine, whatever it is there for. */
export const isSame = (one: Identity, other: Identity): boolean => clientIdOf(one) === clientIdOf(other);

/** Whether its names are together longer than a certificate can carry. */
export const isTooLong = (identity: Identity): boolean => clientIdOf(identity).length > LONGEST;

/** Who the names of a certificate say that it is; undefined where they name nobody of ours, or more than one. */
export function identityOf(uris: readonly string[]): Identity | undefined {
  const places = uris.filter((uri) => uri.startsWith(PLACE));
  const roles = uris.filter((uri) => uri.startsWith(ROLE));
  if (places.length !== 1 || roles.length !== 1) return undefined;
  const levels = (places[0] ?? '').slice(PLACE.length).split('/');
  if (!levels.every((level) => Identifier.safeParse(level).success)) return undefined;
  const role = (roles[0] ?? '').slice(ROLE.length);
  const [city = '', office = '', section = '', unit = ''] = levels;
  const ofUnit = UnitRole.safeParse(role);
  if (ofUnit.success) return levels.length === 4 ? { role: ofUnit.data, city, office, section, unit } : undefined;
  const ofServer = ServerRole.safeParse(role);
  return ofServer.success && levels.length === 1 ? { role: ofServer.data, unit: city } : undefined;
}
