import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { aFolder } from '../../../hardware/testing/folder.ts';
import { Book } from './book.ts';
import { FirstCode } from './first-code.ts';
import { People } from './people.ts';
import { PeopleKeys } from './people-keys.ts';
import { Roll } from './roll.ts';

const PIN = '482170';
const FROM = '192.0.2.7';

/** People over one folder, whose calendar is set by hand. */
async function setup() {
  const folder = await aFolder();
  let [now, elapsedMs, trusted] = [Date.parse('2026-11-24T09:00+09:00'), 0, true];
  const clock = { now: () => now, trusted: () => trusted, speed: 1 };
  const timers = { elapsedMs: () => elapsedMs, after: () => () => undefined };
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const forgotten: string[] = [];
  const keys = new PeopleKeys({ folder, clock, timers });
  const book = new Book({ folder, logger, keys, onForgotten: (id) => forgotten.push(id) });
  const firstCode = new FirstCode(folder);
  const people = new People({ clock, timers, keys, book, firstCode, onWrong: () => undefined });
  const roll = new Roll({ clock, keys, book, sessions: { ofPeople: () => [], endAll: () => 0 } });
  return {
    people,
    roll,
    firstCode,
    forgotten,
    keys: () =>
      readdirSync(folder)
        .filter((name) => name.startsWith('key-'))
        .sort(),
    trust(word: boolean) {
      trusted = word;
    },
    set(day: string) {
      now = Date.parse(`${day}T09:00+09:00`);
      elapsedMs += 60_000;
    },
    async first(name: string) {
      return people.choosePin({ code: firstCode.make(), name, pin: PIN }, FROM);
    },
    async signsIn(name: string, pin = PIN) {
      return people.recognise({ name }, pin, FROM).then(
        () => true,
        () => false,
      );
    },
  };
}

it('who signs in each month stays; who doesn’t for the whole of one is forgotten, with the key under which they were kept', async () => {
  const { first, signsIn, set, keys, roll, forgotten } = await setup();
  await first('佐藤');
  await first('田中');
  const sign = roll.list(null).map(({ person }) => person);
  set('2026-12-31');
  expect(await signsIn('佐藤')).toBe(true);
  expect(
    roll
      .list(null)
      .map(({ lastMonth }) => lastMonth)
      .sort(),
  ).toEqual(['2026-11', '2026-12']);
  expect(roll.list(null).some(({ person }) => sign.includes(person))).toBe(false);
  expect(keys()).toEqual(['key-2026-11', 'key-2026-12']);
  set('2027-01-04');
  expect([await signsIn('佐藤'), await signsIn('田中'), forgotten.length]).toEqual([true, false, 1]);
  expect(keys()).toEqual(['key-2026-12', 'key-2027-01']);
});

it('a clock that is not trusted forgets nobody', async () => {
  const { first, signsIn, set, trust } = await setup();
  await first('佐藤');
  trust(false);
  set('2031-06-01');
  expect(await signsIn('佐藤')).toBe(true);
  set('1970-01-01');
  expect(await signsIn('佐藤')).toBe(true);
});

it('where all supervisors were forgotten, a new first supervisor comes in by the machine’s own code', async () => {
  const { first, signsIn, set, people } = await setup();
  await first('佐藤');
  expect(people.hasSupervisor()).toBe(true);
  set('2027-03-01');
  expect(people.hasSupervisor()).toBe(false);
  await first('高橋');
  expect([people.hasSupervisor(), await signsIn('高橋')]).toEqual([true, true]);
});

it('an address that got many PINs wrong may try again after a while, also where the clock was set back meanwhile', async () => {
  const { first, signsIn, set } = await setup();
  await first('佐藤');
  set('2026-11-25');
  for (let i = 0; i < 20; i++) await signsIn(`nobody-${i}`, '902846');
  expect(await signsIn('佐藤')).toBe(false);
  for (let minute = 0; minute < 3; minute++) set('2026-11-24');
  expect(await signsIn('佐藤')).toBe(true);
});
