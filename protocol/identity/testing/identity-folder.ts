import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IDENTITY_FILES, ownText } from '../files.ts';
import type { Identity } from '../identity.ts';
import type { TestCity } from './city.ts';

/** Puts the identity of a machine of this city into a folder, as `matazu join` does. */
export async function putIdentity({ authority, machine }: TestCity, identity: Identity, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const own = await machine(identity);
  const put = (name: string, text: string) => writeFile(join(folder, name), text, { mode: 0o600 });
  await put(IDENTITY_FILES.authorities, authority.certificate);
  await put(IDENTITY_FILES.own, ownText({ certificate: own.certificate(), key: own.key() }));
}
