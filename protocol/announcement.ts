import { inKana } from './japanese-numbers.ts';

/** The languages in which a call can be announced. */
export const announcementLanguages = ['ja', 'en', 'zh', 'ko'] as const;
export type AnnouncementLanguage = (typeof announcementLanguages)[number];

/** Whom a call asks to come, and where to. */
export interface CalledTicket {
  readonly number: string;
  readonly counter: number;
  /** The ticket's own language, a BCP 47 tag. */
  readonly language?: string | null | undefined;
}

/** One sentence of an announcement: what a board shows is what a speaker says. */
export interface AnnouncementWords {
  readonly language: AnnouncementLanguage;
  /** BCP 47, for a page's `lang`. */
  readonly tag: string;
  /** As it is read: the number as it stands on the ticket. */
  readonly text: string;
  /** The same sentence as it is pronounced, for a speech engine. */
  readonly spoken: string;
  /** Japanese without kanji and figures, for an engine that can't read them; null in other languages. */
  readonly kana: string | null;
}

/**
 * The sentences of a call, in the order in which they are said: Japanese, the languages that the office always adds, the
 * ticket's own. Pure. Each language comes once, and one that nobody here speaks is left out.
 */
export function announcementWords(
  call: CalledTicket,
  always: readonly AnnouncementLanguage[] = [],
): readonly AnnouncementWords[] {
  const own = ownLanguage(call.language);
  const languages = new Set<AnnouncementLanguage>(['ja', ...always, ...(own === null ? [] : [own])]);
  return [...languages].map((language) => sentence(language, call));
}

/** What a board shows of a call: Japanese, and beside it the ticket's own language, else English. */
export const boardWords = (call: CalledTicket): readonly AnnouncementWords[] =>
  announcementWords(call, ownLanguage(call.language) === null ? ['en'] : []);

function ownLanguage(tag: string | null | undefined): AnnouncementLanguage | null {
  const primary = tag?.split('-')[0];
  return announcementLanguages.find((language) => language !== 'ja' && language === primary) ?? null;
}

function sentence(language: AnnouncementLanguage, { number, counter, language: tag }: CalledTicket): AnnouncementWords {
  const { letters, count } = parts(number);
  switch (language) {
    case 'ja': {
      const name = [...letters].map((letter) => LETTERS[letter] ?? letter).join('');
      const said = (figure: (n: number) => string): string =>
        `${name === '' ? '' : `${name}の、`}${count === null ? '' : figure(count)}番の`;
      return {
        language,
        tag: 'ja',
        text: `${number}番の番号札をお持ちの方、${counter}番窓口へお越しください。`,
        // 番号札 and 方 are written as they are read: engines take them for ばんごうさつ and ほう.
        spoken: `${said(String)}番号ふだをお持ちのかた、${counter}番窓口へお越しください。`,
        kana: `${said(inKana).replace('番', 'ばん')}ばんごうふだをおもちのかた、${inKana(counter)}ばんまどぐちへおこしください。`,
      };
    }
    case 'en':
      return {
        language,
        tag: 'en',
        text: `Number ${number}, please come to counter ${counter}.`,
        spoken: `Number ${apart(letters, count)}, please come to counter ${counter}.`,
        kana: null,
      };
    case 'zh': {
      const traditional = /^zh-(Hant|TW|HK|MO)/i.test(tag ?? '');
      return {
        language,
        tag: traditional ? 'zh-Hant' : 'zh-Hans',
        text: traditional ? `請${number}號到${counter}號窗口。` : `请${number}号到${counter}号窗口。`,
        spoken: `请 ${apart(letters, count)} 号，到 ${counter} 号窗口。`,
        kana: null,
      };
    }
    case 'ko':
      return {
        language,
        tag: 'ko',
        text: `${number}번 고객님, ${counter}번 창구로 오십시오.`,
        spoken: `${apart(letters, count)}번 고객님, ${counter}번 창구로 오십시오.`,
        kana: null,
      };
    default:
      return language satisfies never;
  }
}

/** `A012` → letters `A`, count 12. A number of another form is all letters. */
function parts(number: string): { readonly letters: string; readonly count: number | null } {
  const [, letters, digits] = /^([^\d]*)(\d{1,4})$/.exec(number.normalize('NFKC').trim()) ?? [];
  return letters === undefined || digits === undefined
    ? { letters: number, count: null }
    : { letters: letters.replace(/[\s-]/g, '').toUpperCase(), count: Number(digits) };
}

const apart = (letters: string, count: number | null): string =>
  [...letters, ...(count === null ? [] : [String(count)])].join(' ');

/** The letters as they are read aloud at a Japanese counter. */
const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  'エー ビー シー ディー イー エフ ジー エイチ アイ ジェー ケー エル エム エヌ オー ピー キュー アール エス ティー ユー ブイ ダブリュー エックス ワイ ゼット'
    .split(' ')
    .map((name, i) => [String.fromCharCode(0x41 + i), name]),
);
