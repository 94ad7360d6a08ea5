import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { CardChannel } from '../../links/card-link.ts';
import { gatedExchange } from '../../links/gated-channel.ts';
import { MemoryCardLink } from '../../simulation/memory-card-link.ts';
import { testEnvironment } from '../../testing/environment.ts';
import { CardReaderConfiguration } from '../card-reader-configuration.ts';
import { PcscCardReader } from '../pcsc-card-reader.ts';
import { ReaderClaims } from '../reader-claims.ts';
import { answerOf, type SimulatedCard } from '../simulator/card.ts';
import { bareJis, LicenceCard, type LicenceHolder } from '../simulator/licence-card.ts';
import { MyNumberCard } from '../simulator/my-number-card.ts';
import { GarbageCard, StorageCard } from '../simulator/storage-card.ts';
import { joined, tlv } from '../simulator/tlv.ts';
import { type Face, type FaceOutcome, type FaceRequest, faceWords } from './face.ts';
import { readFace } from './read-face.ts';
import { bareJisText } from './text.ts';
import { parseTlv } from './tlv.ts';

const readers: PcscCardReader[] = [];
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close();
});

const digits = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const byPin = (pin: string): FaceRequest => ({ card: 'my-number', by: 'pin', digits: digits(pin) });
const byCodeB = (code: string): FaceRequest => ({ card: 'my-number', by: 'code-b', digits: digits(code) });
const licence = (pin1: string): FaceRequest => ({ card: 'licence', digits: digits(pin1) });

async function setup(card: SimulatedCard | null, face = true) {
  const link = new MemoryCardLink();
  const environment = testEnvironment();
  const configuration = CardReaderConfiguration.parse({
    id: 'reader',
    kind: 'card-reader',
    driver: 'pcsc',
    counter: 1,
    face,
  });
  const reader = new PcscCardReader(configuration, {
    link,
    environment,
    claims: new ReaderClaims(),
    usbDevices: '/nonexistent',
  });
  readers.push(reader);
  await reader.open();
  await Promise.resolve();
  const taps: number[] = [];
  reader.onTap(({ counter }) => taps.push(counter));
  const read = (request: FaceRequest, signal = new AbortController().signal) =>
    reader.readFace(
      request,
      ({ source, name, kana, address, born, sex }) => ({ source, name, kana, address, born, sex }),
      signal,
    );
  const put = (): void => {
    if (card !== null) link.insert(card);
  };
  return { link, reader, read, put, taps, log: environment.log };
}

/** Asks first, then the card is put there. */
async function readOf(card: SimulatedCard, request: FaceRequest): Promise<FaceOutcome<Face>> {
  const { read, put } = await setup(card);
  const reading = read(request);
  put();
  return reading;
}

const heard = (card: SimulatedCard): string[] => card.heard.map((command) => Buffer.from(command).toString('hex'));

test.each([
  ['the PIN', byPin('1357')],
  ['照合番号B', byCodeB('01021320330042')],
])('a My Number card is read with %s', async (_name, request) => {
  const card = new MyNumberCard();
  expect(await readOf(card, request)).toEqual({
    state: 'read',
    value: {
      source: 'my-number',
      name: '待田　花子',
      kana: null,
      address: '京都市右京区太秦下刑部町１２番地',
      born: '1989-02-13',
      sex: 'female',
    },
  });
  expect(heard(card)).not.toContain('00a4020c020001');
});

test('a licence is read with PIN1, its one-byte tags 1F and 5F among them', async () => {
  expect(await readOf(new LicenceCard(), licence('2468'))).toEqual({
    state: 'read',
    value: {
      source: 'licence',
      name: '待田　太郎',
      kana: 'マチダ　タロウ',
      address: '京都府京都市右京区太秦下刑部町１２番地',
      born: '1981-04-01',
      sex: null,
    },
  });
});

test('the newest of what was written in later counts: a moved address, a changed name', async () => {
  const changes: LicenceHolder['changes'] = [
    { of: 'address', to: '京都府京都市左京区１番地', on: '5010501' },
    { of: 'name', to: '新町　太郎', on: '5030401' },
    { of: 'address', to: '京都府京都市北区２番地', on: '5040601' },
  ];
  expect(await readOf(new LicenceCard({ changes }), licence('2468'))).toMatchObject({
    value: { name: '新町　太郎', kana: 'マチダ　タロウ', address: '京都府京都市北区２番地' },
  });
});

test.each([
  ['3560401', '1981-04-01'],
  ['4010108', '1989-01-08'],
  ['5060110', '2024-01-10'],
])('a birthday of %s is %s', async (born, day) => {
  expect(await readOf(new LicenceCard({ born }), licence('2468'))).toMatchObject({ value: { born: day } });
});

test('a long address needs several reads and arrives whole', async () => {
  const address = '京都市'.repeat(90);
  expect(await readOf(new MyNumberCard({ address }), byPin('1357'))).toMatchObject({ value: { address } });
});

test.each<[string, SimulatedCard, FaceRequest, object]>([
  ['a wrong PIN', new MyNumberCard(), byPin('0000'), { state: 'wrong-number', triesLeft: 2 }],
  ['a wrong 照合番号B', new MyNumberCard(), byCodeB('0'.repeat(14)), { state: 'wrong-number', triesLeft: 9 }],
  ['a wrong PIN1', new LicenceCard(), licence('0000'), { state: 'wrong-number', triesLeft: 2 }],
  ['a blocked PIN', new MyNumberCard({}, { pin: 0 }), byPin('1357'), { state: 'blocked' }],
  ['a blocked licence', new LicenceCard({}, 0), licence('2468'), { state: 'blocked' }],
  ['a licence in place of a My Number card', new LicenceCard(), byPin('1357'), { state: 'other-card' }],
  ['a My Number card in place of a licence', new MyNumberCard(), licence('2468'), { state: 'other-card' }],
  ['a staff card', new StorageCard('felica', '0114b34d12345678'), licence('2468'), { state: 'other-card' }],
  ['garbage', new GarbageCard([Uint8Array.of(0x90, 0x00), Uint8Array.of(1)]), byPin('1357'), { state: 'unreadable' }],
])('%s is an outcome with words', async (_name, card, request, outcome) => {
  const came = await readOf(card, request);
  expect(came).toEqual(outcome);
  if (came.state === 'read') throw new Error('it was read');
  const words = faceWords(came, request);
  expect(words.ja.length).toBeGreaterThan(5);
  if (came.state === 'wrong-number') expect(words.ja).toContain(`あと${came.triesLeft}回`);
});

test.each<[string, SimulatedCard, FaceRequest]>([
  ['licence', new LicenceCard({}, 1), licence('2468')],
  ['My Number card', new MyNumberCard({}, { pin: 1 }), byPin('1357')],
])('the last try of a %s is never used, not even with the right number', async (_name, card, request) => {
  expect(await readOf(card, request)).toEqual({ state: 'last-try' });
  expect(heard(card).filter((command) => command.startsWith('0020008004'))).toEqual([]);
});

test('a number is tried once a tap', async () => {
  const card = new MyNumberCard();
  const { read, put, link } = await setup(card);
  put();
  expect(await read(byPin('0000'))).toEqual({ state: 'wrong-number', triesLeft: 2 });
  expect(await read(byPin('1357'))).toEqual({ state: 'tap-again' });
  link.remove();
  const again = read(byPin('1357'));
  put();
  expect(await again).toMatchObject({ state: 'read' });
});

test('is off unless it is configured, and nothing reaches the card', async () => {
  const card = new MyNumberCard();
  const { read } = await setup(card, false);
  expect(await read(byPin('1357'))).toEqual({ state: 'off' });
  expect(card.heard).toEqual([]);
});

test('nobody who waits is told so, and a second who asks meanwhile too', async () => {
  const { read, taps, put } = await setup(new StorageCard('felica', '0114b34d12345678'));
  const limit = new AbortController();
  const waiting = read(byPin('1357'), limit.signal);
  expect(await read(byPin('1357'))).toEqual({ state: 'busy' });
  limit.abort();
  expect(await waiting).toEqual({ state: 'no-card' });
  put();
  await new Promise((resolve) => setImmediate(resolve));
  expect(taps).toEqual([1]);
});

test('a card that is taken away at any moment of the reading ends it, and so does one that says anything at all', async () => {
  for (let after = 0; after < 10; after += 1) {
    const card = new LicenceCard();
    const { read, link } = await setup(card);
    const leaving: SimulatedCard = {
      atr: card.atr,
      heard: card.heard,
      reset: () => card.reset(),
      answer(command) {
        if (card.heard.length === after) link.remove();
        return card.answer(command);
      },
    };
    const reading = read(licence('2468'));
    link.insert(leaving);
    expect(await reading).toEqual({ state: 'taken-away' });
  }
  const answers = fc.array(fc.uint8Array({ minLength: 0, maxLength: 60 }), { minLength: 1, maxLength: 12 });
  const kind = fc.constantFrom(byPin, byCodeB, licence);
  await fc.assert(
    fc.asyncProperty(answers, kind, async (said, request) => {
      const well = said.map((answer, i) => (i % 2 === 0 ? Uint8Array.of(...answer, 0x90, 0x00) : answer));
      const number = request === byCodeB ? '0'.repeat(14) : '0000';
      const { state } = await readOf(new GarbageCard(well), request(number));
      expect(['unreadable', 'other-card', 'blocked', 'last-try', 'wrong-number', 'taken-away']).toContain(state);
    }),
    { numRuns: 200 },
  );
});

test('an external character is 〓, and the rest is read', () => {
  const name = Uint8Array.of(...bareJis('高'), 0xff, 0xf1, ...bareJis('町　太郎　'));
  expect(bareJisText(name)).toBe('高〓町　太郎');
});

test('the face lives only in its use: after it the bytes are wiped, the number too, and nothing is in the log', async () => {
  const card = new MyNumberCard();
  const { reader, link, log } = await setup(card);
  const request = byPin('1357');
  let kept: Face | null = null;
  const reading = reader.readFace(
    request,
    (face) => {
      kept = face;
      expect(request.digits).toEqual(digits('1357'));
      return face.name.length;
    },
    new AbortController().signal,
  );
  link.insert(card);
  expect(await reading).toEqual({ state: 'read', value: 5 });
  expect(request.digits).toEqual(new Uint8Array(4));
  expect(() => (kept as Face | null)?.name).toThrow(/after its use/);
  expect(JSON.stringify([log, reader.view()])).not.toMatch(/待田|1357|右京区/);
});

test('what the use throws comes out, and the number is wiped all the same', async () => {
  const card = new MyNumberCard();
  const { reader, link } = await setup(card);
  const request = byCodeB(card.holder.codeB);
  const reading = reader.readFace(
    request,
    () => {
      throw new Error('the form is full');
    },
    new AbortController().signal,
  );
  link.insert(card);
  await expect(reading).rejects.toThrow('the form is full');
  expect(request.digits).toEqual(new Uint8Array(14));
});

test.each<[string, SimulatedCard, FaceRequest]>([
  ['My Number card', new MyNumberCard(), byPin('1357')],
  ['licence', new LicenceCard(), licence('2468')],
])('every byte that came from a %s is wiped after its use', async (_name, card, request) => {
  const answers: Uint8Array[] = [];
  const exchange = gatedExchange(async (command) => card.answer(command) ?? answerOf(0x6f00), 'reader');
  const channel: CardChannel = {
    reader: 'reader',
    atr: card.atr,
    gone: new AbortController().signal,
    async transmit(command) {
      const answer = await exchange(command);
      answers.push(answer);
      return answer;
    },
  };
  const held = await readFace(channel, request, () => answers.some((answer) => answer.some((byte) => byte !== 0)));
  expect(held).toEqual({ state: 'read', value: true });
  expect(answers.length).toBeGreaterThan(4);
  expect(answers.flatMap((answer) => [...answer]).filter((byte) => byte !== 0)).toEqual([]);
});

test('a TLV comes back as it was put together, and anything else is one or is none', () => {
  const tag = fc.constantFrom([0x12], [0x1b], [0x50], [0x7e], [0xdf, 0x22], [0xff, 0x20]);
  fc.assert(
    fc.property(fc.uniqueArray(tag), fc.uint8Array({ maxLength: 400 }), (tags, value) => {
      const bytes = joined(...tags.map((each) => tlv(each, value)), new Uint8Array(5).fill(0xff));
      const values = parseTlv(bytes, 'ber');
      expect([...(values?.keys() ?? [])].sort()).toEqual(
        tags.map((each) => Buffer.from(each).readUIntBE(0, each.length)).sort(),
      );
      for (const each of values?.values() ?? []) expect([...each]).toEqual([...value]);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom('ber', 'one-byte'), (bytes, tags) => {
      const values = parseTlv(bytes, tags as 'ber' | 'one-byte');
      if (values !== null) for (const each of values.values()) expect(each.length).toBeLessThanOrEqual(bytes.length);
    }),
  );
});
