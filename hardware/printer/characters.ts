import type { Encoding } from './encoding.ts';

/** What Windows' Shift_JIS writes otherwise, and printers with it: the same character under its other code point. */
const SAME_CHARACTER: ReadonlyMap<string, string> = new Map([
  ['〜', '～'],
  ['−', '－'],
  ['—', '―'],
  ['‖', '∥'],
  ['–', '-'],
  ['‐', '-'],
  ['‑', '-'],
  ['‒', '-'],
  ['•', '・'],
  ['¥', '￥'],
  ['₩', 'W'],
  ['©', '(c)'],
  ['®', '(R)'],
]);

/** Letters that Unicode does not take apart into a letter and an accent. */
const BARE_LETTER: ReadonlyMap<string, string> = new Map([
  ['Đ', 'D'],
  ['đ', 'd'],
  ['Ł', 'L'],
  ['ł', 'l'],
  ['Ø', 'O'],
  ['ø', 'o'],
]);

/** Stands for a character that can't be printed at all: printers' own mark for a missing type. */
export const MISSING = '〓';

const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** What a person takes for one character each. */
export const charactersOf = (text: string): string[] => [...graphemes.segment(text)].map(({ segment }) => segment);

/** Text as one line without control characters, each character under the code point that printers know it by. */
export function oneLine(text: string): string {
  return [...text.normalize('NFC')]
    .map((character) => {
      if (/[\s\p{Zs}\p{Zl}\p{Zp}]/u.test(character)) return character === '\u3000' ? character : ' ';
      if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u.test(character)) return '';
      return SAME_CHARACTER.get(character) ?? character;
    })
    .join('')
    .replace(/^\p{Mn}+/u, '');
}

/** The columns, of 12 dots each, that a line takes: Latin letters and half-width katakana one, all else two. */
export function columnsOf(text: string): number {
  return charactersOf(text).reduce(
    (sum, character) => sum + (/^[\x20-\x7e\xa1-\xff\uff61-\uff9f]|^\p{Script=Latin}/u.test(character) ? 1 : 2),
    0,
  );
}

/** Whether the printer has type for all of it. */
export const hasAll = (text: string, encoding: Encoding): boolean =>
  charactersOf(text).every((character) => encoding.has(character));

/** The nearest that the printer has type for: accents dropped from their letters, 〓 for the rest. Never a `?`. */
export function nearest(text: string, encoding: Encoding): string {
  return charactersOf(text)
    .map((character) => {
      if (encoding.has(character)) return character;
      const bare = BARE_LETTER.get(character) ?? character.normalize('NFKD').replace(/\p{Mn}/gu, '');
      return bare !== '' && bare !== character && charactersOf(bare).every((one) => encoding.has(one)) ? bare : MISSING;
    })
    .join('');
}
