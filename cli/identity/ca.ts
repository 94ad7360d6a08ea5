import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KeptAuthority } from '../../protocol/identity/authority/kept-authority.ts';
import { hasAuthority, IDENTITY_FILES, IdentityFault, readRevocations } from '../../protocol/identity/files.ts';
import { IdentityFolder } from '../../protocol/identity/folder.ts';
import { HUB, type Identity } from '../../protocol/identity/identity.ts';
import { keepAnswer, requestIn } from '../../protocol/identity/join.ts';
import { machineOf, namesFrom, pathOf } from './machine.ts';
import { authorityAt, lineFor, type PlaceOptions, placeOf, say, tellOfClock } from './place.ts';

export interface InitOptions extends PlaceOptions {
  readonly city: string;
  readonly unit?: string;
  readonly name: readonly string[];
}

/** `matazu ca init`: makes a city's authority, and who the machine is that keeps it. @throws ConfigurationFault, IdentityFault */
export async function caInit(options: InitOptions): Promise<void> {
  const place = await placeOf(options);
  tellOfClock();
  const { folder } = place;
  const now = Date.now();
  const keeper = keeperBy(options, place.machine);
  const names = namesFrom(options.name);
  const isMade = hasAuthority(folder);
  if (isMade && existsSync(join(folder, IDENTITY_FILES.own)))
    throw new IdentityFault(`${folder} has an authority already: it is never written over`);
  // A power cut between the two leaves an authority without a machine: it is given its own then.
  const authority = isMade
    ? await KeptAuthority.open(folder)
    : await KeptAuthority.make(folder, { name: options.city, keeper, now });
  const { request } = await requestIn(folder);
  const certificate = await authority.sign({ identity: keeper, names, request, now });
  await keepAnswer(folder, { certificate, authorities: authority.certificate });
  // Whom another authority shut out that was here before stays so.
  authority.revoke(readRevocations(join(folder, IDENTITY_FILES.revocations))?.serials ?? [], now);
  say(
    `${options.city}の認証局を作りました。この端末は ${keeper.role} です / made the authority; this machine is the ${keeper.role} ${pathOf(keeper)}`,
    `  指紋 / fingerprint: ${new X509Certificate(authority.certificate).fingerprint256}`,
    ...(place.enrolPort === undefined ? ['設定に書くこと / for the configuration:', `  ${lineFor(folder, true)}`] : []),
    `${join(folder, 'authority')} の写しを金庫に保管してください。持つ人は誰でも端末を作れます / keep a copy of it in a safe: whoever has it can make machines`,
  );
}

/** @throws IdentityFault where it is a member */
function keeperBy({ unit }: InitOptions, machine: Identity = HUB): Identity {
  if (unit !== undefined) return machineOf({ unit, role: 'lead' }).identity;
  if (machine.role !== 'member') return machine;
  throw new IdentityFault('a member keeps no authority: make it at the hub, or at the lead of a section without one');
}

/** `matazu ca list`: every certificate that stands. @throws ConfigurationFault, IdentityFault */
export async function caList(options: PlaceOptions): Promise<void> {
  const place = await placeOf(options);
  const authority = await authorityAt(place);
  const { revocations } = new IdentityFolder({ folder: place.folder, now: () => null, graceMs: 0 });
  const standing = authority
    .issued()
    .filter(({ endsAt }) => endsAt > Date.now())
    .map(({ identity, serial, endsAt }) => `${pathOf(identity)} ${identity.role} ${dayOf(endsAt)} ${serial}`);
  say(
    ...standing.sort(),
    `認証局の指紋 / fingerprint: ${new X509Certificate(authority.certificate).fingerprint256}`,
    `${standing.length} 件、失効 ${revocations?.serials.length ?? 0} 件 / certificates that stand, and that were shut out`,
  );
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
