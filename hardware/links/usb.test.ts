import { randomBytes } from 'node:crypto';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { DeviceConfiguration } from '../configuration.ts';
import type { HardwareFault } from '../fault.ts';
import { createDevice } from '../open-device.ts';
import type { Printer } from '../printer/printer.ts';
import { PrinterSimulator } from '../printer/simulator.ts';
import { testEnvironment } from '../testing/environment.ts';
import { aFolder } from '../testing/folder.ts';
import { holdTerminal } from '../testing/hold.ts';
import { openPtyPair, type PtyPair, ptyMissing } from '../testing/pty.ts';
import { aTicket } from '../testing/tickets.ts';
import type { Connection } from './link.ts';
import { UsbLink } from './usb.ts';

/** A pseudo-terminal is a character device too: it stands in for /dev/usb/lp0. */
const terminal = ptyMissing === null ? test : test.skip;
if (ptyMissing !== null) process.stderr.write(`${ptyMissing}\n`);
const SOON = { interval: 5, timeout: 10_000 };

async function aPty(at?: string): Promise<PtyPair> {
  const pty = await openPtyPair(at);
  onTestFinished(() => pty.remove());
  return pty;
}

async function connect(path: string) {
  const chunks: Buffer[] = [];
  const ended: HardwareFault[] = [];
  const connection: Connection = await new UsbLink(path).open(
    { data: (bytes) => chunks.push(Buffer.from(bytes)), closed: (fault) => ended.push(fault) },
    new AbortController().signal,
  );
  onTestFinished(() => connection.close());
  return { connection, heard: () => Buffer.concat(chunks), ended };
}

async function printerAt(path: string): Promise<Printer> {
  const configuration = { id: 'printer', kind: 'printer', driver: 'escpos', link: { usb: path } };
  const device = await createDevice(DeviceConfiguration.parse(configuration), testEnvironment());
  onTestFinished(() => device.close());
  if (device.kind !== 'printer') throw new Error('not a printer');
  await device.open();
  return device;
}

terminal('a printer at a device node proves its ticket, without any package', async () => {
  const pty = await aPty();
  const simulator = new PrinterSimulator();
  onTestFinished(await holdTerminal(simulator, pty.device));
  const printer = await printerAt(pty.unit);
  expect(await printer.print({ ticket: 't1', content: aTicket() })).toEqual({ state: 'printed', proof: 'process-id' });
  expect(simulator.paper().map(({ number }) => number)).toEqual(['A012']);
  simulator.setFault('cover-open', true);
  await vi.waitFor(() => expect(printer.view().state).toBe('fault'), SOON);
});

terminal(
  'an unplugged printer is noticed while idle, its tickets wait, and it prints them when it is back',
  async () => {
    const folder = await aFolder();
    const simulator = new PrinterSimulator();
    const before = await aPty(folder);
    onTestFinished(await holdTerminal(simulator, before.device));
    const printer = await printerAt(before.unit);
    await vi.waitFor(() => expect(printer.view().state).toBe('ok'), SOON);
    await before.remove();
    await vi.waitFor(() => expect(printer.view().state).toBe('offline'), SOON);
    await vi.waitFor(() => expect(printer.view().detail).toMatch(/見つかりません.*ケーブル/), SOON);
    const waiting = printer.print({ ticket: 't1', content: aTicket() });
    const after = await aPty(folder);
    onTestFinished(await holdTerminal(simulator, after.device));
    expect(await waiting).toEqual({ state: 'printed', proof: 'process-id' });
    expect(simulator.paper()).toHaveLength(1);
  },
);

terminal('more silent printers than Node has threads hold none of them, and all close', async () => {
  const connections: Connection[] = [];
  for (let count = 0; count < 6; count += 1) connections.push((await connect((await aPty()).unit)).connection);
  expect((await readFile('/proc/self/status', 'utf8')).length).toBeGreaterThan(0);
  await Promise.all(connections.map((connection) => connection.close()));
  await Promise.all(connections.map((connection) => connection.close()));
});

terminal('a printer that takes its time gets every byte in order, overlapping writes one after the other', async () => {
  const pty = await aPty();
  const [unit, printer] = [await connect(pty.unit), await connect(pty.device)];
  const parts = [randomBytes(30_000), randomBytes(10), randomBytes(20_000)];
  await Promise.all(parts.map((part) => unit.connection.write(part)));
  const all = Buffer.concat(parts);
  await vi.waitFor(() => expect(printer.heard().length).toBe(all.length), SOON);
  expect(printer.heard().equals(all)).toBe(true);
});

terminal('closing ends a write that nobody takes, and what waits behind it never began', async () => {
  const pty = await aPty();
  const stuck = await open(pty.device, 'r+');
  onTestFinished(() => stuck.close());
  const { connection, ended } = await connect(pty.unit);
  const first = connection.write(randomBytes(1_000_000));
  const second = connection.write(randomBytes(3));
  const outcomes = Promise.allSettled([first, second]);
  await stuck.read(Buffer.alloc(1));
  await connection.close();
  expect(await outcomes).toMatchObject([{ reason: { code: 'lost' } }, { reason: { code: 'closed' } }]);
  await expect(connection.write(randomBytes(3))).rejects.toMatchObject({ code: 'closed' });
  expect(ended).toEqual([]);
});

test('a device that never says anything is connected, and its prints are sent', async () => {
  const printer = await printerAt('/dev/null');
  expect(await printer.print({ ticket: 't1', content: aTicket() })).toEqual({ state: 'printed', proof: 'sent' });
  expect(printer.view().state).toBe('unknown');
});

test('a name that is no device is not mistaken for a printer', async () => {
  const file = join(await aFolder(), 'lp0');
  await writeFile(file, '');
  await expect(connect(file)).rejects.toMatchObject({ code: 'missing' });
  await expect(connect(`${file}-gone`)).rejects.toMatchObject({ code: 'missing' });
  expect(await readFile(file)).toHaveLength(0);
});

test('a device that this user may not open says so', async () => {
  const file = join(await aFolder(), 'lp0');
  await writeFile(file, '', { mode: 0 });
  // Root may open everything: for this one attempt the process is somebody else.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await expect(connect(file)).rejects.toMatchObject({ code: 'permission' });
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});
