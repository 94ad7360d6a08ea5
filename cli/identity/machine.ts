import { isIP } from 'node:net';
import { z } from 'zod';
import { Identifier } from '../../protocol/ground/identifiers.ts';
import type { Machine } from '../../protocol/identity/authority/kept-authority.ts';
import { IdentityFault } from '../../protocol/identity/files.ts';
import { type Identity, isUnit, ServerRole, UnitRole } from '../../protocol/identity/identity.ts';

/** What somebody says of a machine that is to come in. */
export interface MachineOptions {
  readonly unit: string;
  readonly role: string;
  readonly name?: readonly string[];
}

/** @throws IdentityFault with what to write */
export function machineOf({ unit, role, name = [] }: MachineOptions): Machine {
  const identity = identityBy(unit, role);
  // Of most machines it is what they are called on their own network.
  const names = name.length > 0 ? name : [`${identity.unit}.local`];
  return { identity, names: namesFrom(names) };
}

/** @throws IdentityFault where one is no name */
export function namesFrom(names: readonly string[]): readonly string[] {
  for (const name of names)
    if (isIP(name) === 0 && !z.hostname().safeParse(name).success)
      throw new IdentityFault(
        `--name ${name} is neither a name nor an address, as in hub.example.lg.jp or 192.168.1.5`,
      );
  return names;
}

function identityBy(path: string, role: string): Identity {
  const levels = path.split('/');
  const isNamed = levels.every((level) => Identifier.safeParse(level).success);
  const ofUnit = UnitRole.safeParse(role);
  if (ofUnit.success) {
    const [city = '', office = '', section = '', unit = ''] = levels;
    if (isNamed && levels.length === 4) return { role: ofUnit.data, city, office, section, unit };
    throw new IdentityFault(
      `--unit ${path} is no unit: write city/office/section/unit, as in kyoto/ukyo/shimin/ukyo-shimin-1`,
    );
  }
  if (isNamed && levels.length === 1) return { role: ServerRole.parse(role), unit: path };
  throw new IdentityFault(`--unit ${path} is no name of a ${role}: write one, as in broker`);
}

/** `kyoto/ukyo/shimin/ukyo-shimin-1`, as people write it. */
export const pathOf = (identity: Identity): string =>
  isUnit(identity) ? `${identity.city}/${identity.office}/${identity.section}/${identity.unit}` : identity.unit;

/** The client id of whatever a path names. @throws IdentityFault */
export function idAt(path: string): string {
  const levels = path.split('/');
  const isNamed = levels.every((level) => Identifier.safeParse(level).success);
  if (isNamed && (levels.length === 4 || levels.length === 1)) return levels.join('.');
  throw new IdentityFault(
    `--unit ${path} is no unit: write city/office/section/unit, as in kyoto/ukyo/shimin/ukyo-shimin-1`,
  );
}
