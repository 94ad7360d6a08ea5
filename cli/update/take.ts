import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { folderOf, type Place, putInPlace } from './place.ts';
import { type Release, releaseFor } from './release.ts';
import { WORKING_DIRECTORY } from './services.ts';
import { type ReleaseKey, UpdateFault, verifySignature } from './signature.ts';

/** Where a bundle is copied and unpacked before it is one of the versions; what an attempt left there is removed by the next. */
const WORK = '.matazu-update';

export interface Bundle {
  readonly file: string;
  /** What minisign wrote of it. */
  readonly signature: string;
  readonly key: ReleaseKey;
  readonly here: Release;
}

/**
 * Copies a bundle to this machine's disk, and holds the copy to its signature: what is on a stick may change while it is read.
 *
 * @throws UpdateFault where it may not be believed, or is not for this machine
 */
export async function takeBundle(place: Place, bundle: Bundle): Promise<Release> {
  const work = join(place.folder, WORK);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { mode: 0o700 });
  const hash = createHash('blake2b512');
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(createReadStream(bundle.file), hashing, createWriteStream(copyIn(place), { mode: 0o600 }));
  const told = verifySignature(bundle.signature, { hash: hash.digest(), key: bundle.key });
  return releaseFor(told, bundle.here);
}

/** Unpacks what was taken. The path of its folder, not yet one of the versions. @throws UpdateFault */
export function unpack(place: Place, { version }: Release): string {
  const work = join(place.folder, WORK);
  const tar = spawnSync('tar', ['xzf', copyIn(place), '-C', work, '--no-same-owner'], { encoding: 'utf8' });
  if (tar.status !== 0) throw new UpdateFault(`it could not be unpacked: ${tar.error?.message ?? tar.stderr.trim()}`);
  const folder = join(work, folderOf(version));
  if (!readdirSync(work).includes(folderOf(version)) || versionIn(folder) !== version)
    throw new UpdateFault(`it is signed as ${version}, and that is not what is in it`);
  return folder;
}

/** Lets the new version read this machine's configuration. @throws UpdateFault with what it says against it */
export function checkConfiguration(program: string, configuration: string): void {
  const cwd = existsSync(WORKING_DIRECTORY) ? WORKING_DIRECTORY : process.cwd();
  const command = [mainOf(program), 'check', '--config', resolve(configuration)];
  const check = spawnSync(process.execPath, command, { encoding: 'utf8', cwd });
  if (check.status !== 0)
    throw new UpdateFault(
      `the new version does not take ${configuration}:\n${check.error?.message ?? check.stderr.trim()}`,
    );
}

/** Makes what was unpacked one of the versions: all of it is on the disk before its name is there. */
export function settleIn(place: Place, { version }: Release): void {
  execFileSync('sync', ['-f', place.folder]);
  putInPlace(place, join(place.folder, WORK, folderOf(version)), folderOf(version));
  rmSync(join(place.folder, WORK), { recursive: true, force: true });
}

/** Nothing is left of an attempt that failed. */
export const leaveNothing = ({ folder }: Place): void => rmSync(join(folder, WORK), { recursive: true, force: true });

export const mainOf = (program: string): string => join(program, 'dist', 'cli', 'main.js');
const copyIn = ({ folder }: Place): string => join(folder, WORK, 'bundle.tgz');

function versionIn(folder: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: string };
    return version;
  } catch {
    return undefined;
  }
}
