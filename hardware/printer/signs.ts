import type { Encoding } from './encoding.ts';

/** What Windows' Shift_JIS writes otherwise, and printers with it: the same sign under its other code point. */
const SAME_SIGN: ReadonlyMap<string, string> = new Map([
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

/** Stands for a sign that can't be printed at all: printers' own mark for a missing type. */
export const MISSING = '〓';

const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** What a person takes for one sign each. */
export const signsOf = (text: string): string[] => [...graphemes.segment(text)].map(({ segment }) => segment);

/** Text as one line without control characters, each sign under the code point that printers know it by. */
export function oneLine(text: string): string {
  return [...text.normalize('NFC')]
    .map((sign) => {
      if (/[\s\p{Zs}\p{Zl}\p{Zp}]/u.test(sign)) return sign === '\u3000' ? sign : ' ';
      if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u.test(sign)) return '';
      return SAME_SIGN.get(sign) ?? sign;
    })
    .join('')
    .replace(/^\p{Mn}+/u, '');
}

/** The columns, of 12 dots each, that a line takes: Latin letters and half-width katakana one, all else two. */
export function columnsOf(text: string): number {
  return signsOf(text).reduce(
    (sum, sign) => sum + (/^[\x20-\x7e\xa1-\xff\uff61-\uff9f]|^\p{Script=Latin}/u.test(sign) ? 1 : 2),
    0,
  );
}

/** Whether the printer has type for all of it. */
export const hasAll = (text: string, encoding: Encoding): boolean => signsOf(text).every((sign) => encoding.has(sign));

/** The nearest that the printer has type for: accents dropped from their letters, 〓 for the rest. Never a `?`. */
export function nearest(text: string, encoding: Encoding): string {
  return signsOf(text)
    .map((sign) => {
      if (encoding.has(sign)) return sign;
      const bare = BARE_LETTER.get(sign) ?? sign.normalize('NFKD').replace(/\p{Mn}/gu, '');
      return bare !== '' && bare !== sign && signsOf(bare).every((one) => encoding.has(one)) ? bare : MISSING;
    })
    .join('');
}
