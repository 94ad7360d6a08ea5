import { expect, it } from 'vitest';
import { openWhole, type Parts } from '../../protocol/ground/parts.ts';
import { HUB, type Identity } from '../../protocol/identity/identity.ts';
import { openTestCity } from '../../protocol/identity/testing/city.ts';
import { putIdentity } from '../../protocol/identity/testing/identity-folder.ts';
import { Opened, temporaryFolder } from '../testing/test-hub.ts';
import { openIdentity } from './open-identity.ts';

const LEAD: Identity = { role: 'lead', city: 'kyoto', office: 'ukyo', section: 'shimin', unit: 'ukyo-shimin-1' };
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

it('a hub is a hub by its folder, and by no other machine’s', async () => {
  const opened = new Opened();
  const city = await openTestCity();
  const openAs = async (identity: Identity) => {
    const folder = await temporaryFolder(opened);
    await putIdentity(city, identity, folder);
    return openWhole(async (parts: Parts) => ({
      own: await openIdentity(parts, { identity: { folder }, now: Date.now, logger }),
    }));
  };
  try {
    expect(opened.add(await openAs(HUB)).own?.identity).toEqual(HUB);
    await expect(openAs(LEAD)).rejects.toThrow('is the identity of the lead ukyo-shimin-1, and this is a hub');
  } finally {
    await opened.close();
  }
});
