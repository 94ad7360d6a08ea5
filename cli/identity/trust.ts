import { join } from 'node:path';
import { keepFile } from '../../protocol/ground/kept-file.ts';
import {
  certificatesIn,
  hasAuthority,
  IDENTITY_FILES,
  IdentityFault,
  readRevocations,
} from '../../protocol/identity/files.ts';
import { believe } from '../../protocol/identity/join.ts';
import { areSigned, type Revocations } from '../../protocol/identity/revocations.ts';
import { authorityAt, COMPARE, type PlaceOptions, placeOf, say, signerAt } from './place.ts';
import { readGiven } from './stick.ts';

export interface TrustOptions extends PlaceOptions {
  readonly only?: boolean;
  /** Where the machine renews from now on. */
  readonly at?: string;
  /** The list of whom the other authority shut out, for whoever signs in its place. */
  readonly revoked?: string;
}

/** `matazu trust FILE`: believes another authority, while one takes the place of another. @throws ConfigurationFault, IdentityFault */
export async function trust(file: string, { only = false, at, revoked, ...options }: TrustOptions): Promise<void> {
  const place = await placeOf(options);
  const { folder } = place;
  const signer = at === undefined ? undefined : signerAt(place, at);
  const pem = readGiven(file);
  if (revoked !== undefined) {
    const list = listIn(revoked, pem);
    (await authorityAt(place)).takeOver(list, Date.now());
    say(`証明書 ${list.serials.length} 件を、ここでも無効にしました / shut out here, too`);
  }
  // Who signs stays with its own, and lets those of the other one renew here.
  const told = believe(folder, pem, { only, first: !hasAuthority(folder) });
  if (signer !== undefined) keepFile(join(folder, IDENTITY_FILES.signer), `${signer}\n`);
  say(
    only ? 'この認証局だけを信頼します / believes these alone:' : 'この認証局も信頼します / believes these too:',
    ...told.map(({ subject, fingerprint256 }) => `  ${subject.replace('CN=', '')} ${fingerprint256}`),
    COMPARE,
  );
}

/** @throws IdentityFault where it is no list, or not that authority's */
function listIn(file: string, pem: string): Revocations {
  const list = readRevocations(file);
  if (list !== undefined && areSigned(list, certificatesIn(pem))) return list;
  throw new IdentityFault(
    `${file} is no list that this authority signed: give revoked.json out of the identity’s folder of one of its machines`,
  );
}
