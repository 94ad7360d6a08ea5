import { inKana } from '../ground/japanese-numbers.ts';

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

/** A part of a sentence that speech engines render by itself: it comes again with other parts. */
export interface Phrase {
  /** As it is read: the number as it stands on the ticket. */
  readonly text: string;
  /** As it is pronounced, for a speech engine. */
  readonly spoken: string;
  /** Japanese without kanji and figures, for an engine that can't read them; null in other languages. */
  readonly kana: string | null;
}

/** One sentence of an announcement: what a board shows is what a speaker says. */
export interface AnnouncementWords {
  readonly language: AnnouncementLanguage;
  /** BCP 47, for a page's `lang`. */
  readonly tag: string;
  readonly text: string;
  /** Whom it calls, and where to. */
  readonly phrases: readonly [Phrase, Phrase];
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

/** The phrases that end every announcement to a counter: they can be made before anybody is called. */
export const counterPhrase = (language: AnnouncementLanguage, counter: number): Phrase =>
  where(language, { number: '', counter });

/** What a speaker says that is tried out, so that nobody takes it for a call. */
export const testWords = (always: readonly AnnouncementLanguage[]): readonly AnnouncementWords[] =>
  [...new Set<AnnouncementLanguage>(['ja', ...always])].map((language) => {
    const phrases = TEST[language];
    return {
      language,
      tag: tagOf(language, { number: '', counter: 0 }),
      text: phrases.map(({ text }) => text).join(''),
      phrases,
    };
  });

const plain = (text: string, kana: string | null = null): Phrase => ({ text, spoken: text, kana });
const TEST: Readonly<Record<AnnouncementLanguage, readonly [Phrase, Phrase]>> = {
  ja: [
    plain('放送の試験です。', 'ほうそうのしけんです。'),
    plain('番号はお呼びしていません。', 'ばんごうはおよびしていません。'),
  ],
  en: [plain('This is a test.'), plain('No number is called.')],
  zh: [plain('这是广播测试。'), plain('没有叫号。')],
  ko: [plain('방송 시험입니다.'), plain('번호를 부르지 않습니다.')],
};

/** What a board shows of a call: Japanese, and beside it the ticket's own language, else English. */
export const boardWords = (call: CalledTicket): readonly AnnouncementWords[] =>
  announcementWords(call, ownLanguage(call.language) === null ? ['en'] : []);

function ownLanguage(tag: string | null | undefined): AnnouncementLanguage | null {
  const primary = tag?.split('-')[0];
  return announcementLanguages.find((language) => language !== 'ja' && language === primary) ?? null;
}

function sentence(language: AnnouncementLanguage, call: CalledTicket): AnnouncementWords {
  const phrases = [whom(language, call), where(language, call)] as const;
  const gap = language === 'en' || language === 'ko' ? ' ' : '';
  return { language, tag: tagOf(language, call), text: phrases.map(({ text }) => text).join(gap), phrases };
}

function whom(language: AnnouncementLanguage, call: CalledTicket): Phrase {
  const { number } = call;
  const { letters, count } = parts(number);
  const apart = [...letters, ...(count === null ? [] : [String(count)])].join(' ');
  switch (language) {
    case 'ja': {
      const name = [...letters].map((letter) => LETTERS[letter] ?? letter).join('');
      const prefix = name === '' ? '' : `${name}の、`;
      // 番号札 and 方 are written as they are read: engines take them for ばんごうさつ and ほう.
      return {
        text: `${number}番の番号札をお持ちの方、`,
        spoken: `${prefix}${count ?? ''}番の番号ふだをお持ちのかた、`,
        kana: `${prefix}${count === null ? '' : inKana(count)}ばんのばんごうふだをおもちのかた、`,
      };
    }
    case 'en':
      return { text: `Number ${number},`, spoken: `Number ${apart},`, kana: null };
    case 'zh':
      return isTraditional(call)
        ? { text: `請${number}號`, spoken: `请 ${apart} 号，`, kana: null }
        : { text: `请${number}号`, spoken: `请 ${apart} 号，`, kana: null };
    case 'ko':
      return { text: `${number}번 고객님,`, spoken: `${apart}번 고객님,`, kana: null };
    default:
      return language satisfies never;
  }
}

function where(language: AnnouncementLanguage, call: CalledTicket): Phrase {
  const { counter } = call;
  switch (language) {
    case 'ja':
      return plain(`${counter}番窓口へお越しください。`, `${inKana(counter)}ばん、まどぐちへおこしください。`);
    case 'en':
      return plain(`please come to counter ${counter}.`);
    case 'zh':
      return isTraditional(call)
        ? { text: `到${counter}號窗口。`, spoken: `到${counter}号窗口。`, kana: null }
        : plain(`到${counter}号窗口。`);
    case 'ko':
      return plain(`${counter}번 창구로 오십시오.`);
    default:
      return language satisfies never;
  }
}

const isTraditional = ({ language }: CalledTicket): boolean => /^zh-(Hant|TW|HK|MO)/i.test(language ?? '');

function tagOf(language: AnnouncementLanguage, call: CalledTicket): string {
  if (language !== 'zh') return language;
  return isTraditional(call) ? 'zh-Hant' : 'zh-Hans';
}

/** `A012` → letters `A`, count 12. A number of another form is all letters. */
function parts(number: string): { readonly letters: string; readonly count: number | null } {
  const [, letters, digits] = /^([^\d]*)(\d{1,4})$/.exec(number.normalize('NFKC').trim()) ?? [];
  return letters === undefined || digits === undefined
    ? { letters: number, count: null }
    : { letters: letters.replace(/[\s-]/g, '').toUpperCase(), count: Number(digits) };
}

/** The letters as they are read aloud at a Japanese counter. */
const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  'エー ビー シー ディー イー エフ ジー エイチ アイ ジェー ケー エル エム エヌ オー ピー キュー アール エス ティー ユー ブイ ダブリュー エックス ワイ ゼット'
    .split(' ')
    .map((name, i) => [String.fromCharCode(0x41 + i), name]),
);
