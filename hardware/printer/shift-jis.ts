import iconv from 'iconv-lite';

/** What Windows' Shift_JIS writes otherwise: the same sign under its other code point. */
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

/** Stands for a sign that the printer has not: printers' own mark for a missing type. */
const MISSING = '〓';

export interface Printable {
  readonly text: string;
  /** What had to be shown as 〓, each once. */
  readonly missing: readonly string[];
}

/**
 * Text as a Shift_JIS printer can show it: one line, no control characters, never a `?` for what it cannot. Accents that
 * Shift_JIS lacks are dropped from their letters; all else that it lacks becomes 〓.
 */
export function printable(text: string): Printable {
  const missing = new Set<string>();
  let shown = '';
  for (const sign of text.normalize('NFC')) {
    const one = printableSign(sign);
    if (one === null) missing.add(sign);
    shown += one ?? MISSING;
  }
  return { text: shown, missing: [...missing] };
}

function printableSign(sign: string): string | null {
  if (/[\s\p{Zs}\p{Zl}\p{Zp}]/u.test(sign)) return sign === '\u3000' ? sign : ' ';
  if (/[\p{Cc}\p{Cf}\p{Mn}\p{Cs}\p{Co}]/u.test(sign)) return '';
  const same = SAME_SIGN.get(sign) ?? sign;
  if (holds(same)) return same;
  const bare = sign.normalize('NFKD').replace(/\p{Mn}/gu, '');
  return bare !== sign && holds(bare) ? bare : null;
}

const holds = (text: string): boolean => text !== '' && decode(encode(text)) === text;

/** Text that is {@link printable}, as bytes. */
export function encode(text: string): Buffer {
  return iconv.encode(text, 'shiftjis');
}

export function decode(bytes: Uint8Array): string {
  return iconv.decode(Buffer.from(bytes), 'shiftjis');
}
