import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { syncPath } from '../../protocol/ground/kept-file.ts';
import { UpdateFault } from './signature.ts';

/** Where versions stand beside each other: `/opt`, with the link `matazu` to the one that runs. */
export interface Place {
  readonly folder: string;
}

export const LINK = 'matazu';
/** Where a bundle is copied and unpacked before it is one of the versions; what an attempt left there is removed by the next. */
const WORK = '.matazu-update';
/** The folder of a version, which the link names. */
export const folderOf = (version: string): string => `matazu-${version}`;
/** While it is there a service's new version is on trial: the folder of the version before, and how often it was started. */
export const markOf = (service: string): string => `matazu.trial-${service}`;

/** The folder that the link names; null where there is no link. */
export function linked({ folder }: Place): string | null {
  try {
    return readlinkSync(join(folder, LINK));
  } catch {
    return null;
  }
}

/** Lets the link name another version, in one step that a power cut can't halve. */
export function link(place: Place, target: string): void {
  replace(place, LINK, (next) => symlinkSync(target, next));
}

/** An empty folder to work in, whose holder is alone until this process ends. @throws UpdateFault where another has it */
export function openWork({ folder }: Place): string {
  const work = join(folder, WORK);
  mkdirSync(work, { mode: 0o700, recursive: true });
  const held = openSync(work, 'r');
  if (spawnSync('flock', ['--nonblock', '3'], { stdio: ['ignore', 'ignore', 'ignore', held] }).status !== 0)
    throw new UpdateFault('another update is at work on this machine: wait until it has ended');
  for (const name of readdirSync(work)) rmSync(join(work, name), { recursive: true });
  return work;
}

/** Removes the versions to which nothing leads back any more: each is more than 100 MB. */
export function removeOthers({ folder }: Place, kept: readonly string[]): void {
  for (const name of readdirSync(folder))
    if (/^matazu-\d+\.\d+\.\d+$/.test(name) && !kept.includes(name)) rmSync(join(folder, name), { recursive: true });
}

/** From here on the service's next starts are tries; hardware/wiring/matazu-settle counts them. */
export function putOnTrial(place: Place, service: string, before: string): void {
  replace(place, markOf(service), (next) => {
    writeFileSync(next, `${before} 0\n`, { mode: 0o644 });
    syncPath(next);
  });
}

export const isOnTrial = ({ folder }: Place, service: string): boolean => existsSync(join(folder, markOf(service)));

export function endTrial({ folder }: Place, service: string): void {
  rmSync(join(folder, markOf(service)), { force: true });
  syncPath(folder);
}

/** A folder takes its place among the versions, whole. */
export function putInPlace({ folder }: Place, unpacked: string, name: string): void {
  rmSync(join(folder, name), { recursive: true, force: true });
  renameSync(unpacked, join(folder, name));
  syncPath(folder);
}

function replace({ folder }: Place, name: string, make: (next: string) => void): void {
  const next = join(folder, `.${name}.next`);
  rmSync(next, { force: true });
  make(next);
  renameSync(next, join(folder, name));
  syncPath(folder);
}
