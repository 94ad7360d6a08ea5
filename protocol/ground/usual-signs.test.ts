import { expect, it } from 'vitest';
import { inUsualSigns } from './usual-signs.ts';

it('writes radicals that a PDF gave as the characters that they look like', () => {
  expect(inUsualSigns('市⺠窓⼝課 ⼾籍・⻑寿 ⻄⼊⼝')).toBe('市民窓口課 戸籍・長寿 西入口');
});

it('writes every radical that Unicode itself folds as Unicode does, but for Japan’s 戸', () => {
  const radicals = Array.from({ length: 214 }, (_, i) => String.fromCodePoint(0x2f00 + i)).concat('⺟', '⻳');
  const others = radicals.filter((radical) => inUsualSigns(radical) !== radical.normalize('NFKC'));
  expect(others.map(inUsualSigns)).toEqual(['戸']);
});

it('composes marks, of kana, Latin letters and Hangul', () => {
  for (const text of ['ひとり親・がん・ぱぱ', 'Café', '민원', 'Nguyễn'])
    expect(inUsualSigns(text.normalize('NFD'))).toBe(text);
});

it('leaves alone what is in people’s names, and everything else', () => {
  const text = '塚\ufa10 神\ufa19 \u{2f80f} 葛\u{e0100}飾 𠮷野 ｱｲｳ ＡＢＣ ①';
  expect(inUsualSigns(text)).toBe(text);
});
