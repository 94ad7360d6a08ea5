import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { HardwareFault } from '../fault.ts';
import { commands } from '../links/apdu-gate.ts';
import type { CardChannel } from '../links/card-link.ts';
import { PcscLink } from '../links/pcsc.ts';
import { createDevice } from '../open-device.ts';
import { MemoryCardLink } from '../simulation/memory-card-link.ts';
import { VPCD_PORT, VpcdOutlet } from '../simulation/vpcd-outlet.ts';
import { type CardReaderRig, cardReaderContract } from '../testing/card-reader-contract.ts';
import { testEnvironment } from '../testing/environment.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { openPcscd, type Pcscd, pcscdMissing } from '../testing/pcscd.ts';
import { openVirtualReader } from '../testing/virtual-reader.ts';
import { waysToTheNumber } from '../testing/ways-to-the-number.ts';
import type { CardReader } from './card-reader.ts';
import { CardReaderConfiguration } from './card-reader-configuration.ts';
import { PcscCardReader } from './pcsc-card-reader.ts';
import { ReaderClaims } from './reader-claims.ts';
import type { SimulatedCard } from './simulator/card.ts';
import { MyNumberCard } from './simulator/my-number-card.ts';
import { StorageCard } from './simulator/storage-card.ts';

// Three processes start for each test here, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });
const SOON = { interval: 10, timeout: 60_000 };
const configuration = (pcsc = 'any') =>
  CardReaderConfiguration.parse({
    id: 'reader-3',
    kind: 'card-reader',
    driver: 'pcsc',
    counter: 3,
    link: { pcsc },
    face: true,
  });
/** A machine without USB devices. */
const usbDevices = '/nonexistent';

cardReaderContract('in memory', async () => {
  const link = new MemoryCardLink();
  const environment = testEnvironment();
  const reader = new PcscCardReader(configuration(), { link, environment, claims: new ReaderClaims(), usbDevices });
  return {
    reader,
    log: environment.log,
    insert: async (card) => link.insert(card),
    remove: async () => link.remove(),
    close: () => reader.close(),
  };
});

if (pcscdMissing !== null) process.stderr.write(`${pcscdMissing}\n`);
describe.skipIf(pcscdMissing !== null)('with pcscd', () => {
  let pcscd: Pcscd;
  beforeAll(async () => {
    pcscd = await openPcscd();
  }, 300_000);
  afterAll(() => pcscd?.close());

  const openRig = async (): Promise<CardReaderRig & { readonly reader: CardReader }> => {
    const environment = testEnvironment();
    const reader = await createDevice(configuration(), environment);
    if (reader.kind !== 'card-reader') throw new Error('not a card reader');
    const virtual = openVirtualReader();
    return {
      reader,
      log: environment.log,
      insert: (card) => virtual.insert(card),
      remove: () => virtual.remove(),
      close: async () => {
        await virtual.close();
        await reader.close();
      },
    };
  };
  cardReaderContract('on pcscd', openRig);

  const opened = async () => {
    const rig = await openRig();
    const taps: string[] = [];
    rig.reader.onTap(({ id }) => taps.push(Buffer.from(id).toString('hex')));
    await rig.reader.open();
    const is = (state: string) => vi.waitFor(() => expect(rig.reader.view().state).toBe(state), SOON);
    return { ...rig, taps, is };
  };

  test('says that pcscd is not running, with the command that starts it, and works again when it is', async () => {
    const { reader, is, taps, insert, remove, close } = await opened();
    try {
      await is('ok');
      await pcscd.kill();
      await is('offline');
      await vi.waitFor(() => expect(reader.view().detail).toMatch(/pcscd）が動いていません/), SOON);
      expect(await reader.findings?.()).toMatchObject([
        { is: 'missing', command: expect.stringContaining('systemctl enable --now pcscd.socket') },
      ]);
      await pcscd.start();
      await is('ok');
      await insert(new StorageCard('felica', '0114b34d12345678'));
      await vi.waitFor(() => expect(taps).toEqual(['0114b34d12345678']), SOON);
      // Restarted under a card that lies there: it is one tap all the same, or the counter would close.
      await remove();
    } finally {
      await close();
    }
  });

  test('is offline from the start without pcscd, and holds nobody up', async () => {
    await pcscd.kill();
    const { is, close } = await opened();
    try {
      await is('offline');
      await pcscd.start();
      await is('ok');
    } finally {
      await close();
    }
  });

  test('closes at once although pcscd has stopped answering', async () => {
    const { is, close } = await opened();
    await is('ok');
    pcscd.freeze();
    try {
      await close();
      const second = await opened();
      await second.close();
    } finally {
      pcscd.thaw();
    }
  });

  test('lets no way to the individual number through to a card', async () => {
    const card = new MyNumberCard();
    const link = new PcscLink(testEnvironment());
    const virtual = openVirtualReader();
    try {
      const channel = await new Promise<CardChannel>((resolve) => {
        link.open({ readers: () => undefined, down: () => undefined, mute: () => undefined, card: resolve });
        void virtual.insert(card);
      });
      await channel.transmit(commands.selectMyNumber);
      card.openAll();
      for (const [way, command] of waysToTheNumber) {
        const sent = channel.transmit(Uint8Array.from(Buffer.from(command.replaceAll(' ', ''), 'hex')));
        await expect(sent, way).rejects.toMatchObject({ code: 'forbidden' });
      }
      expect(card.heard).toHaveLength(1);
    } finally {
      await virtual.close();
      await link.close();
    }
  });

  test('asks pcscd for the USB ports of its readers where one is named by it; virtual ones have none', async () => {
    const reader = await createDevice(configuration('[USB 1-1.2]'), testEnvironment());
    try {
      await reader.open();
      await vi.waitFor(async () => {
        expect(reader.view().state).toBe('offline');
        const [finding] = (await reader.findings?.()) ?? [];
        expect(finding?.what.en.replace(/.*: /, '').split(', ').sort()).toEqual([
          'Virtual PCD 00 00',
          'Virtual PCD 00 01',
        ]);
      }, SOON);
    } finally {
      await reader.close();
    }
  });

  test('hears the reader that its configuration names, and no other', async () => {
    const environment = testEnvironment();
    const reader = await createDevice(configuration('00 01'), environment);
    if (reader.kind !== 'card-reader') throw new Error('not a card reader');
    const taps: string[] = [];
    reader.onTap(({ id }) => taps.push(Buffer.from(id).toString('hex')));
    await reader.open();
    const cards: VpcdOutlet[] = [];
    const insert = async (card: SimulatedCard, port: number) => cards.push(await VpcdOutlet.insert(card, port));
    try {
      await vi.waitFor(() => expect(reader.view().state).toBe('ok'), SOON);
      await insert(new StorageCard('felica', '0114000000000001'), VPCD_PORT);
      await insert(new StorageCard('felica', '0114000000000002'), VPCD_PORT + 1);
      await vi.waitFor(() => expect(taps).toEqual(['0114000000000002']), SOON);
    } finally {
      for (const card of cards) await card.remove();
      await reader.close();
    }
  });
});

/** The name of a real reader, or `any`: `MATAZU_CARD_READER=any npx vitest run hardware/card-reader`. */
const real = process.env.MATAZU_CARD_READER;
if (real !== undefined) {
  test(`the real reader ${real} is there, and says who it is`, async () => {
    const reader = await createDevice(configuration(real), testEnvironment());
    try {
      await reader.open();
      await vi.waitFor(() => expect(['ok', 'attention']).toContain(reader.view().state), SOON);
      expect(JSON.stringify(await reader.findings?.())).toContain('reader:');
    } finally {
      await reader.close();
    }
  });
}

describe('the view', () => {
  async function setup() {
    const timers = new ManualTimers();
    const link = new MemoryCardLink();
    const reader = new PcscCardReader(configuration(), {
      link,
      environment: testEnvironment(timers),
      claims: new ReaderClaims(),
      usbDevices,
    });
    const taps: string[] = [];
    reader.onTap(({ id }) => taps.push(Buffer.from(id).toString('hex')));
    await reader.open();
    await timers.pass(0);
    return { timers, link, reader, taps };
  }

  test('is offline without a reader, ok with one', async () => {
    const { link, reader, timers } = await setup();
    link.setReaders([]);
    await timers.pass(0);
    expect(reader.view()).toMatchObject({ state: 'offline', detail: expect.stringMatching(/USBケーブル/) });
    link.setReaders(['ACS ACR1252 Dual Reader SAM 00 01']);
    expect(reader.view().state).toBe('offline');
    link.setReaders(['ACS ACR1252 Dual Reader PICC 00 00']);
    expect(reader.view()).toMatchObject({ state: 'ok', detail: null });
    await reader.close();
    expect(timers.running).toBe(0);
  });

  test.each([
    ['refused', /動いていません.*systemctl/],
    ['permission', /polkit/],
    ['package-missing', /npm install nfc-pcsc/],
    ['silent', /自動でつなぎ直します/],
  ] as const)('tells a service that is %s, with what to do', async (code, words) => {
    const { link, reader } = await setup();
    link.setDown(new HardwareFault(code, 'pcscd'));
    expect(reader.view()).toMatchObject({ state: 'offline', detail: expect.stringMatching(words) });
    expect((reader.view().detail ?? '').length).toBeLessThan(200);
    const findings = await reader.findings();
    expect(findings).toMatchObject([{ is: 'missing' }]);
    link.setDown(null);
    expect(reader.view().state).toBe('ok');
    await reader.close();
  });

  test('says a sentence for ten seconds', async () => {
    const { reader, timers } = await setup();
    reader.tell('登録されていません');
    expect(reader.view()).toMatchObject({ state: 'attention', detail: '登録されていません' });
    await timers.pass(9_999);
    expect(reader.view().state).toBe('attention');
    await timers.pass(1);
    expect(reader.view()).toMatchObject({ state: 'ok', detail: null });
    await reader.close();
    expect(timers.running).toBe(0);
  });

  test('a card that lies still is one tap, put back after two seconds it is another', async () => {
    const { link, timers, taps, reader } = await setup();
    link.insert(new StorageCard('felica', '0114000000000001'));
    await timers.pass(60_000);
    link.remove();
    await timers.pass(1_900);
    link.insert(new StorageCard('felica', '0114000000000001'));
    await timers.pass(10);
    link.remove();
    await timers.pass(2_100);
    link.insert(new StorageCard('felica', '0114000000000001'));
    await timers.pass(10);
    expect(taps).toEqual(['0114000000000001', '0114000000000001']);
    await reader.close();
    expect(timers.running).toBe(0);
  });
});

describe('two readers of one unit', () => {
  const A = 'ACS ACR1252 Dual Reader PICC (0012345) 00 00';
  const B = 'ACS ACR1252 Dual Reader PICC (0067890) 01 00';

  /** Each with a link of its own, as pcscd tells the same to both. */
  async function setup(...names: string[]) {
    const timers = new ManualTimers();
    const claims = new ReaderClaims();
    const taps: string[] = [];
    const links = names.map(() => new MemoryCardLink([A, B]));
    const readers = names.map((pcsc, i) => {
      const id = `reader-${i + 1}`;
      const read = CardReaderConfiguration.parse({
        id,
        kind: 'card-reader',
        driver: 'pcsc',
        counter: i + 1,
        link: { pcsc },
      });
      const link = links[i] ?? new MemoryCardLink();
      return new PcscCardReader(read, { link, environment: testEnvironment(timers), claims, usbDevices });
    });
    for (const reader of readers) {
      reader.onTap(({ counter }) => taps.push(`tap at ${counter}`));
      await reader.open();
    }
    await timers.pass(0);
    const insert = async (reader: string) => {
      for (const link of links) link.insert(new StorageCard('felica', '0114000000000001'), reader);
      await timers.pass(10);
    };
    onTestFinished(async () => {
      for (const reader of readers) await reader.close();
    });
    return { readers, taps, insert };
  }

  test('named by their numbers act each at its own counter', async () => {
    const { readers, taps, insert } = await setup('(0012345)', '(0067890)');
    expect(readers.map((reader) => reader.view().state)).toEqual(['ok', 'ok']);
    await insert(B);
    expect(taps).toEqual(['tap at 2']);
    await insert(A);
    expect(taps).toEqual(['tap at 2', 'tap at 1']);
  });

  test('that are both meant by both names act at no counter and say why', async () => {
    const { readers, taps, insert } = await setup('ACR1252', 'PICC');
    await insert(A);
    await insert(B);
    expect(taps).toEqual([]);
    expect(readers.map((reader) => reader.view())).toMatchObject([
      { state: 'attention', detail: expect.stringMatching(/2番窓口の設定にも.*製造番号/) },
      { state: 'attention', detail: expect.stringMatching(/1番窓口の設定にも.*製造番号/) },
    ]);
    expect((readers[0]?.view().detail ?? '').length).toBeLessThan(200);
    expect(await readers[0]?.findings()).toMatchObject([
      { is: 'missing', what: { en: expect.stringMatching(/0012345.*serial number/) } },
    ]);
  });

  test('of which none has the name are listed for whoever sets the unit up', async () => {
    const { readers } = await setup('(0099999)');
    expect(readers[0]?.view().state).toBe('offline');
    expect(await readers[0]?.findings()).toMatchObject([
      { is: 'missing', what: { en: expect.stringMatching(/no reader has \(0099999\).*0012345.*0067890/) } },
    ]);
  });
});
