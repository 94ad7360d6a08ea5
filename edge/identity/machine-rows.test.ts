import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { aFolder } from '../../hardware/testing/folder.ts';
import { KeptAuthority } from '../../protocol/identity/authority/kept-authority.ts';
import type { Identity } from '../../protocol/identity/identity.ts';
import { keepAnswer, requestIn } from '../../protocol/identity/join.ts';
import { openTestLead } from '../testing/open-units.ts';
import { auditFolder } from './audit/kept-files.ts';

const AT = { city: 'kyoto', office: 'ukyo', section: 'shimin' } as const;
const LEAD: Identity = { ...AT, role: 'lead', unit: 'lead' };
const KIOSK: Identity = { ...AT, role: 'kiosk', unit: 'kiosk-1' };

/** A section without a hub: its lead signs for it. */
async function setup() {
  const [folder, data] = [await aFolder(), await aFolder()];
  const authority = await KeptAuthority.make(folder, { name: 'shimin', keeper: LEAD, now: Date.now() });
  const sign = async (identity: Identity, into: string) => {
    const { request } = await requestIn(into);
    const certificate = await authority.sign({ identity, names: [], request, now: Date.now() });
    await keepAnswer(into, { certificate, authorities: authority.certificate });
  };
  await sign(LEAD, folder);
  const open = () => openTestLead({ data, identity: { folder } });
  const rows = async () => {
    const text = await readFile(join(auditFolder(data), '0000000001.jsonl'), 'utf8');
    const all = text.split('\n').slice(0, -1);
    return all.map((line) => JSON.parse(line)).filter(({ action }) => action.endsWith('-machine'));
  };
  const acts = async () => (await rows()).map(({ action, object }) => `${action} ${object.split(',')[0]}`);
  return { authority, open, rows, acts, sign };
}

it('which machine came in, was renewed and was shut out is in the audit of the lead that signs, also what was done while it did not run, once', async () => {
  const { authority, open, rows, acts, sign } = await setup();
  const lead = await open();
  const its = await aFolder();
  const { secret, fingerprint } = authority.invite({ identity: KIOSK, names: [], now: Date.now() });
  const { request } = await requestIn(its);
  await authority.enrol({ secret, fingerprint, request, now: Date.now() });
  // By a look at it, while the section is open.
  await expect.poll(acts, { timeout: 10_000 }).toContain('enrol-machine kiosk shimin/kiosk-1');
  const serial = authority.issued().find(({ identity }) => identity.role === 'kiosk')?.serial ?? '';
  await authority.renew({ identity: KIOSK, serial, names: [], request, now: Date.now() });
  await lead.close();

  const stopped = Date.now();
  authority.revokeMachine('kyoto.ukyo.shimin.kiosk-1', stopped);
  await sign({ ...KIOSK, unit: 'kiosk-2' }, await aFolder());
  authority.revoke(['0A'], Date.now());
  await (await open()).close();
  await (await open()).close();
  expect((await acts()).sort()).toEqual([
    'enrol-machine kiosk shimin/kiosk-1',
    'renew-machine kiosk shimin/kiosk-1',
    'revoke-machine certificate 0A',
    'revoke-machine kiosk shimin/kiosk-1',
    'revoke-machine kiosk shimin/kiosk-1',
    'sign-machine kiosk shimin/kiosk-2',
    'sign-machine lead shimin/lead',
  ]);
  const shutOut = (await rows()).filter(({ object }) => object === `kiosk shimin/kiosk-1, certificate ${serial}`);
  expect(shutOut.at(-1)).toMatchObject({ at: stopped, actor: { role: 'lead', device: 'lead' }, result: 'done' });
});
