import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unusableReaders } from './usb-readers.ts';
import { missingFindings, missingWords } from './words.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'matazu-usb-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As the kernel lists a device and its first interface. */
async function plugIn(place: string, [vendor, product]: readonly [string, string], driver: string): Promise<void> {
  await mkdir(join(folder, place));
  await writeFile(join(folder, place, 'idVendor'), `${vendor}\n`);
  await writeFile(join(folder, place, 'idProduct'), `${product}\n`);
  await mkdir(join(folder, `${place}:1.0`));
  await symlink(`../../../bus/usb/drivers/${driver}`, join(folder, `${place}:1.0`, 'driver'));
}

test('an ACR122U that the kernel holds is told, with the command that frees it', async () => {
  await plugIn('1-1', ['072f', '2200'], 'pn533_usb');
  const unusable = unusableReaders(folder);
  expect(unusable).toEqual([{ why: 'kernel-driver', model: 'ACR122U' }]);
  expect(missingWords(unusable)).toMatch(/ACR122U.*pn533/);
  expect(missingFindings(unusable)).toMatchObject([
    { is: 'missing', command: expect.stringMatching(/modprobe -r pn533/) },
  ]);
});

test('an ACR122U that is free is no trouble', async () => {
  await plugIn('1-1', ['072f', '2200'], 'usbfs');
  await plugIn('1-11', ['1d6b', '0002'], 'pn533_usb');
  expect(unusableReaders(folder)).toEqual([]);
});

test('an RC-S380 is told to be of the wrong kind', async () => {
  await plugIn('1-2', ['054c', '06c3'], 'usbfs');
  const unusable = unusableReaders(folder);
  expect(unusable).toEqual([{ why: 'not-ccid', model: 'RC-S380' }]);
  expect(missingWords(unusable)).toMatch(/RC-S380.*RC-S300/);
  expect(missingFindings(unusable)[0]?.what.en).toMatch(/CCID/);
});

test('no USB at all is no trouble, and the missing reader is told', () => {
  expect(unusableReaders(join(folder, 'none'))).toEqual([]);
  expect(missingFindings([])).toMatchObject([{ is: 'missing', command: 'lsusb' }]);
});
