import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DeviceConfiguration } from '../configuration.ts';
import { createDevice } from '../open-device.ts';
import type { Sign } from '../sign/sign.ts';
import { testEnvironment } from './environment.ts';

const SOON = { interval: 10, timeout: 15_000 };

/** A sign's driver, and eyes on the sign. */
export interface SignRig {
  readonly settings: object;
  sees(text: string): Promise<void>;
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
}

/** What {@link Sign} owes, whatever carries its bytes. */
export function signContract(name: string, openRig: () => Promise<SignRig>, timeout: number): void {
  const setup = async () => {
    const rig = await openRig();
    const base = { id: 'sign', kind: 'sign', driver: 'serial', counter: 1, refreshMs: 500 };
    const sign = await createDevice(DeviceConfiguration.parse({ ...base, ...rig.settings }), testEnvironment());
    if (sign.kind !== 'sign') throw new Error('not a sign');
    onTestFinished(() => sign.close());
    await sign.open();
    await sign.open();
    const becomes = (sought: Sign, state: string) =>
      vi.waitFor(() => expect(sought.view().state).toBe(state), { ...SOON, timeout });
    return { ...rig, sign, becomes };
  };

  describe(`a sign ${name}`, { timeout }, () => {
    test('shows a number, then the next, then nothing', async () => {
      const { sign, sees, becomes } = await setup();
      await becomes(sign, 'ok');
      for (const number of ['A012', 'B003', null]) {
        sign.show(number);
        await sees(number ?? '');
      }
    });

    test('shows the newest of several, and goes on showing it', async () => {
      const { sign, sees } = await setup();
      for (const number of ['A001', 'A002', 'A003']) sign.show(number);
      await sees('A003');
      await sees('A003');
    });

    test('says when its cable is pulled, and shows the newest number when it is back', async () => {
      const { sign, sees, becomes, unplug, plugIn } = await setup();
      sign.show('A012');
      await sees('A012');
      await unplug();
      await becomes(sign, 'offline');
      expect(sign.view().detail).toMatch(/[ぁ-ん]/);
      sign.show('A013');
      await plugIn();
      await becomes(sign, 'ok');
      await sees('A013');
    });

    test('is closed as often as asked, and shows nothing new then', async () => {
      const { sign, becomes } = await setup();
      await becomes(sign, 'ok');
      await Promise.all([sign.close(), sign.close()]);
      sign.show('A099');
      await sign.open();
      await sign.close();
    });
  });
}
