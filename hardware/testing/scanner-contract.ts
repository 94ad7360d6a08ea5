import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DeviceConfiguration } from '../configuration.ts';
import { createDevice } from '../open-device.ts';
import type { Scanner } from '../scanner/scanner.ts';
import { testEnvironment } from './environment.ts';

const SOON = { interval: 10, timeout: 15_000 };

/** A scanner, and a hand that holds codes under it. */
export interface ScannerRig {
  readonly settings: object;
  /** One of two codes. */
  scan(which: 1 | 2): Promise<void>;
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
}

/** What {@link Scanner} owes, whatever carries its bytes. */
export function scannerContract(name: string, openRig: () => Promise<ScannerRig>, timeout: number): void {
  const setup = async () => {
    const rig = await openRig();
    const base = { id: 'scanner', kind: 'scanner', driver: 'serial', counter: 1 };
    const environment = testEnvironment();
    const scanner = await createDevice(DeviceConfiguration.parse({ ...base, ...rig.settings }), environment);
    if (scanner.kind !== 'scanner') throw new Error('not a scanner');
    onTestFinished(() => scanner.close());
    const read: string[] = [];
    const stop = scanner.onScan((text) => read.push(text));
    await scanner.open();
    await scanner.open();
    const eventually = (look: () => void) => vi.waitFor(look, { ...SOON, timeout });
    await eventually(() => expect(scanner.view()).toMatchObject({ state: 'unknown', detail: expect.any(String) }));
    return { ...rig, scanner, read, stop, environment, eventually };
  };

  describe(`a scanner ${name}`, { timeout }, () => {
    test('is heard once a code, works then, and keeps nothing of it', async () => {
      const { scanner, scan, read, environment, eventually } = await setup();
      await scan(1);
      await eventually(() => expect(read).toHaveLength(1));
      await scan(2);
      await eventually(() => expect(read).toHaveLength(2));
      expect(read[0]).not.toBe(read[1]);
      expect(scanner.view()).toMatchObject({ state: 'ok', detail: null });
      const kept = JSON.stringify([environment.log, scanner.view(), await scanner.findings?.()]);
      for (const text of read) expect(kept).not.toContain(text);
    });

    test('says when its cable is pulled, and is heard when it is back', async () => {
      const { scanner, scan, read, unplug, plugIn, eventually } = await setup();
      await unplug();
      await eventually(() => expect(scanner.view().state).toBe('offline'));
      await plugIn();
      await eventually(() => expect(scanner.view().state).toBe('unknown'));
      await scan(1);
      await eventually(() => expect(read).toHaveLength(1));
    });

    test('keeps nothing for whoever does not listen, and closes as often as asked', async () => {
      const { scanner, scan, read, stop, eventually } = await setup();
      stop();
      await scan(1);
      await eventually(() => expect(scanner.view().state).toBe('ok'));
      expect(read).toEqual([]);
      await Promise.all([scanner.close(), scanner.close()]);
    });
  });
}
