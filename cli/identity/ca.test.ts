import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { aFolder } from '../../hardware/testing/folder.ts';
import { KeptAuthority } from '../../protocol/identity/authority/kept-authority.ts';
import { IDENTITY_FILES, readRevocations } from '../../protocol/identity/files.ts';
import { caInit } from './ca.ts';

it('an authority that takes the place of another in its own folder goes on shutting out whom that shut out', async () => {
  const folder = await aFolder();
  const before = await KeptAuthority.make(folder, { name: '京都市', now: Date.now() });
  before.revoke(['0A', '0B'], Date.now());
  rmSync(join(folder, IDENTITY_FILES.authority), { recursive: true });
  await caInit({ city: '京都市', name: [], folder });
  expect(readRevocations(join(folder, IDENTITY_FILES.revocations))?.serials).toEqual(['0A', '0B']);
});
