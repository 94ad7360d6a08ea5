import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openEnum, openList, openWord } from './open-enum.ts';

const Fruit = z.enum(['apple', 'pear']);

describe('a word that this version does not know', () => {
  it('is read as the word given for it, and a known one as itself', () => {
    const fruit = openEnum(Fruit, 'pear');
    expect(['apple', 'durian'].map((word) => fruit.parse(word))).toEqual(['apple', 'pear']);
  });

  it('is left off a list, however long a later version makes that', () => {
    const later = Array.from({ length: 20 }, (_, i) => `fruit-${i}`);
    expect(openList(Fruit).parse(['pear', ...later])).toEqual(['pear']);
  });

  it('is kept where a sentence goes with it', () => {
    expect(openWord(Fruit).parse('durian')).toBe('durian');
  });

  it.each([[7], [null], [''], ['x'.repeat(65)], [undefined]])('is a word: %j is none', (value) => {
    expect(openEnum(Fruit, 'pear').safeParse(value).success).toBe(false);
  });

  it('is never written', () => {
    expect(openEnum(Fruit, 'pear').encode('apple')).toBe('apple');
    expect(z.safeEncode(z.array(openEnum(Fruit, 'pear')), JSON.parse('["durian"]')).success).toBe(false);
  });
});
