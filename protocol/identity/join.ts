import { createPrivateKey, X509Certificate } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { keepFile } from '../ground/kept-file.ts';
import { makeRequest } from './authority/authority.ts';
import { blocksOf, certificatesIn, IDENTITY_FILES, IdentityFault, type OwnPair, ownText, readText } from './files.ts';
import { peerOf, WHENEVER } from './peer.ts';

/** What whoever signs gives to a machine that comes in, PEM. */
export interface Answer {
  readonly certificate: string;
  /** Whom it is to believe. */
  readonly authorities: string;
}

interface Request {
  readonly request: string;
  readonly key: string;
}

/** The key of a machine that is coming in, and its request. They are made once, and stay until there is an answer. */
export async function requestIn(folder: string): Promise<Request> {
  const file = join(folder, IDENTITY_FILES.request);
  const kept = readText(file) ?? '';
  const [request, key] = [blocksOf(kept, 'CERTIFICATE REQUEST')[0], blocksOf(kept, 'PRIVATE KEY')[0]];
  if (request !== undefined && key !== undefined) return { request, key };
  const made = await makeRequest();
  keepFile(file, `${made.key.trim()}\n${made.request.trim()}\n`);
  return made;
}

/**
 * Writes who this machine is from now on. One that was somebody before is that until the last moment, and believes both authorities
 * in between: a running unit sees no folder that is wrong. @throws IdentityFault where the answer is not to its own request
 */
export async function keepAnswer(folder: string, { certificate, authorities }: Answer, signer?: string): Promise<void> {
  const { key } = await requestIn(folder);
  const own: OwnPair = { certificate, key };
  if ('doubt' in peerOf(certificate, { authorities: certificatesIn(authorities), ...WHENEVER }))
    throw new IdentityFault('the answer was not signed by the authority that it names: ask for another');
  if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)))
    throw new IdentityFault('the answer is to another request than this machine’s: ask again with "matazu join"');
  const put = (file: string, text: string): void => keepFile(join(folder, file), text);
  const before = readText(join(folder, IDENTITY_FILES.authorities)) ?? '';
  put(IDENTITY_FILES.authorities, bundleOf([...certificatesIn(authorities), ...certificatesIn(before)]));
  put(IDENTITY_FILES.own, ownText(own));
  put(IDENTITY_FILES.authorities, bundleOf(certificatesIn(authorities)));
  if (signer !== undefined) put(IDENTITY_FILES.signer, `${signer}\n`);
  rmSync(join(folder, IDENTITY_FILES.request), { force: true });
}

export interface Belief {
  /** Whether it takes the place of those that are believed already. */
  readonly only: boolean;
  /** Whether the machine asks it for its next certificate, or goes on with the one before. */
  readonly first: boolean;
}

/** Believes another authority from now on. @throws IdentityFault */
export function believe(folder: string, pem: string, { only, first }: Belief): readonly X509Certificate[] {
  const told = authoritiesIn(pem);
  const before = only ? [] : certificatesIn(readText(join(folder, IDENTITY_FILES.authorities)) ?? '');
  const all = first ? [...told, ...before] : [...before, ...told];
  const own = readText(join(folder, IDENTITY_FILES.own));
  const certificate = own === undefined ? undefined : blocksOf(own, 'CERTIFICATE')[0];
  const mine = certificate === undefined ? undefined : new X509Certificate(certificate);
  if (mine !== undefined && !all.some(({ publicKey }) => mine.verify(publicKey)))
    throw new IdentityFault(
      'this machine’s own certificate is still of the other authority: bring it in with "matazu join CODE" first',
    );
  keepFile(join(folder, IDENTITY_FILES.authorities), bundleOf(all));
  return told;
}

/** @throws IdentityFault where a text has no authority's certificate */
function authoritiesIn(pem: string): X509Certificate[] {
  const all = certificatesIn(pem).filter(({ ca }) => ca);
  if (all.length === 0) throw new IdentityFault('there is no certificate of an authority in it: give its ca.pem');
  return all;
}

/** Each once, in this order. */
const bundleOf = (all: readonly X509Certificate[]): string =>
  [...new Map(all.map((each) => [each.fingerprint256, each.toString().trim()])).values(), ''].join('\n');
