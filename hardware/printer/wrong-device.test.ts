import { expect, onTestFinished, test } from 'vitest';
import { HardwareFault } from '../fault.ts';
import type { Link, LinkReceiver } from '../links/link.ts';
import { FaultSet } from '../simulation/fault-set.ts';
import { MemoryLink } from '../simulation/memory-link.ts';
import type { Peer, SimulatedDevice } from '../simulation/plug.ts';
import { testEnvironment } from '../testing/environment.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { aTicket } from '../testing/tickets.ts';
import { EscPosPrinter } from './escpos-printer.ts';
import type { PrintOutcome } from './printer.ts';
import { PrinterConfiguration } from './printer-configuration.ts';
import { PrinterSimulator } from './simulator.ts';

async function aPrinterAt(link: Link, timers: ManualTimers) {
  const configuration = PrinterConfiguration.parse({
    id: 'printer',
    kind: 'printer',
    driver: 'escpos',
    link: { tcp: '127.0.0.1:9100' },
  });
  const loadTypeface = () => Promise.reject(new Error('no fonts here'));
  const printer = new EscPosPrinter({ configuration, loadTypeface }, link, testEnvironment(timers));
  onTestFinished(async () => {
    await printer.close();
    expect(timers.running).toBe(0);
  });
  await printer.open();
  await timers.pass(3000);
  const outcomes: PrintOutcome[] = [];
  const print = (): void => {
    void printer.print({ ticket: 't', content: aTicket() }).then((outcome) => outcomes.push(outcome));
  };
  return { printer, print, outcomes };
}

/** Something in the printer's socket that answers in its own way. */
function someDevice(answer: (bytes: Uint8Array, peer: Peer) => void) {
  const heard: number[] = [];
  const faults = new FaultSet<never>();
  const device: SimulatedDevice = {
    plug: faults.plug,
    possibleFaults: [],
    violations: [],
    faults: () => faults.all(),
    setFault: () => {},
    connect: (peer) => ({
      data(bytes) {
        heard.push(...bytes);
        answer(bytes, peer);
      },
      ended: () => {},
    }),
  };
  return { device, heard };
}

test('what sends back all that it is sent is no printer: it gets no ticket, and staff look at the plug', async () => {
  const timers = new ManualTimers();
  let plugged: SimulatedDevice | null = null;
  const printers = new PrinterSimulator({ timers });
  const { device, heard } = someDevice((bytes, peer) => {
    // One byte at a time, as a modem's line brings them.
    for (const byte of bytes) peer.write(Uint8Array.of(byte));
  });
  plugged = device;
  const link: Link = {
    name: 'socket',
    open: (receiver) => new MemoryLink(plugged ?? device).open(receiver),
  };
  const { printer, print, outcomes } = await aPrinterAt(link, timers);
  print();
  await timers.pass(60_000);
  expect(outcomes).toEqual([]);
  expect(Buffer.from(heard).toString('latin1')).not.toContain('A012');
  expect(printer.view()).toMatchObject({ state: 'fault', detail: expect.stringMatching(/差し込み先/) });
  plugged = printers;
  device.plug.set(false);
  await timers.pass(10_000);
  expect(outcomes).toEqual([{ state: 'printed', proof: 'process-id' }]);
});

test.each<[string, (bytes: Uint8Array) => readonly number[]]>([
  // StarPRNT's automatic status: 23 86 and seven more.
  ['a printer of another make that tells its state in its own way', () => [0x23, 0x86, 0, 0, 0, 0, 0, 0, 0]],
  ['a modem that does not understand', () => [...Buffer.from('\r\nOK\r\n')]],
  ['noise', (bytes) => [...bytes].map((byte) => byte | 0x80)],
])('%s is told to staff, proves nothing and stops nothing', async (_name, answer) => {
  const timers = new ManualTimers();
  const { device, heard } = someDevice((bytes, peer) => peer.write(Uint8Array.from(answer(bytes))));
  const { printer, print, outcomes } = await aPrinterAt(new MemoryLink(device), timers);
  for (let count = 0; count < 3; count += 1) {
    print();
    await timers.pass(30_000);
  }
  expect(outcomes).toHaveLength(3);
  for (const outcome of outcomes) expect(outcome).not.toMatchObject({ proof: 'process-id' });
  expect(Buffer.from(heard).toString('latin1')).toContain('A012');
  expect(printer.view()).toMatchObject({ state: 'attention', detail: expect.stringMatching(/機種が合っているか/) });
});

test('a modem whose words could be a status is told to staff all the same, and proves nothing', async () => {
  const timers = new ManualTimers();
  const { device } = someDevice((_, peer) => peer.write(Buffer.from('\r\nERROR\r\n')));
  const { printer, print, outcomes } = await aPrinterAt(new MemoryLink(device), timers);
  print();
  await timers.pass(30_000);
  expect(outcomes).toEqual([]);
  expect(printer.view()).toMatchObject({ state: 'attention', detail: expect.stringMatching(/機種が合っているか/) });
});

/** A link that takes nothing while it is `full`, as a USB printer that stands still does. */
function slowLink(timers: ManualTimers) {
  const simulator = new PrinterSimulator({ timers });
  const memory = new MemoryLink(simulator);
  let go: () => void = () => {};
  let clear: Promise<void> = Promise.resolve();
  const link: Link = {
    name: '/dev/usb/lp0',
    async open(receiver: LinkReceiver) {
      const connection = await memory.open(receiver);
      let last: Promise<void> = Promise.resolve();
      let isOver = false;
      const write = (bytes: Uint8Array): Promise<void> => {
        last = last
          .catch(() => {})
          .then(() => clear)
          .then(() => {
            if (isOver) throw new HardwareFault('lost', link.name);
            return connection.write(bytes);
          });
        return last;
      };
      const close = async (): Promise<void> => {
        isOver = true;
        go();
        await connection.close();
      };
      return { write, close };
    },
  };
  const full = (): void => {
    clear = new Promise((resolve) => {
      go = resolve;
    });
  };
  return { link, simulator, full, empty: () => go() };
}

test('a printer that takes no byte any more is a fault with words, its tickets wait, and it goes on by itself', async () => {
  const timers = new ManualTimers();
  const { link, full, empty, simulator } = slowLink(timers);
  const { printer, print, outcomes } = await aPrinterAt(link, timers);
  expect(printer.view().state).toBe('ok');
  full();
  print();
  await timers.pass(30_000);
  expect(outcomes).toEqual([]);
  expect(printer.view()).toMatchObject({ state: 'fault', detail: expect.stringMatching(/受け取りません/) });
  empty();
  await timers.pass(5000);
  expect(outcomes).toEqual([{ state: 'printed', proof: 'process-id' }]);
  expect(simulator.paper()).toHaveLength(1);
  expect(printer.view().state).toBe('ok');
});

test('a printer that takes nothing from the first is told so too, and its ticket waits', async () => {
  const timers = new ManualTimers();
  const { link, full, empty, simulator } = slowLink(timers);
  full();
  const { printer, print, outcomes } = await aPrinterAt(link, timers);
  print();
  await timers.pass(10_000);
  expect(printer.view()).toMatchObject({ state: 'fault', detail: expect.stringMatching(/受け取りません/) });
  expect(simulator.paper()).toHaveLength(0);
  empty();
  await timers.pass(5000);
  expect(outcomes).toEqual([{ state: 'printed', proof: 'process-id' }]);
});
