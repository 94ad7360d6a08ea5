import iconv from 'iconv-lite';

/** How characters go to a printer: `shift_jis` to every Japanese model, `utf-8` to those that know it (TM-m30, TM-T88VII). */
export interface Encoding {
  readonly name: 'shift_jis' | 'utf-8';
  /** Whether every model that knows this encoding has type for the character. */
  has(character: string): boolean;
  encode(text: string): Buffer;
  /** Switches it on, behind ESC @ (which switches it off). */
  readonly begin: string;
}

const inShiftJis = (character: string): boolean =>
  iconv.decode(iconv.encode(character, 'shiftjis'), 'shiftjis') === character;
const inLatin1 = (character: string): boolean => /^[\xa1-\xff]$/.test(character);

const shiftJis: Encoding = {
  name: 'shift_jis',
  has: inShiftJis,
  encode: (text) => iconv.encode(text, 'shiftjis'),
  // Katakana page, Shift_JIS, kanji mode, Japanese characters. Models that find kanji by themselves ignore the FS &.
  begin: '\x1bt\x01\x1cC\x01\x1c&\x1bR\x08',
};

/** Which further fonts a UTF-8 model has differs from model to model: only the Japanese and the Western one are in all of them. */
const utf8: Encoding = {
  name: 'utf-8',
  has: (character) => inShiftJis(character) || inLatin1(character),
  encode: (text) => Buffer.from(text, 'utf8'),
  // FS ( C, function 48: UTF-8; function 60: the Japanese font is the first to look in.
  begin: '\x1c(C\x02\x00\x302\x1c(C\x03\x00\x3c\x00\x0b',
};

export const encodings: Readonly<Record<Encoding['name'], Encoding>> = { shift_jis: shiftJis, 'utf-8': utf8 };
