import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { aFolder } from '../../hardware/testing/folder.ts';
import { openTestCity } from '../../protocol/identity/testing/city.ts';
import { putIdentity } from '../../protocol/identity/testing/identity-folder.ts';
import { identityFindings } from './identity.ts';

const LEAD = { role: 'lead', city: 'kyoto', office: 'ukyo', section: 'shimin', unit: 'ukyo-shimin-1' } as const;
const DAY = 86_400_000;

it('who a unit is and until when is found in its folder, or the command that brings it in', async () => {
  const folder = await aFolder();
  expect(identityFindings(folder, Date.now())).toMatchObject([
    {
      is: 'missing',
      what: { en: `${folder}: this machine has not come in yet` },
      command: expect.stringMatching(/^matazu join/),
    },
  ]);
  await putIdentity(await openTestCity(), LEAD, folder);
  expect(identityFindings(folder, Date.now())).toMatchObject([
    {
      is: 'there',
      what: { en: expect.stringContaining('kyoto.ukyo.shimin.ukyo-shimin-1 (lead), certificate until 20') },
      command: null,
    },
  ]);
  expect(identityFindings(folder, Date.now() + 80 * DAY)).toMatchObject([
    {
      is: 'lacking',
      what: { ja: expect.stringContaining('更新されていません') },
      command: 'matazu join --request FILE',
    },
  ]);
  chmodSync(join(folder, 'identity.pem'), 0o640);
  expect(identityFindings(folder, Date.now())).toMatchObject([
    {
      is: 'missing',
      what: { en: `${folder}: others can read the key of this machine` },
      command: `sudo chmod -R go= ${folder}`,
    },
  ]);
  chmodSync(join(folder, 'identity.pem'), 0o600);
  writeFileSync(join(folder, 'ca.pem'), '');
  expect(identityFindings(folder, Date.now())).toMatchObject([
    { is: 'missing', what: { en: expect.stringContaining('was not signed by ca.pem beside it') } },
  ]);
});
