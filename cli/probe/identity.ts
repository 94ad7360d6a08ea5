import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Finding } from '../../hardware/finding.ts';
import { IDENTITY_FILES, IdentityFault } from '../../protocol/identity/files.ts';
import { IdentityFolder } from '../../protocol/identity/folder.ts';
import { clientIdOf } from '../../protocol/identity/identity.ts';
import { dataFolderFinding } from './data-folder.ts';

/** Who a unit is by its folder, whether this user can write it, and what is to be done. `now`: milliseconds since 1970. */
export function identityFindings(place: string, now: number): Finding[] {
  const folder = resolve(place);
  const join = 'matazu join CODE --config FILE';
  if (!existsSync(`${folder}/${IDENTITY_FILES.own}`))
    return [
      finding('missing', ['この端末はまだ参加していません', 'this machine has not come in yet'], {
        folder,
        command: join,
      }),
    ];
  if ((statSync(`${folder}/${IDENTITY_FILES.own}`).mode & 0o077) !== 0)
    return [
      finding('missing', ['この端末の鍵を、ほかの利用者も読めます', 'others can read the key of this machine'], {
        folder,
        command: `sudo chmod -R go= ${folder}`,
      }),
    ];
  const ofFolder = dataFolderFinding(folder);
  if (ofFolder.is === 'missing') return [ofFolder];
  try {
    const { identity, endsAt, renewsAt, signer } = new IdentityFolder({ folder, now: () => null, graceMs: 0 });
    const who = `${clientIdOf(identity)} (${identity.role})`;
    const until = new Date(endsAt).toISOString().slice(0, 10);
    const isLate = now > (renewsAt + endsAt) / 2;
    const way = signer === undefined ? 'matazu join --request FILE' : `curl -k https://${signer}/api/v1/revoked`;
    return [
      finding(
        isLate ? 'lacking' : 'there',
        isLate
          ? [`${who}、証明書の期限 ${until}、更新されていません`, `${who}, certificate until ${until}, not renewed`]
          : [`${who}、証明書の期限 ${until}`, `${who}, certificate until ${until}`],
        { folder, command: isLate ? way : null },
      ),
    ];
  } catch (error) {
    if (!(error instanceof IdentityFault)) throw error;
    return [finding('missing', ['証明書を使えません', error.message], { folder, command: join })];
  }
}

const finding = (
  is: Finding['is'],
  [ja, en]: readonly [string, string],
  { folder, command }: { readonly folder: string; readonly command: string | null },
): Finding => ({ is, what: { ja: `${folder}：${ja}`, en: `${folder}: ${en}` }, command });
