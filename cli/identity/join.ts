import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readCode } from '../../protocol/identity/authority/code.ts';
import { certificatesIn, IDENTITY_FILES, IdentityFault, readText } from '../../protocol/identity/files.ts';
import { IdentityFolder } from '../../protocol/identity/folder.ts';
import { clientIdOf, type Identity } from '../../protocol/identity/identity.ts';
import { type Answer, keepAnswer, requestIn } from '../../protocol/identity/join.ts';
import { namedIn, peerOf, WHENEVER } from '../../protocol/identity/peer.ts';
import { enrol } from '../../protocol/wire/transport/enrolment/client.ts';
import { pathOf } from './machine.ts';
import { COMPARE, lineFor, type Place, type PlaceOptions, placeOf, say } from './place.ts';
import { type Carried, readCarried } from './stick.ts';

export interface JoinOptions extends PlaceOptions {
  readonly request?: string;
  readonly answer?: string;
}

/** `matazu join`: this machine comes in, by a code or with a stick. @throws ConfigurationFault, IdentityFault, EnrolmentFault */
export async function join(text: string | undefined, { request, answer, ...options }: JoinOptions): Promise<void> {
  if ([text, request, answer].filter((way) => way !== undefined).length !== 1)
    throw new IdentityFault('give one of these: the code, --request FILE or --answer FILE');
  const place = await placeOf(options);
  if (place.machine !== undefined) leaveOthers(place.folder, place.machine);
  if (request !== undefined) return writeRequest(place, request);
  if (answer !== undefined) {
    const carried = readCarried(answer);
    if (isOfStrangers(place.folder, carried))
      throw new IdentityFault(
        `${answer} is of another authority than this machine believes: nothing was written. Where one takes the place of another, "matazu trust" its ca.pem first`,
      );
    await take(place, carried);
    say(COMPARE);
    return;
  }
  const code = readCode(text ?? '');
  if (code === undefined)
    throw new IdentityFault(
      `${text} is no code: write all of it, as in hub.example.lg.jp:8443/ and eight groups of five letters and figures`,
    );
  const own = await requestIn(place.folder);
  const { certificate, authorities } = await enrol(code, { text: text ?? '', request: own.request });
  await take(place, { certificate, authorities, signer: code.at });
}

async function writeRequest({ folder }: Place, file: string): Promise<void> {
  const { request } = await requestIn(folder);
  writeFileSync(file, `${request.trim()}\n`);
  say(
    `${file} に証明書の要求を書きました。鍵はこの端末にあります / wrote the request; its key stays here`,
    `認証局で / at the authority: matazu sign ${file} --unit … --role … --config FILE`,
    `戻ったら / then here: matazu join --answer ${file} --config FILE`,
  );
}

/** Looks at an answer, and writes it. Where it is another machine's, nothing is written. */
async function take({ folder, machine }: Place, { signer, ...answer }: Carried): Promise<void> {
  const identity = identityIn(answer);
  if (machine !== undefined && (clientIdOf(machine) !== clientIdOf(identity) || machine.role !== identity.role))
    throw new IdentityFault(
      `it is for the ${identity.role} ${pathOf(identity)}, and this configuration is of the ${machine.role} ${pathOf(machine)}: nothing was written; ask for another`,
    );
  leaveOthers(folder, identity);
  await keepAnswer(folder, answer, signer);
  const mine = new IdentityFolder({ folder, now: () => null, graceMs: 0 });
  say(
    `この端末は ${pathOf(identity)}（${identity.role}）になりました / this machine is the ${identity.role} ${pathOf(identity)}`,
    `  認証局の指紋 / fingerprint of the authority: ${mine.authorities[0]?.fingerprint256}`,
    signer === undefined
      ? `  ${dayOf(mine.endsAt)} まで。USBメモリで更新してください / until then; renew it with a stick (matazu join --request)`
      : `  ${dayOf(mine.renewsAt)} から自動で更新されます / from then on it renews itself at ${signer}`,
    ...(machine === undefined ? ['設定に書くこと / for the configuration:', `  ${lineFor(folder)}`] : []),
  );
}

/** A stick vouches for nobody: whoever believes an authority already takes no other's word for another. */
function isOfStrangers(folder: string, { certificate }: Answer): boolean {
  const authorities = certificatesIn(readText(`${folder}/${IDENTITY_FILES.authorities}`) ?? '');
  return authorities.length > 0 && 'doubt' in peerOf(certificate, { authorities, ...WHENEVER });
}

/** One folder, one machine. @throws IdentityFault where the folder is another's already: it would lose who it is */
function leaveOthers(folder: string, coming: Identity): void {
  const [own] = certificatesIn(readText(resolve(folder, IDENTITY_FILES.own)) ?? '');
  const is = own === undefined ? undefined : namedIn(own);
  if (is === undefined || (clientIdOf(is) === clientIdOf(coming) && is.role === coming.role)) return;
  throw new IdentityFault(
    `${resolve(folder)} is the identity of the ${is.role} ${pathOf(is)}: nothing was written; name another folder for the ${coming.role} ${pathOf(coming)}, or delete this one if that machine is no more`,
  );
}

/** @throws IdentityFault where it is no machine's */
function identityIn({ certificate, authorities }: Answer) {
  const peer = peerOf(certificate, { authorities: certificatesIn(authorities), ...WHENEVER });
  if ('identity' in peer) return peer.identity;
  throw new IdentityFault('the answer was not signed by the authority that it names: ask for another');
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
