import { makeRequest } from '../../protocol/identity/authority/authority.ts';
import { IdentityFault } from '../../protocol/identity/files.ts';
import { IdentityFolder } from '../../protocol/identity/folder.ts';
import { renew as renewAt } from '../../protocol/wire/transport/enrolment/client.ts';
import { type PlaceOptions, placeOf, say } from './place.ts';

/** `matazu renew`: what a running unit does by itself, for a broker elsewhere. @throws ConfigurationFault, IdentityFault, EnrolmentFault */
export async function renew(options: PlaceOptions): Promise<void> {
  const { folder } = await placeOf(options);
  const mine = new IdentityFolder({ folder, now: Date.now, graceMs: 0 });
  if (Date.now() < mine.renewsAt) return void say(`${dayOf(mine.renewsAt)} から更新できます / it is due from then on`);
  const at = mine.signer;
  if (at === undefined)
    throw new IdentityFault('no network leads to whoever signs: renew it with a stick (matazu join --request)');
  const { request, key } = await makeRequest();
  mine.renew({ ...(await renewAt(mine, { at, request })), key });
  say(`${dayOf(mine.endsAt)} まで更新しました / renewed until then`);
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
