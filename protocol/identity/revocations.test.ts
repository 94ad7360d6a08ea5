import { X509Certificate } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { makeAuthority, type Pair } from './authority/authority.ts';
import { areSigned, newest, Revocations, signRevocations } from './revocations.ts';

const NOW = Date.parse('2026-11-24T10:00+09:00');
let city: Pair;
let stranger: Pair;
beforeAll(async () => {
  city = await makeAuthority({ name: 'kyoto', now: NOW });
  stranger = await makeAuthority({ name: 'kyoto', now: NOW });
});
const trusted = (): X509Certificate[] => [new X509Certificate(city.certificate)];

it('what the city shut out is believed of it alone, unchanged', () => {
  const list = signRevocations({ at: NOW, serials: ['0A1B', '7F00'] }, city.key);
  expect(areSigned(Revocations.parse(JSON.parse(JSON.stringify(list))), trusted())).toBe(true);
  expect(areSigned(signRevocations({ at: NOW, serials: [] }, stranger.key), trusted())).toBe(false);
  expect(areSigned({ ...list, serials: ['0A1B'] }, trusted())).toBe(false);
  expect(areSigned({ ...list, at: NOW + 1 }, trusted())).toBe(false);
  expect(areSigned({ ...list, signature: '' }, trusted())).toBe(false);
});

it('an old list lets nobody in again', () => {
  const before = signRevocations({ at: NOW, serials: [] }, city.key);
  const after = signRevocations({ at: NOW + 1, serials: ['0A1B'] }, city.key);
  expect(newest(undefined, before)).toBe(before);
  expect(newest(before, after)).toBe(after);
  expect(newest(after, before)).toBe(after);
});
