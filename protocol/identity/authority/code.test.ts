import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { codeText, fingerprintOf, isOf, newSecret, readCode } from './code.ts';

const der = randomBytes(500);
const code = { at: 'hub.kyoto.local:8443', secret: newSecret(), fingerprint: fingerprintOf(der) };

it('a code is read as it was written, and as people copy it', () => {
  const text = codeText(code);
  expect(text).toMatch(/^hub\.kyoto\.local:8443\/([0-9A-Z]{5}-){7}[0-9A-Z]{5}$/);
  expect(readCode(text)).toEqual(code);
  const [at = '', letters = ''] = text.split('/');
  for (const copied of [
    letters.toLowerCase(),
    letters.replaceAll('-', ' '),
    letters.replaceAll('0', 'O').replaceAll('1', 'l'),
  ])
    expect(readCode(` ${at}/${copied}\n`)).toEqual(code);
});

it.each([
  '',
  'hub:8443',
  'hub:8443/',
  'hub/7K3QX',
  `${codeText(code)}7`,
  codeText(code).slice(0, -1),
  codeText(code).replace(/.$/, 'U'),
])('“%s” is no code', (text) => expect(readCode(text)).toBeUndefined());

it('a code believes one authority', () => {
  expect(isOf(code.fingerprint, der)).toBe(true);
  expect(isOf(code.fingerprint, randomBytes(500))).toBe(false);
  expect(isOf(Buffer.alloc(0), der)).toBe(false);
});
