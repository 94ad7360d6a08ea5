import iconv from 'iconv-lite';

/** Stands for a character that the card has as a picture of its own (外字), or that nobody knows. */
const UNKNOWN_CHARACTER = '〓';

/** JIS X 0208 by its bare two-byte codes, without escapes: EUC-JP with the high bits off. Spaces at the end are filling. */
export function bareJisText(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const [first = 0, second = 0] = bytes.subarray(at, at + 2);
    text += isCode(first) && isCode(second) ? characterOf(first, second) : UNKNOWN_CHARACTER;
  }
  return text.replace(/[\u3000 ]+$/u, '');
}

const isCode = (byte: number): boolean => byte >= 0x21 && byte <= 0x7e;

function characterOf(first: number, second: number): string {
  const character = iconv.decode(Buffer.from([first | 0x80, second | 0x80]), 'euc-jp');
  return character.includes('\ufffd') || character.length !== 1 ? UNKNOWN_CHARACTER : character;
}

/** The year before the first of each era: 明治, 大正, 昭和, 平成, 令和. */
const BEFORE_ERA = [1867, 1911, 1925, 1988, 2018];

/** A day as the licence writes it, era and YYMMDD (`3560401`: 昭和56年4月1日), as YYYY-MM-DD; null if it is none. */
export function eraDay(text: string): string | null {
  const match = /^([1-5])(\d\d)(\d\d)(\d\d)$/.exec(text);
  const before = BEFORE_ERA[Number(match?.[1]) - 1];
  if (match === null || before === undefined || match[2] === '00') return null;
  return calendarDay(`${before + Number(match[2])}${match[3]}${match[4]}`);
}

/** YYYYMMDD as YYYY-MM-DD; null if there is no such day. */
export function calendarDay(text: string): string | null {
  const match = /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  if (match === null) return null;
  const day = `${match[1]}-${match[2]}-${match[3]}`;
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(day) ? null : day;
}
