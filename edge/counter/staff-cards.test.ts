import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStaffCards, UntrustedClock } from './staff-cards.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'matazu-cards-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const MINE = Uint8Array.from(Buffer.from('0114b34d12345678', 'hex'));
const OTHER = Uint8Array.from(Buffer.from('04a1b2c3d4e580', 'hex'));

function setup(day: string) {
  let now = Date.parse(day);
  let trusted = true;
  const clock = { now: () => now, trusted: () => trusted, speed: 1 };
  const cards = openStaffCards({ folder: join(folder, 'staff-cards'), clock });
  return {
    cards,
    dutyOf: (id: Uint8Array) => cards.recognise(id)?.duty ?? null,
    set(time: string) {
      now = Date.parse(time);
    },
    trust(word: boolean) {
      trusted = word;
    },
    files: () => readdirSync(join(folder, 'staff-cards')).sort(),
  };
}

test('a card is known by its duty, and another card is not', () => {
  const { cards, dutyOf } = setup('2026-11-25T10:00:00Z');
  cards.enrol(MINE, 'certificates');
  expect(dutyOf(MINE)).toBe('certificates');
  expect(dutyOf(OTHER)).toBeNull();
  cards.enrol(MINE, 'moving');
  expect(dutyOf(MINE)).toBe('moving');
});

test('all cards of a duty are forgotten beside a running unit, whichever month’s they are, and no other', () => {
  const { cards, dutyOf, set } = setup('2026-11-25T10:00:00Z');
  cards.enrol(MINE, 'certificates');
  set('2026-12-01T10:00:00Z');
  const [third, staying] = [Uint8Array.of(3), Uint8Array.of(4)];
  cards.enrol(OTHER, 'certificates');
  cards.enrol(third, 'certificates-2');
  cards.enrol(staying, 'moving');
  expect(setup('2026-12-01T10:00:00Z').cards.forget('certificates')).toBe(2);
  expect([MINE, OTHER, third, staying].map(dutyOf)).toEqual([null, null, 'certificates-2', 'moving']);
  expect(cards.forget('certificates')).toBe(0);
});

test('a running unit knows what was enrolled beside it, and a restarted one what was enrolled before', () => {
  const { dutyOf } = setup('2026-11-25T10:00:00Z');
  setup('2026-11-25T10:00:00Z').cards.enrol(MINE, 'certificates');
  expect(dutyOf(MINE)).toBe('certificates');
  expect(setup('2026-11-26T10:00:00Z').dutyOf(MINE)).toBe('certificates');
});

test('the files are for their owner alone, and no byte of a card is in them or in their names', () => {
  const { cards, files } = setup('2026-11-25T10:00:00Z');
  cards.enrol(MINE, 'certificates');
  const names = files();
  expect(names).toHaveLength(2);
  expect(statSync(join(folder, 'staff-cards')).mode & 0o777).toBe(0o700);
  for (const name of names) {
    const file = join(folder, 'staff-cards', name);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const content = readFileSync(file);
    expect(`${name} ${content.toString('hex')} ${content.toString('latin1')}`).not.toContain('0114b34d12345678');
    expect(content.includes(Buffer.from(MINE))).toBe(false);
  }
});

test('a card that is used in the next month is written under its key; one that is not is forgotten with its key', () => {
  const { cards, dutyOf, set, files } = setup('2026-11-25T10:00:00Z');
  cards.enrol(MINE, 'certificates');
  cards.enrol(OTHER, 'moving');
  set('2026-12-31T23:00:00Z');
  expect(dutyOf(MINE)).toBe('certificates');
  expect(files().map((name) => name.slice(0, 11))).toEqual(
    ['2026-11-', '2026-12-', 'key-2026-11', 'key-2026-12'].map((start) =>
      expect.stringMatching(new RegExp(`^${start}`)),
    ),
  );
  set('2027-01-01T01:00:00Z');
  expect(dutyOf(OTHER)).toBeNull();
  expect(files().filter((name) => name.includes('2026-11'))).toEqual([]);
  expect(dutyOf(MINE)).toBe('certificates');
  set('2027-03-01T01:00:00Z');
  expect(dutyOf(MINE)).toBeNull();
  expect(files()).toEqual(['key-2027-03']);
});

test('the same card has nothing in common from month to month', () => {
  const { cards, files, set, dutyOf } = setup('2026-11-25T10:00:00Z');
  cards.enrol(MINE, 'certificates');
  const hashOf = (month: string) =>
    files()
      .find((name) => name.startsWith(month))
      ?.slice(8);
  const before = hashOf('2026-11');
  set('2026-12-01T10:00:00Z');
  expect(dutyOf(MINE)).toBe('certificates');
  expect(hashOf('2026-12')).toHaveLength(64);
  expect(hashOf('2026-12')).not.toBe(before);
});

test('a clock that is not set forgets nobody, and enrols nobody', () => {
  const { cards, dutyOf, set, trust } = setup('2026-11-25T10:00:00Z');
  cards.enrol(MINE, 'certificates');
  trust(false);
  for (const wrong of ['1970-01-01T00:00:00Z', '2099-06-01T00:00:00Z']) {
    set(wrong);
    expect(dutyOf(MINE)).toBe('certificates');
  }
  expect(() => cards.enrol(OTHER, 'moving')).toThrow(UntrustedClock);
  trust(true);
  set('2026-11-26T10:00:00Z');
  expect(dutyOf(MINE)).toBe('certificates');
});
