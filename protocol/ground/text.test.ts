import { execFileSync } from 'node:child_process';
import { encode } from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { textOf } from './text.ts';

const TEXT = 'name: { ja: 市民窓口課 }\nother: 住民票・証明書（カナ）\n';
const why = (bytes: Uint8Array): string => {
  try {
    return textOf(bytes);
  } catch (error) {
    return (error as Error).message;
  }
};

describe('a text that a person saved', () => {
  it('as UTF-8 is read as it is, with a byte order mark or without', () => {
    expect(textOf(Buffer.from(TEXT))).toBe(TEXT);
    expect(textOf(encode(TEXT, 'utf8', { addBOM: true }))).toBe(TEXT);
    expect(textOf(Buffer.from(''))).toBe('');
  });

  it.each([
    ['Shift_JIS', encode(TEXT, 'Shift_JIS')],
    ['Shift_JIS', encode('ｼﾐﾝ課', 'Shift_JIS')],
    ['EUC-JP', encode(TEXT, 'EUC-JP')],
    ['ISO-2022-JP', execFileSync('iconv', ['-t', 'ISO-2022-JP'], { input: TEXT })],
    ['UTF-16', encode(TEXT, 'utf-16le', { addBOM: true })],
    ['UTF-16', encode(TEXT, 'utf-16be', { addBOM: true })],
    ['UTF-16', encode(TEXT, 'utf-16le')],
  ])('as %s is refused by that name, with what to do', (name, bytes) => {
    expect(why(bytes)).toBe(`the file is not UTF-8 (it reads as ${name}); save it as UTF-8`);
  });

  it('as something that no Japanese editor writes is refused all the same', () => {
    expect(why(Buffer.from([0x61, 0xff, 0xfd]))).toBe('the file is not UTF-8; save it as UTF-8');
  });
});
