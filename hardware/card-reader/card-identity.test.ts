import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identityOf } from './card-identity.ts';
import { answerOf } from './simulator/card.ts';
import { LicenceCard } from './simulator/licence-card.ts';
import { MyNumberCard } from './simulator/my-number-card.ts';
import { StorageCard } from './simulator/storage-card.ts';
import { noTaps, SLIP_MS, stepTap, takenAway } from './taps.ts';

const id = (hex: string): Uint8Array => answerOf(0x9000, Buffer.from(hex, 'hex'));

test.each([
  ['FeliCa', new StorageCard('felica', '0114b34d12345678'), 'felica'],
  ['MIFARE Classic, four bytes', new StorageCard('type-a', 'a1b2c3d4'), 'type-a'],
  ['MIFARE, seven bytes', new StorageCard('type-a', '04a1b2c3d4e580'), 'type-a'],
  ['FeliCa whose number was made up for this contact', new StorageCard('felica', '01fe000012345678'), 'changing'],
  ['type A whose number is random', new StorageCard('type-a', '08a1b2c3'), 'changing'],
  ['type B', new StorageCard('type-b', 'a1b2c3d4'), 'changing'],
  ['My Number card', new MyNumberCard(), 'changing'],
  ['driving licence', new LicenceCard(), 'changing'],
])('%s is told for what it is', (_name, card, kind) => {
  const answer = card.answer(Buffer.from('ffca000000', 'hex'));
  expect(identityOf(card.atr, answer ?? new Uint8Array()).kind).toBe(kind);
});

test('a processor card is known by seven bytes; its four may be a number of the moment', () => {
  const { atr } = new MyNumberCard();
  expect(identityOf(atr, id('04a1b2c3d4e580')).kind).toBe('type-a');
  expect(identityOf(atr, id('a1b2c3d4')).kind).toBe('changing');
});

test('any bytes at all are told as something', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (atr, answer) => {
      const { kind } = identityOf(atr, answer);
      expect(['felica', 'type-a', 'changing', 'unreadable']).toContain(kind);
    }),
  );
});

test('a card that slips is one tap; another card, or the same one later, is another', () => {
  const [mine, other] = [Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6, 7, 8)];
  const first = stepTap(noTaps, mine, 0);
  expect(first.act).toBe(true);
  const gone = takenAway(first.state, 1_000);
  expect(stepTap(gone, Uint8Array.from(mine), 1_000 + SLIP_MS - 1).act).toBe(false);
  expect(stepTap(gone, Uint8Array.from(mine), 1_000 + SLIP_MS).act).toBe(true);
  expect(stepTap(gone, other, 1_001).act).toBe(true);
  expect(stepTap(first.state, Uint8Array.from(mine), 900_000).act).toBe(false);
});
