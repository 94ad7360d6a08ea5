import { describe, expect, it } from 'vitest';
import { counterInHash } from './chosen-counter.ts';
import { languageWord, orderReason, printAdvice } from './staff-words.ts';

describe('the staff’s page', () => {
  it('tells why a number goes before others', () => {
    expect(orderReason({ priority: 'priority', creditMinutes: 15 })?.ja).toBe('優先：15分早く来た扱い');
    expect(orderReason({ priority: 'none', creditMinutes: 0 })).toBeNull();
  });

  it('says what to do about paper that may not have come out, and nothing about paper that did', () => {
    expect(printAdvice({ print: 'printed', printDetail: null })).toBeNull();
    expect(printAdvice({ print: 'pending', printDetail: null })).toBeNull();
    expect(printAdvice({ print: 'none', printDetail: null })).toBeNull();
    expect(printAdvice({ print: 'unknown', printDetail: null })?.ja).toContain('再印刷');
    expect(printAdvice({ print: 'failed', printDetail: '用紙がありません。' })?.ja).toContain('用紙がありません。');
  });

  it('names languages in Japanese, and is silent about Japanese', () => {
    expect(languageWord('en')).toBe('英語');
    expect(languageWord('ja')).toBeNull();
    expect(languageWord(null)).toBeNull();
  });

  it.each([
    ['#3', 3],
    ['#999', 999],
    ['#0', null],
    ['#abc', null],
    ['', null],
  ])('reads the counter from %j as %s', (hash, counter) => {
    expect(counterInHash(hash)).toBe(counter);
  });
});
