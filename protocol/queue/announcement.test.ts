import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inKana } from '../ground/japanese-numbers.ts';
import { announcementWords, boardWords } from './announcement.ts';

const called = (language: string | null = null, number = 'A012') => ({ number, counter: 1, language });
const said = (...asked: Parameters<typeof announcementWords>) =>
  announcementWords(...asked).map(({ phrases }) => phrases.map(({ spoken }) => spoken).join(' '));

describe('the words of a call', () => {
  it('are Japanese, as a clerk reads them', () => {
    expect(announcementWords(called())).toEqual([
      {
        language: 'ja',
        tag: 'ja',
        text: 'A012番の番号札をお持ちの方、1番窓口へお越しください。',
        phrases: [
          {
            text: 'A012番の番号札をお持ちの方、',
            spoken: 'エーの、12番の番号ふだをお持ちのかた、',
            kana: 'エーの、じゅうにばんのばんごうふだをおもちのかた、',
          },
          {
            text: '1番窓口へお越しください。',
            spoken: '1番窓口へお越しください。',
            kana: 'いちばん、まどぐちへおこしください。',
          },
        ],
      },
    ]);
  });

  it.each([
    ['en', 'Number A 12, please come to counter 1.'],
    ['en-GB', 'Number A 12, please come to counter 1.'],
    ['zh-Hans', '请 A 12 号， 到1号窗口。'],
    ['zh-TW', '请 A 12 号， 到1号窗口。'],
    ['ko', 'A 12번 고객님, 1번 창구로 오십시오.'],
  ])('are said in the ticket’s own language too, after Japanese (%s)', (language, spoken) => {
    expect(said(called(language))).toEqual([expect.stringContaining('番窓口へ'), spoken]);
  });

  it('say a number without a letter as the number it is', () => {
    const plain = (language: string) => said(called(language, '052')).at(-1);
    expect(said(called(null, '500'))).toEqual(['500番の番号ふだをお持ちのかた、 1番窓口へお越しください。']);
    expect(announcementWords(called(null, '007'))[0]).toMatchObject({
      text: '007番の番号札をお持ちの方、1番窓口へお越しください。',
      phrases: [{ spoken: '7番の番号ふだをお持ちのかた、', kana: 'ななばんのばんごうふだをおもちのかた、' }, {}],
    });
    expect(['en', 'zh', 'zh-Hant', 'ko'].map(plain)).toEqual([
      'Number 52, please come to counter 1.',
      '请 52 号， 到1号窗口。',
      '请 52 号， 到1号窗口。',
      '52번 고객님, 1번 창구로 오십시오.',
    ]);
  });

  it('come once in each language, those of the office before the ticket’s own, Japanese always first', () => {
    const languages = (own: string | null, ...always: ('ja' | 'en' | 'zh' | 'ko')[]) =>
      announcementWords(called(own), always).map(({ language }) => language);
    expect(languages('ko', 'en', 'ja')).toEqual(['ja', 'en', 'ko']);
    expect(languages('en', 'en')).toEqual(['ja', 'en']);
    expect(languages('ja')).toEqual(['ja']);
    expect(languages('vi')).toEqual(['ja']);
  });

  it('are written in the characters that the reader knows', () => {
    expect(boardWords(called('zh-Hant')).at(-1)).toMatchObject({ tag: 'zh-Hant', text: '請A012號到1號窗口。' });
    expect(boardWords(called('zh')).at(-1)).toMatchObject({ tag: 'zh-Hans', text: '请A012号到1号窗口。' });
  });

  it('stand on a board in Japanese and in one more language', () => {
    expect(boardWords(called()).map(({ language }) => language)).toEqual(['ja', 'en']);
    expect(boardWords(called('ko')).map(({ language }) => language)).toEqual(['ja', 'ko']);
  });

  it('take a number of any form as it is', () => {
    expect(said(called(null, '17'))[0]).toBe('17番の番号ふだをお持ちのかた、 1番窓口へお越しください。');
    expect(said(called(null, 'Ｂ-007'))[0]).toContain('ビーの、7番の');
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 999 }), (number, counter) => {
        for (const words of announcementWords({ number, counter }, ['en', 'zh', 'ko'])) {
          expect(words.text).toContain(number);
          expect(words.text).toContain(`${counter}`);
          expect(words.phrases[1].spoken).toContain(`${counter}`);
        }
      }),
    );
  });
});

it.each([
  [0, 'ゼロ'],
  [4, 'よん'],
  [7, 'なな'],
  [10, 'じゅう'],
  [19, 'じゅうきゅう'],
  [100, 'ひゃく'],
  [305, 'さんびゃくご'],
  [666, 'ろっぴゃくろくじゅうろく'],
  [800, 'はっぴゃく'],
  [1000, 'せん'],
  [3021, 'さんぜんにじゅういち'],
  [8888, 'はっせんはっぴゃくはちじゅうはち'],
])('%i is read %s', (number, kana) => {
  expect(inKana(number)).toBe(kana);
});
