import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from './run.ts';
import { folderOf, LINK, linked, openWork, type Place, removeOthers } from './update/place.ts';
import { servicesHere, switchTo } from './update/services.ts';
import { readReleaseKeys, UpdateFault } from './update/signature.ts';
import { checkConfiguration, MAKE_ROOM, settleIn, takeBundle, unpack } from './update/take.ts';

export interface UpdateOptions {
  /** Whose signature is believed: public keys of minisign. */
  readonly key: string;
  /** How long a service may take until it is ready, minutes. */
  readonly within: number;
  readonly unit: string;
  readonly hub: string;
}

/**
 * `matazu update`: takes a signed bundle, checks it and this machine's configuration, and runs it in the place of the version
 * that runs here, or that version again. @throws UpdateFault, which says what was left as it was
 */
export async function update(file: string, options: UpdateOptions): Promise<void> {
  if (!(options.within > 0)) throw new UpdateFault('--within takes minutes, as in 2');
  const program = realpathSync(fileURLToPath(new URL('../../', import.meta.url)));
  const place: Place = { folder: dirname(program) };
  if (linked(place) !== basename(program))
    throw new UpdateFault(
      `this program is ${program}, and ${place.folder}/${LINK} does not lead there: run the one that it leads to`,
    );
  try {
    const work = openWork(place);
    try {
      await updateIn(place, work, { ...options, file, before: basename(program) });
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      throw new UpdateFault(`it ended for ${error.message}${REMEDIES[String(error.code)] ?? ''}`);
    throw error;
  }
}

async function updateIn(place: Place, work: string, options: UpdateOptions & { file: string; before: string }) {
  const { file, before, key, within } = options;
  const configurationOf = { matazu: options.unit, 'matazu-hub': options.hub };
  const services = servicesHere(place, configurationOf);
  const bundle = {
    file,
    signature: read(`${file}.minisig`, 'the signature stands beside the bundle'),
    keys: readReleaseKeys(read(key, 'the public key of who makes the releases, see docs/operating.md'), key),
    here: { version, platform: `${process.platform}-${process.arch}` },
  };
  // A version is for its service's user to read, whoever updates.
  process.umask(0o022);
  say(`${file} を確かめています / looking at whose it is`);
  const release = await takeBundle(work, bundle);
  const unpacked = unpack(work, release);
  for (const service of services) checkConfiguration(unpacked, configurationOf[service]);
  settleIn(place, unpacked);
  say(`${release.version} に切り替えます / switching to it, and waiting until it is ready`);
  switchTo(place, { version: release.version, before, services, withinMs: within * 60_000 });
  removeOthers(place, [before, folderOf(release.version)]);
  say(`${release.version} が動いています（前の版 ${before} は残してあります） / it runs; ${before} is kept`);
}

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: MAKE_ROOM,
  EACCES: '; run it as root (sudo)',
};

function read(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UpdateFault(`${file} cannot be read: ${what}`);
  }
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
