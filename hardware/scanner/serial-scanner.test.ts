import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DeviceConfiguration } from '../configuration.ts';
import { createDevice } from '../open-device.ts';
import { PrinterSimulator } from '../printer/simulator.ts';
import { MemoryLink } from '../simulation/memory-link.ts';
import type { Peer, SimulatedDevice } from '../simulation/plug.ts';
import { testEnvironment } from '../testing/environment.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { scanText, stepScan } from './scan-text.ts';
import { SerialScanner } from './serial-scanner.ts';
import { type ScannerFault, ScannerSimulator } from './simulator.ts';

const CODE = 'https://matazu.example/t/k7Qd2mZx9aBc4fGhJk1L';
const SOON = { timeout: 15_000 };
const configuration = DeviceConfiguration.parse({
  id: 'scanner-1',
  kind: 'scanner',
  driver: 'serial',
  link: { serial: '/dev/ttyACM0' },
  counter: 1,
});
if (configuration.kind !== 'scanner') throw new Error('not a scanner');

async function at(device: SimulatedDevice, timers = new ManualTimers()) {
  if (configuration.kind !== 'scanner') throw new Error('not a scanner');
  const environment = testEnvironment(timers);
  const scanner = new SerialScanner(configuration, new MemoryLink(device), environment);
  const read: string[] = [];
  scanner.onScan((text) => read.push(text));
  onTestFinished(async () => {
    await scanner.close();
    expect(timers.running).toBe(0);
  });
  await scanner.open();
  await timers.pass(0);
  return { scanner, read, timers, environment };
}

async function setup(terminator: 'CR' | 'LF' | 'CRLF' | 'none' = 'CR', ...faults: ScannerFault[]) {
  const timers = new ManualTimers();
  const simulator = new ScannerSimulator({ timers, terminator });
  for (const fault of faults) simulator.setFault(fault, true);
  return { simulator, ...(await at(simulator, timers)) };
}

describe('a scanner', () => {
  test.each(['CR', 'LF', 'CRLF', 'none'] as const)(
    'that ends its codes with %s is heard, each code once',
    async (end) => {
      const { simulator, scanner, read, timers } = await setup(end);
      for (const code of [CODE, '4901234567894']) {
        simulator.scan(code);
        await timers.pass(500);
      }
      expect(read).toEqual([CODE, '4901234567894']);
      expect(scanner.view()).toEqual({ id: 'scanner-1', kind: 'scanner', state: 'ok', detail: null });
      expect(simulator.violations).toEqual([]);
    },
  );

  test.each(['CR', 'none'] as const)('that sends a byte at a time (%s) is heard whole', async (end) => {
    const { simulator, read, timers } = await setup(end, 'slow');
    simulator.scan(CODE);
    await timers.pass(2_000);
    expect(read).toEqual([CODE]);
  });

  test('that reads a code for as long as it lies there acts once, and again when it comes back later', async () => {
    const { simulator, read, timers } = await setup('CR', 'repeating');
    for (let second = 0; second < 5; second += 1) {
      simulator.scan(CODE);
      await timers.pass(1_000);
    }
    expect(read).toEqual([CODE]);
    await timers.pass(2_000);
    simulator.scan(CODE);
    await timers.pass(200);
    expect(read).toEqual([CODE, CODE]);
  });

  test('that sends 10 kB without an end is told to staff, and its next code is heard', async () => {
    const { simulator, scanner, read, timers, environment } = await setup('CR', 'endless');
    simulator.scan(CODE);
    expect(scanner.view()).toMatchObject({ state: 'unknown' });
    await timers.pass(500);
    expect(scanner.view()).toMatchObject({
      state: 'attention',
      detail: expect.stringMatching(/終わりのない.*終端文字/),
    });
    expect(read).toEqual([]);
    simulator.setFault('endless', false);
    simulator.scan(CODE);
    await timers.pass(500);
    expect(read).toEqual([CODE]);
    expect(scanner.view().state).toBe('ok');
    expect(JSON.stringify(environment.log)).not.toContain('xxx');
  });

  test('that is garbled is told to staff and acts on nothing, until it is mended', async () => {
    const { simulator, scanner, read, timers } = await setup('CR', 'garbled');
    for (let count = 0; count < 3; count += 1) simulator.scan(CODE);
    await timers.pass(500);
    expect(read).toEqual([]);
    expect(scanner.view()).toMatchObject({ state: 'attention', detail: expect.stringMatching(/読めません/) });
    simulator.setFault('garbled', false);
    simulator.scan(CODE);
    await timers.pass(0);
    expect(scanner.view().state).toBe('ok');
  });

  test('that is unplugged is a state; half a code from before never joins one from after', async () => {
    const { simulator, scanner, read, timers } = await setup('CR', 'slow');
    simulator.scan(CODE);
    await timers.pass(10);
    simulator.setFault('unplugged', true);
    await timers.pass(100);
    expect(scanner.view()).toMatchObject({ state: 'offline', detail: expect.stringMatching(/読み取り機：.*ケーブル/) });
    simulator.setFault('unplugged', false);
    simulator.setFault('slow', false);
    await timers.pass(6_000);
    expect(scanner.view()).toMatchObject({ state: 'unknown', detail: expect.stringMatching(/一度読み取って/) });
    read.length = 0;
    simulator.scan(CODE);
    await timers.pass(500);
    expect(read).toEqual([CODE]);
  });

  test('that reads nothing, or is another device, never claims to work', async () => {
    const silent = await setup('CR', 'silent');
    silent.simulator.scan(CODE);
    await silent.timers.pass(60_000);
    expect(silent.scanner.view().state).toBe('unknown');
    const { scanner, timers, read } = await at(new PrinterSimulator());
    await timers.pass(60_000);
    expect([scanner.view().state, read]).toEqual(['unknown', []]);
  });

  test('shows why a scan did nothing for ten seconds, or until the next', async () => {
    const { simulator, scanner, timers } = await setup();
    simulator.scan(CODE);
    scanner.tell('その番号札は終わっています。');
    expect(scanner.view()).toMatchObject({ state: 'attention', detail: 'その番号札は終わっています。' });
    await timers.pass(10_000);
    expect(scanner.view().state).toBe('ok');
    scanner.tell('その番号札は終わっています。');
    simulator.scan('another');
    await timers.pass(0);
    expect(scanner.view().state).toBe('ok');
  });

  test('tells how long a code was and how it ended, and never what it says', async () => {
    const { simulator, scanner, timers, environment } = await setup('CRLF');
    simulator.scan('山田太郎 03-1234-5678');
    await timers.pass(500);
    expect(await scanner.findings()).toEqual([
      {
        is: 'there',
        what: { ja: '17文字のコードを読みました（終端：CRLF）', en: expect.stringContaining('17 characters') },
        command: null,
      },
    ]);
    expect(JSON.stringify(environment.log)).not.toMatch(/山田|-1234-/);
  });
});

/** Sends these chunks, a pause after each as long as told. */
class Chunks implements SimulatedDevice {
  readonly plug = new ScannerSimulator().plug;
  readonly possibleFaults = [];
  readonly violations = [];
  peer: Peer | null = null;
  faults = () => new Set<string>();
  setFault = () => {};
  connect(peer: Peer) {
    this.peer = peer;
    return { data: () => {}, ended: () => {} };
  }
}

test('codes come out the same whatever the chunks, and garbage between them breaks nothing', async () => {
  // No identifier of its scanner: that is passed over.
  const code = fc.stringMatching(/^[!-Z^-~][!-~]{0,59}$/);
  const end = fc.constantFrom('\r', '\n', '\r\n');
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(code, { minLength: 1, maxLength: 6 }),
      end,
      fc.array(fc.nat(20)),
      async (codes, terminator, cuts) => {
        const device = new Chunks();
        const { read, timers } = await at(device);
        let rest = Buffer.from(codes.map((each) => each + terminator).join(''));
        for (const cut of cuts) {
          device.peer?.write(rest.subarray(0, cut));
          rest = rest.subarray(cut);
          await timers.pass(50);
        }
        device.peer?.write(rest);
        await timers.pass(500);
        expect(read).toEqual(codes);
      },
    ),
    { numRuns: 40 },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 }), async (chunks) => {
      const device = new Chunks();
      const { read, timers } = await at(device);
      for (const chunk of chunks) device.peer?.write(chunk);
      await timers.pass(3_000);
      read.length = 0;
      device.peer?.write(Buffer.from(`${CODE}\r`));
      await timers.pass(500);
      expect(read).toEqual([CODE]);
    }),
    { numRuns: 40 },
  );
});

test.each([
  ['a plain code', 'A012', 'A012'],
  ['what a scanner sends around it', '\x02A012\x03', 'A012'],
  ['Japanese in UTF-8', Buffer.from('右京区').toString('latin1'), '右京区'],
  ['bytes that are no text', '\xff\xfe\x80', null],
  ['control characters within', 'A\x0112', null],
  ['nothing', '\x00', null],
])('%s is read as it should be', (_name, line, expected) => {
  expect(scanText(line)).toBe(expected);
});

test('what was read is known again without being kept', () => {
  const first = stepScan(null, '山田太郎', 0);
  expect(JSON.stringify(first)).not.toContain('山田');
  expect(stepScan(first.last, '山田太郎', 1_999).isNew).toBe(false);
  expect(stepScan(first.last, '山田太郎', 2_000).isNew).toBe(true);
  expect(stepScan(first.last, '山田花子', 10).isNew).toBe(true);
});

test('a port that may not be opened, or is not there, is a state that says what to do', async () => {
  const link = { serial: '/dev/matazu-no-such-scanner' };
  const scanner = await createDevice(DeviceConfiguration.parse({ ...configuration, link }), testEnvironment());
  onTestFinished(() => scanner.close());
  await scanner.open();
  await vi.waitFor(
    () => expect(scanner.view()).toMatchObject({ state: 'offline', detail: expect.stringMatching(/見つかりません/) }),
    SOON,
  );
});
