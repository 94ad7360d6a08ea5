import { describe, expect, test, vi } from 'vitest';
import type { CardReader } from '../card-reader/card-reader.ts';
import type { FaceRequest } from '../card-reader/face/face.ts';
import { contactlessAtr, type SimulatedCard } from '../card-reader/simulator/card.ts';
import { LicenceCard } from '../card-reader/simulator/licence-card.ts';
import { MyNumberCard } from '../card-reader/simulator/my-number-card.ts';
import { GarbageCard, StorageCard } from '../card-reader/simulator/storage-card.ts';
import type { LogLine } from './environment.ts';

/** A card reader's driver on something that cards can be put on. */
export interface CardReaderRig {
  readonly reader: CardReader;
  readonly log: readonly LogLine[];
  /** Resolves when the card lies there. */
  insert(card: SimulatedCard): Promise<void>;
  /** Takes away what lies there; resolves when the driver may know. */
  remove(): Promise<void>;
  close(): Promise<void>;
}

const SOON = { interval: 10, timeout: 60_000 };
const STAFF = '0114b34d12345678';
const COLLEAGUE = '04a1b2c3d4e580';
const pin = (digits: string): Uint8Array => Uint8Array.from(Buffer.from(digits, 'latin1'));

type OpenRig = () => Promise<CardReaderRig>;

/** What {@link CardReader} owes, whatever carries the cards. */
export function cardReaderContract(name: string, openRig: OpenRig): void {
  describe(`a card reader ${name}`, () => {
    hearsStaffCards(openRig);
    knowsNoStranger(openRig);
    readsFaces(openRig);
  });
}

/** An open reader, with all that it says and whom it hears. */
async function setup(openRig: OpenRig) {
  const rig = await openRig();
  const taps: string[] = [];
  const given: Uint8Array[] = [];
  rig.reader.onTap(({ id, counter }) => {
    taps.push(`${Buffer.from(id).toString('hex')}@${counter}`);
    given.push(id);
  });
  const views: (string | null)[] = [];
  rig.reader.onChange(({ detail }) => views.push(detail));
  await rig.reader.open();
  await vi.waitFor(() => expect(rig.reader.view()).toMatchObject({ state: 'ok', detail: null }), SOON);
  /** A card of a colleague's is put there and heard: what came before it has been dealt with. */
  const colleague = async (): Promise<void> => {
    await rig.insert(new StorageCard('type-a', COLLEAGUE));
    await vi.waitFor(() => expect(taps.at(-1)).toBe(`${COLLEAGUE}@3`), SOON);
  };
  return { ...rig, taps, given, views, colleague };
}

const closing = async <R extends { close(): Promise<void> }>(rig: R, use: (rig: R) => Promise<void>): Promise<void> =>
  use(rig).finally(() => rig.close());

function hearsStaffCards(openRig: OpenRig): void {
  test('hears a card once with its number, and keeps nothing of it', async () => {
    await closing(await setup(openRig), async ({ insert, taps, given, log, reader, views }) => {
      await insert(new StorageCard('felica', STAFF));
      await vi.waitFor(() => expect(taps).toEqual([`${STAFF}@3`]), SOON);
      await vi.waitFor(() => expect(given.map((id) => [...id])).toEqual([Array(8).fill(0)]), SOON);
      const said = JSON.stringify([log, reader.view(), views]).toLowerCase();
      expect(said).not.toContain(STAFF);
      expect(said).not.toContain(STAFF.slice(-8));
    });
  });

  test('goes on after a card that was taken away in the middle of its answer', async () => {
    await closing(await setup(openRig), async ({ insert, remove, taps, colleague }) => {
      let asked = false;
      let removed: Promise<void> = Promise.resolve();
      const leaving: SimulatedCard = {
        atr: contactlessAtr([7, 7]),
        heard: [],
        reset: () => undefined,
        answer: () => {
          asked = true;
          removed = remove();
          return null;
        },
      };
      await insert(leaving);
      await vi.waitFor(() => expect(asked).toBe(true), SOON);
      await removed;
      await colleague();
      expect(taps).toEqual([`${COLLEAGUE}@3`]);
    });
  });

  test('says what lies on it for probe, and never its number', async () => {
    await closing(await setup(openRig), async ({ insert, reader, taps }) => {
      await insert(new StorageCard('felica', STAFF));
      await vi.waitFor(() => expect(taps).toHaveLength(1), SOON);
      const said = JSON.stringify(await reader.findings?.());
      expect(said).toContain('FeliCa');
      expect(said.toLowerCase()).not.toContain(STAFF);
    });
  });

  test('is closed once however often it is asked, and says no more', async () => {
    const { close, reader, views } = await setup(openRig);
    await close();
    await reader.close();
    const before = views.length;
    reader.tell('too late');
    expect(views).toHaveLength(before);
  });
}

function knowsNoStranger(openRig: OpenRig): void {
  test.each([
    ['a My Number card', new MyNumberCard()],
    ['a driving licence', new LicenceCard()],
    ['a type B card', new StorageCard('type-b', '5a5b5c5d')],
    ['a telephone with a number made up', new StorageCard('type-a', '08a1b2c3')],
  ])('takes %s for nobody, and says so', async (_name, card) => {
    await closing(await setup(openRig), async ({ insert, remove, taps, reader, colleague }) => {
      await insert(card);
      await vi.waitFor(() => expect(reader.view().detail).toMatch(/番号が変わります/), SOON);
      expect(reader.view().state).toBe('attention');
      await remove();
      await colleague();
      expect(taps).toEqual([`${COLLEAGUE}@3`]);
      expect(card.heard.map((command) => Buffer.from(command).toString('hex'))).toEqual(['ffca000000']);
    });
  });

  test.each<[string, SimulatedCard]>([
    ['garbage', new GarbageCard([Uint8Array.of(1, 2, 3, 4, 5, 6)])],
    ['an error', new GarbageCard([Uint8Array.of(0x6f, 0x00)])],
    ['far too much', new GarbageCard([new Uint8Array(250).fill(0x90)])],
    ['a number of no known length', new GarbageCard([Uint8Array.of(1, 2, 3, 0x90, 0)], contactlessAtr([9, 9]))],
  ])('takes a card that answers %s for unreadable, says so and goes on', async (_what, card) => {
    await closing(await setup(openRig), async ({ insert, remove, taps, reader, colleague }) => {
      await insert(card);
      await vi.waitFor(() => expect(reader.view().detail).toMatch(/読み取れません/), SOON);
      await remove();
      await colleague();
      expect(taps).toEqual([`${COLLEAGUE}@3`]);
    });
  });
}

function readsFaces(openRig: OpenRig): void {
  test.each<[string, () => SimulatedCard, () => FaceRequest, string]>([
    [
      'a My Number card',
      () => new MyNumberCard(),
      () => ({ card: 'my-number', by: 'pin', digits: pin('1357') }),
      '待田　花子',
    ],
    ['a driving licence', () => new LicenceCard(), () => ({ card: 'licence', digits: pin('2468') }), '待田　太郎'],
  ])('reads the face of %s for whoever waits for it, and keeps nothing of it', async (_name, card, request, name) => {
    await closing(await setup(openRig), async ({ reader, insert, log, views, taps }) => {
      const reading = reader.readFace(request(), (face) => face.name, new AbortController().signal);
      await insert(card());
      expect(await reading).toEqual({ state: 'read', value: name });
      expect(JSON.stringify([log, views, reader.view()])).not.toMatch(/待田|1357|2468/);
      expect(taps).toEqual([]);
    });
  });

  test('says how many tries a wrong number leaves, and that a card was taken away in the middle of its reading', async () => {
    await closing(await setup(openRig), async ({ reader, insert, remove, colleague, taps }) => {
      const never = new AbortController().signal;
      const wrong = reader.readFace({ card: 'licence', digits: pin('0000') }, (face) => face.name, never);
      await insert(new LicenceCard());
      expect(await wrong).toEqual({ state: 'wrong-number', triesLeft: 2 });
      await remove();
      const isFree = () => reader.readFace({ card: 'licence', digits: pin('2468') }, () => 'read', AbortSignal.abort());
      await vi.waitFor(async () => expect(await isFree()).toEqual({ state: 'no-card' }), SOON);
      const card = new LicenceCard();
      let removed: Promise<void> = Promise.resolve();
      const leaving: SimulatedCard = {
        atr: card.atr,
        heard: card.heard,
        reset: () => card.reset(),
        answer(command) {
          const answer = card.answer(command);
          if (command[1] !== 0xb0) return answer;
          removed = remove();
          return null;
        },
      };
      const reading = reader.readFace({ card: 'licence', digits: pin('2468') }, (face) => face.name, never);
      await insert(leaving);
      expect(await reading).toEqual({ state: 'taken-away' });
      await removed;
      await colleague();
      expect(taps).toEqual([`${COLLEAGUE}@3`]);
    });
  });
}
