/** The first full-width sign, ！, whose plain one is !; the others follow in ASCII's order. */
const FULL_WIDTH = 0xff01;
const PLAIN = 0x21;

interface LookAlike {
  readonly kind: string;
  readonly signs: RegExp;
  readonly plain: (sign: string) => string;
}

/** Signs that keyboards and word processors write where a configuration needs the plain one. */
const LOOK_ALIKES: readonly LookAlike[] = [
  {
    kind: 'full-width',
    signs: /[！-～]/u,
    plain: (sign) => String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH + PLAIN),
  },
  // As wide as two, for which it stands where it indents.
  { kind: 'ideographic space', signs: /\u3000/u, plain: () => '  ' },
  { kind: 'space', signs: /(?! )\p{Zs}/u, plain: () => ' ' },
  { kind: 'invisible', signs: /[\u200b-\u200f\u2060\ufeff]/u, plain: () => '' },
  { kind: 'curly', signs: /[“”„‟]/u, plain: () => '"' },
  { kind: 'curly', signs: /[‘’‚‛]/u, plain: () => "'" },
  { kind: 'dash', signs: /[‐-―−ー]/u, plain: () => '-' },
];

const lookAlike = (sign: string): LookAlike | undefined => LOOK_ALIKES.find(({ signs }) => signs.test(sign));

/** The same text, each sign that only looks plain written plain. */
export const plain = (text: string): string => [...text].map((sign) => lookAlike(sign)?.plain(sign) ?? sign).join('');

/** More are not named one by one. */
const NAMED = 6;

/** `full-width ０ (U+FF10) for 0`, of each sign of a text that only looks plain; empty where there is none. */
export function lookAlikesIn(text: string): string {
  const names = [...new Set(text)].flatMap((sign) => {
    const found = lookAlike(sign);
    return found === undefined ? [] : [nameOf(sign, found)];
  });
  return [...names.slice(0, NAMED), ...(names.length > NAMED ? ['others'] : [])].join(', ');
}

function nameOf(sign: string, { kind, plain }: LookAlike): string {
  const code = `U+${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
  const visible = /[\p{Z}\p{Cf}]/u.test(sign) ? '' : ` ${sign}`;
  const instead = { ' ': 'a space', '  ': 'a space', '': 'nothing' }[plain(sign)] ?? plain(sign);
  return `${kind}${visible} (${code}) for ${instead}`;
}
