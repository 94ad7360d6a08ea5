import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aFolder } from '../../hardware/testing/folder.ts';
import { dataFolderFinding } from './data-folder.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

/** Takes a file away from whoever runs this: root can write all, so its files are another's. */
const takeAway = (path: string): void => (isRoot ? chownSync(path, NOBODY, NOBODY) : chmodSync(path, 0o400));

async function aDataFolder() {
  const folder = join(await aFolder(), 'data');
  mkdirSync(folder);
  writeFileSync(join(folder, 'section.sqlite'), '');
  return folder;
}

describe('the data folder of a unit', () => {
  it('that this user can write is said to be so, and one that is not there yet is made by the first start', async () => {
    const folder = await aDataFolder();
    expect(dataFolderFinding(folder)).toMatchObject({ is: 'there', what: { en: `${folder}: this user can write it` } });
    expect(dataFolderFinding(`${folder}/new/one`)).toMatchObject({
      is: 'there',
      what: { en: expect.stringContaining('the first start makes it') },
    });
  });

  it('that this user cannot look into is missing, as any of another user', async () => {
    const folder = await aDataFolder();
    // Root looks into everything.
    if (isRoot) return;
    chmodSync(folder, 0o000);
    expect(dataFolderFinding(folder)).toMatchObject({ is: 'missing', command: expect.stringContaining('sudo chown') });
  });

  it('with a file of another user is missing, with the command that mends it', async () => {
    const folder = await aDataFolder();
    takeAway(join(folder, 'section.sqlite'));
    expect(dataFolderFinding(folder)).toEqual({
      is: 'missing',
      what: {
        ja: `${folder}/section.sqlite：このユーザーは書き込めません。このままでは起動しません`,
        en: `${folder}/section.sqlite: this user cannot write it, and the unit would not start`,
      },
      command: `sudo chown -R ${isRoot ? `--reference=${folder}` : `${userInfo().username}:`} ${folder}`,
    });
  });
});
