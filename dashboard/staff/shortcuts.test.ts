import { expect, it } from 'vitest';
import { ownerOf, readKeys, usualKeys } from './shortcuts.ts';

it('keys that a browser never kept, or kept in no form that can be read, are the usual ones', () => {
  for (const stored of [null, '', '{', '3', 'null', '[]', '{"letters":7}']) expect(readKeys(stored)).toEqual(usualKeys);
});

it('keys are read as they were kept: moved, taken away, all of them off', () => {
  const kept = { on: false, letters: { ...usualKeys.letters, finish: 'x', undo: null } };
  expect(readKeys(JSON.stringify(kept))).toEqual(kept);
});

it('two of one letter, or what is no letter, leave the usual keys', () => {
  expect(readKeys('{"letters":{"finish":"n"}}').letters).toEqual(usualKeys.letters);
  expect(readKeys('{"letters":{"finish":"FF"}}').letters).toEqual(usualKeys.letters);
});

it('a letter that nothing has does nothing', () => {
  expect(ownerOf(usualKeys.letters, 'q')).toBeUndefined();
  expect(ownerOf({ ...usualKeys.letters, undo: null }, null)).toBeUndefined();
});
