import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { aFolder } from '../../hardware/testing/folder.ts';
import { KeptAuthority } from '../../protocol/identity/authority/kept-authority.ts';
import { HUB } from '../../protocol/identity/identity.ts';
import { keepAnswer, requestIn } from '../../protocol/identity/join.ts';
import { acl } from './acl.ts';
import { caInit } from './ca.ts';
import { invite } from './invite.ts';
import { join as joinCity } from './join.ts';
import { revoke } from './revoke.ts';
import { sign } from './sign.ts';
import { trust } from './trust.ts';

const LEAD = { unit: 'kyoto/ukyo/shimin/ukyo-shimin-1', role: 'lead' };
const shipped = (name: string): string => new URL(`../../config/${name}.yaml`, import.meta.url).pathname;

it('what somebody types wrong is named with what to type', async () => {
  const folder = await aFolder();
  const nothing = join(folder, 'nothing.pem');
  writeFileSync(nothing, 'shopping list');
  const init = (more: object) => caInit({ city: '京都市', name: [], folder, ...more });
  await expect(caInit({ city: '京都市', name: [] })).rejects.toThrow('--config FILE, or --folder FOLDER');
  await expect(init({ config: shipped('ukyo-shimin-member') })).rejects.toThrow('a member keeps no authority');
  await expect(init({ config: shipped('demo') })).rejects.toThrow('the demo has no identity');
  await expect(init({ name: ['hub kyoto'] })).rejects.toThrow('--name hub kyoto is neither a name nor an address');
  await expect(init({ unit: 'ukyo-shimin-1' })).rejects.toThrow('write city/office/section/unit');
  await expect(invite({ ...LEAD, folder })).rejects.toThrow('"matazu ca init"');
  await expect(acl({ broker: 'emqx', folder })).rejects.toThrow('"matazu ca init"');
  await expect(caInit({ city: '京都市', name: [], config: shipped('hub') })).rejects.toThrow(
    'identity: missing; write',
  );

  const authority = await KeptAuthority.make(folder, { name: '京都市', now: Date.now() });
  const { request } = await requestIn(folder);
  const certificate = await authority.sign({ identity: HUB, names: [], request, now: Date.now() });
  await keepAnswer(folder, { certificate, authorities: authority.certificate });
  await expect(invite({ ...LEAD, folder })).rejects.toThrow('--at HOST:PORT, as in 192.168.1.5:8443');
  await expect(invite({ ...LEAD, folder, at: 'hub' })).rejects.toThrow('--at hub is no address');
  await expect(invite({ unit: 'a/b', role: 'broker', folder })).rejects.toThrow('--unit a/b is no name of a broker');
  await expect(joinCity(undefined, { folder })).rejects.toThrow('the code, --request FILE or --answer FILE');
  await expect(joinCity('hub:8443/ABC', { folder })).rejects.toThrow('hub:8443/ABC is no code');
  await expect(joinCity(undefined, { folder, answer: nothing })).rejects.toThrow(`run "matazu sign ${nothing}"`);
  await expect(sign(nothing, { ...LEAD, folder })).rejects.toThrow(`run "matazu join --request ${nothing}"`);
  await expect(sign(join(folder, 'none'), { ...LEAD, folder })).rejects.toThrow('that the stick is there');
  writeFileSync(nothing, '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n');
  await expect(sign(nothing, { ...LEAD, folder })).rejects.toThrow('this is no request for a certificate');
  await expect(revoke([], { folder })).rejects.toThrow('give --unit city/office/section/unit, or serial numbers');
  await expect(revoke(['a thief'], { folder })).rejects.toThrow('is no serial number: "matazu ca list" has them');
  await expect(revoke([], { unit: 'hub', folder })).rejects.toThrow('can’t shut itself out');
  await expect(trust(nothing, { folder })).rejects.toThrow('give its ca.pem');
  // Another authority's answer on a stick, to this machine's own request.
  const stranger = await KeptAuthority.make(await aFolder(), { name: '京都市', now: Date.now() });
  const again = await requestIn(folder);
  const theirs = await stranger.sign({ identity: HUB, names: [], request: again.request, now: Date.now() });
  writeFileSync(nothing, `${theirs}\n${stranger.certificate}`);
  await expect(joinCity(undefined, { folder, answer: nothing })).rejects.toThrow('another authority than this machine');
});
