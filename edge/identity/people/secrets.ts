import { createHash, createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { base32crockford } from '@scure/base';

/** 16 MB and a fifth of a second of a Raspberry Pi for each guess, one after another. */
const SCRYPT = { N: 2 ** 14, r: 8, p: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Ten letters that nobody takes for one another: 50 random bits, which are good once. */
const CODE_LETTERS = 10;
const SESSION_BYTES = 32;

/** A PIN as it is kept. */
export interface KeptPin {
  readonly salt: string;
  readonly hash: string;
}

/** `Ａ123 ` and `a123` are one name. */
export const plainName = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
/** Figures as a Japanese keyboard writes them are figures. */
export const plainPin = (pin: string): string => pin.normalize('NFKC').trim();

/** What stands for a name or a card under a key. */
export const hashUnder = (key: Uint8Array, kind: 'name' | 'card' | 'person', content: string): string =>
  createHmac('sha256', key).update(`${kind} ${content}`).digest('hex');

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export async function keptPin(pin: string, key: Uint8Array): Promise<KeptPin> {
  const salt = randomBytes(SALT_BYTES);
  return { salt: salt.toString('hex'), hash: (await stretched(pin, key, salt)).toString('hex') };
}

/** Whether a PIN is the kept one; it takes as long where none is kept. */
export async function isPin(pin: string, key: Uint8Array, kept: KeptPin | null): Promise<boolean> {
  const { salt, hash } = kept ?? { salt: '', hash: '' };
  const tried = await stretched(pin, key, Buffer.from(salt, 'hex'));
  const right = Buffer.from(hash, 'hex');
  return right.length === tried.length && timingSafeEqual(right, tried);
}

/** The key is part of it: a copy of the disk without this month's key is worth no guess. */
const stretched = (pin: string, key: Uint8Array, salt: Uint8Array): Promise<Buffer> =>
  new Promise((done, failed) => {
    const keyed = createHmac('sha256', key).update(pin).digest();
    scrypt(keyed, salt, HASH_BYTES, SCRYPT, (error, hash) => (error === null ? done(hash) : failed(error)));
  });

export const newSession = (): string => randomBytes(SESSION_BYTES).toString('base64url');

/** `7KQ2M-X4T9B` */
export function newCode(): string {
  const letters = base32crockford.encode(randomBytes(CODE_LETTERS)).slice(0, CODE_LETTERS);
  return `${letters.slice(0, CODE_LETTERS / 2)}-${letters.slice(CODE_LETTERS / 2)}`;
}

/** A code as it is compared: read out or typed, with or without its hyphen, an O for a 0 or an I for a 1. */
export const hashOfCode = (code: string): string =>
  sha256(
    code
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[^0-9A-Z]/g, '')
      .replaceAll('O', '0')
      .replace(/[IL]/g, '1'),
  );
