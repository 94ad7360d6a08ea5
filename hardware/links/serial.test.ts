import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { afterEach, expect, test, vi } from 'vitest';
import { ButtonPanelSimulator } from '../button-panel/simulator.ts';
import { DeviceConfiguration } from '../configuration.ts';
import { createDevice } from '../open-device.ts';
import { PrinterSimulator } from '../printer/simulator.ts';
import { ScannerSimulator } from '../scanner/simulator.ts';
import { SignBusSimulator } from '../sign/bus-simulator.ts';
import { SignSimulator } from '../sign/simulator.ts';
import { attachToDuplex } from '../simulation/duplex-outlet.ts';
import type { SimulatedDevice } from '../simulation/plug.ts';
import { testEnvironment } from '../testing/environment.ts';
import { openPtyPair, ptyMissing } from '../testing/pty.ts';
import { aTicket } from '../testing/tickets.ts';
import { SharedLinks } from './shared-links.ts';

const serial = ptyMissing === null ? test : test.skip;
if (ptyMissing !== null) process.stderr.write(`${ptyMissing}\n`);
const SOON = { interval: 5, timeout: 15_000 };

const cleanUp: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

async function attach(device: SimulatedDevice, path: string): Promise<void> {
  const port = new SerialPort({ path, baudRate: 9600, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  attachToDuplex(device, port);
  cleanUp.push(() => new Promise<void>((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve())));
}

async function driver(configuration: object, shared?: SharedLinks) {
  const device = await createDevice(DeviceConfiguration.parse(configuration), testEnvironment(), shared);
  cleanUp.push(() => device.close());
  return device;
}

const panelAt = (path: string) =>
  driver({
    id: 'panel',
    kind: 'button-panel',
    driver: 'serial',
    link: { serial: path },
    counter: 1,
    buttons: { 1: 'call-next' },
  });

serial('a press typed into a pseudo-terminal acts, although nobody answers hello', async () => {
  const pty = await openPtyPair();
  cleanUp.push(() => pty.remove());
  const panel = await panelAt(pty.unit);
  if (panel.kind !== 'button-panel') throw new Error('not a panel');
  const pressed: string[] = [];
  panel.onPress(({ action }) => pressed.push(action));
  await panel.open();
  const typed = await open(pty.device, 'r+');
  cleanUp.push(() => typed.close());
  await typed.write('press 1\n');
  await vi.waitFor(() => expect(pressed).toEqual(['call-next']), SOON);
  expect(panel.view()).toMatchObject({ state: 'ok' });
});

serial('a panel at a port has its lamps lit', async () => {
  const pty = await openPtyPair();
  cleanUp.push(() => pty.remove());
  const simulator = new ButtonPanelSimulator();
  await attach(simulator, pty.device);
  const panel = await panelAt(pty.unit);
  if (panel.kind !== 'button-panel') throw new Error('not a panel');
  await panel.open();
  panel.setLeds(new Map([[1, 'blink']]));
  await vi.waitFor(() => expect(simulator.leds.get(1)).toBe('blink'), SOON);
  await vi.waitFor(() => expect(panel.view().state).toBe('ok'), SOON);
  expect(simulator.violations).toEqual([]);
});

serial('a sign at a port shows the number, notices its unplugging and shows the newest number afterwards', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'matazu-sign-'));
  cleanUp.push(() => rm(folder, { recursive: true, force: true }));
  const before = await openPtyPair(folder);
  const simulator = new SignSimulator();
  cleanUp.push(() => simulator.close());
  await attach(simulator, before.device);
  const sign = await driver({ id: 'sign', kind: 'sign', driver: 'serial', link: { serial: before.unit }, counter: 1 });
  if (sign.kind !== 'sign') throw new Error('not a sign');
  await sign.open();
  sign.show('A012');
  await vi.waitFor(() => expect(simulator.text()).toBe('A012'), SOON);
  await before.remove();
  await vi.waitFor(() => expect(sign.view().state).toBe('offline'), SOON);
  sign.show('A013');
  sign.show('A014');
  const seen: string[] = [];
  simulator.onText((text) => seen.push(text));
  const after = await openPtyPair(folder);
  cleanUp.push(() => after.remove());
  await attach(simulator, after.device);
  await vi.waitFor(() => expect(simulator.text()).toBe('A014'), SOON);
  expect(seen).toEqual(['A014']);
});

serial('signs on one bus share a port, and each shows its own number', async () => {
  const pty = await openPtyPair();
  cleanUp.push(() => pty.remove());
  const simulator = new SignBusSimulator({ addresses: [1, 2] });
  cleanUp.push(() => simulator.close());
  await attach(simulator, pty.device);
  const shared = new SharedLinks();
  for (const address of [1, 2]) {
    const sign = await driver(
      { id: `sign-${address}`, kind: 'sign', driver: 'serial', link: { serial: pty.unit }, counter: address, address },
      shared,
    );
    if (sign.kind !== 'sign') throw new Error('not a sign');
    await sign.open();
    sign.show(`A00${address}`);
  }
  const shown = () => [...simulator.signs.values()].map((sign) => sign.text());
  await vi.waitFor(() => expect(shown()).toEqual(['A001', 'A002']), SOON);
  expect(simulator.violations).toEqual([]);
});

serial('a code that comes in pieces at a port is one scan', async () => {
  const pty = await openPtyPair();
  cleanUp.push(() => pty.remove());
  const simulator = new ScannerSimulator({ terminator: 'CRLF' });
  cleanUp.push(() => simulator.close());
  simulator.setFault('slow', true);
  await attach(simulator, pty.device);
  const scanner = await driver({ id: 's', kind: 'scanner', driver: 'serial', link: { serial: pty.unit }, counter: 1 });
  if (scanner.kind !== 'scanner') throw new Error('not a scanner');
  const read: string[] = [];
  scanner.onScan((text) => read.push(text));
  await scanner.open();
  await vi.waitFor(() => expect(scanner.view().detail).toMatch(/まだ何も読んで/), SOON);
  simulator.scan('https://matazu.example/t/k7Qd2mZx9aBc4fGh');
  await vi.waitFor(() => expect(read).toEqual(['https://matazu.example/t/k7Qd2mZx9aBc4fGh']), SOON);
  expect(scanner.view().state).toBe('ok');
});

serial('a printer at a port proves its ticket', async () => {
  const pty = await openPtyPair();
  cleanUp.push(() => pty.remove());
  const simulator = new PrinterSimulator();
  await attach(simulator, pty.device);
  const printer = await driver({ id: 'printer', kind: 'printer', driver: 'escpos', link: { serial: pty.unit } });
  if (printer.kind !== 'printer') throw new Error('not a printer');
  await printer.open();
  expect(await printer.print({ ticket: 't1', content: aTicket() })).toEqual({ state: 'printed', proof: 'process-id' });
  expect(simulator.paper().map((paper) => paper.number)).toEqual(['A012']);
});

test('a port that is not there is a state that says what to do', async () => {
  const panel = await panelAt('/dev/matazu-no-such-port');
  await panel.open();
  await vi.waitFor(() => expect(panel.view().state).toBe('offline'), SOON);
  expect(panel.view().detail).toMatch(/見つかりません.*ケーブル/);
});
