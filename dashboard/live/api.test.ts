import { describe, expect, it } from 'vitest';
import { isRefusal, newKey, readProblem } from './api.ts';

describe('a problem document', () => {
  it('is shown in its own words', () => {
    const body = {
      type: 'about:blank',
      status: 409,
      detail: 'お待ちの方はいません。',
      messageEn: 'Nobody is waiting.',
      code: 'nobody-waiting',
    };
    expect(readProblem(409, body)).toEqual({
      status: 409,
      code: 'nobody-waiting',
      ja: 'お待ちの方はいません。',
      en: 'Nobody is waiting.',
    });
  });

  it.each([null, undefined, 'oops', 7, { detail: 7 }])('that is %j still makes a sentence', (body) => {
    expect(readProblem(502, body)).toEqual({
      status: 502,
      code: null,
      ja: 'サーバーが応答 502 を返しました。',
      en: 'The server answered 502.',
    });
  });

  it('is a refusal where the server said why, and unsure where nobody answered', () => {
    expect(isRefusal(readProblem(409, { code: 'nobody-waiting' }))).toBe(true);
    expect(isRefusal(readProblem(503, { code: 'log-damaged' }))).toBe(true);
    expect(isRefusal(readProblem(502, null))).toBe(false);
    expect(isRefusal({ status: 0, code: null, ja: '', en: '' })).toBe(false);
  });
});

describe('an idempotency key', () => {
  it('is a version 4 UUID', () => {
    expect(newKey((bytes) => bytes.fill(0xff))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    expect(newKey((bytes) => bytes.fill(0))).toBe('00000000-0000-4000-8000-000000000000');
  });
  it('differs from press to press', () => {
    expect(newKey()).not.toBe(newKey());
  });
});
