import { join } from 'node:path';
import { keepFile } from '../../protocol/ground/kept-file.ts';
import { hasAuthority, IDENTITY_FILES } from '../../protocol/identity/files.ts';
import { believe } from '../../protocol/identity/join.ts';
import { COMPARE, type PlaceOptions, placeOf, say, signerAt } from './place.ts';
import { readGiven } from './stick.ts';

export interface TrustOptions extends PlaceOptions {
  readonly only?: boolean;
  /** Where the machine renews from now on. */
  readonly at?: string;
}

/** `matazu trust FILE`: believes another authority, while one takes the place of another. @throws ConfigurationFault, IdentityFault */
export async function trust(file: string, { only = false, at, ...options }: TrustOptions): Promise<void> {
  const place = await placeOf(options);
  const { folder } = place;
  const signer = at === undefined ? undefined : signerAt(place, at);
  // Who signs stays with its own, and lets those of the other one renew here.
  const told = believe(folder, readGiven(file), { only, first: !hasAuthority(folder) });
  if (signer !== undefined) keepFile(join(folder, IDENTITY_FILES.signer), `${signer}\n`);
  say(
    only ? 'この認証局だけを信頼します / believes these alone:' : 'この認証局も信頼します / believes these too:',
    ...told.map(({ subject, fingerprint256 }) => `  ${subject.replace('CN=', '')} ${fingerprint256}`),
    COMPARE,
  );
}
