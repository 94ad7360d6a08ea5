import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Finding } from '../../hardware/finding.ts';

/** Whether this user can write all of a unit's data folder, as the unit must before it starts. */
export function dataFolderFinding(data: string): Finding {
  const folder = resolve(data);
  const place = nearest(folder);
  if (place !== folder) {
    return obstacle(place) === null
      ? finding('there', folder, ['最初の起動で作られます', 'the first start makes it'], null)
      : missing(folder, 'not-ours', `sudo mkdir -p ${folder} && sudo chown ${userInfo().username}: ${folder}`);
  }
  for (const path of within(folder)) {
    const why = obstacle(path) ?? (isOfAnother(path, folder) ? 'not-ours' : null);
    // Root may write everything, and what it writes is then closed to the service: the folder says whose it is.
    const owner = process.getuid?.() === 0 ? `--reference=${folder}` : `${userInfo().username}:`;
    if (why !== null) return missing(path, why, `sudo chown -R ${owner} ${folder}`);
  }
  return finding('there', folder, ['書き込めます', 'this user can write it'], null);
}

/** The folder first: one that this user cannot look into is not listed. */
function* within(folder: string): Generator<string> {
  yield folder;
  for (const name of readdirSync(folder)) yield join(folder, name);
}

function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

type Obstacle = 'not-ours' | 'read-only';

function obstacle(path: string): Obstacle | null {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EROFS' ? 'read-only' : 'not-ours';
  }
}

const isOfAnother = (path: string, folder: string): boolean => statSync(path).uid !== statSync(folder).uid;

const WORDS = {
  'not-ours': [
    'このユーザーは書き込めません。このままでは起動しません',
    'this user cannot write it, and the unit would not start',
  ],
  'read-only': [
    '読み取り専用です。ディスクの故障かもしれません。このままでは発券できません',
    'the disk is read-only, perhaps because it fails; no ticket could be issued',
  ],
} as const;

function missing(path: string, why: Obstacle, command: string): Finding {
  return finding('missing', path, WORDS[why], why === 'read-only' ? `findmnt -T ${path}; sudo dmesg | tail` : command);
}

const finding = (
  is: Finding['is'],
  path: string,
  [ja, en]: readonly [string, string],
  command: string | null,
): Finding => ({ is, what: { ja: `${path}：${ja}`, en: `${path}: ${en}` }, command });
