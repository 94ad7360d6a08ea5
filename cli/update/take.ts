import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { folderOf, type Place, putInPlace } from './place.ts';
import { type Release, releaseFor } from './release.ts';
import { WORKING_DIRECTORY } from './services.ts';
import { type ReleaseKey, UpdateFault, verifySignature } from './signature.ts';

/** What a full disk says, and what to do. */
const FULL = 'No space left on device';
export const MAKE_ROOM = '; nothing was changed: make room on the disk of the program, 300 MB are enough';

export interface Bundle {
  readonly file: string;
  /** What minisign wrote of it. */
  readonly signature: string;
  readonly keys: readonly ReleaseKey[];
  readonly here: Release;
}

/**
 * Copies a bundle to this machine's disk, and holds the copy to its signature: what is on a stick may change while it is read.
 *
 * @throws UpdateFault where it may not be believed, or is not for this machine
 */
export async function takeBundle(work: string, bundle: Bundle): Promise<Release> {
  const hash = createHash('blake2b512');
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(createReadStream(bundle.file), hashing, createWriteStream(copyIn(work), { mode: 0o600 }));
  const told = verifySignature(bundle.signature, { hash: hash.digest(), keys: bundle.keys });
  return releaseFor(told, bundle.here);
}

/** Unpacks what was taken. The path of its folder, not yet one of the versions. @throws UpdateFault */
export function unpack(work: string, { version }: Release): string {
  const tar = spawnSync('tar', ['xzf', copyIn(work), '-C', work, '--no-same-owner'], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (tar.status !== 0) {
    // The file at which a disk becomes full is only said to be cut short; those after it say why.
    const said = tar.stderr.trim().split('\n');
    const why = tar.error?.message ?? said.find((line) => line.includes(FULL)) ?? said[0] ?? '';
    throw new UpdateFault(`it could not be unpacked: ${why}${why.includes(FULL) ? MAKE_ROOM : ''}`);
  }
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
export function settleIn(place: Place, unpacked: string): void {
  execFileSync('sync', ['-f', place.folder]);
  putInPlace(place, unpacked, basename(unpacked));
}

const mainOf = (program: string): string => join(program, 'dist', 'cli', 'main.js');
const copyIn = (work: string): string => join(work, 'bundle.tgz');

function versionIn(folder: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: string };
    return version;
  } catch {
    return undefined;
  }
}
