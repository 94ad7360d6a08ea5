import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DeviceConfiguration } from '../configuration.ts';
import { createDevice } from '../open-device.ts';
import { TcpOutlet } from '../simulation/tcp-outlet.ts';
import { testEnvironment } from '../testing/environment.ts';
import { personAtTerminal, realDevice } from '../testing/person.ts';
import { SignBusSimulator } from './bus-simulator.ts';
import type { Sign } from './sign.ts';
import { SignSimulator } from './simulator.ts';

const SOON = { interval: 10, timeout: 15_000 };
/** A person takes their time. */
const LONG = 600_000;

/** A sign's driver, and eyes on the sign. */
interface Rig {
  readonly settings: object;
  sees(text: string): Promise<void>;
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
}

/** What {@link Sign} owes, whatever carries its bytes. */
function signContract(name: string, openRig: () => Promise<Rig>, timeout: number): void {
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

async function simulated(simulator: SignSimulator | SignBusSimulator): Promise<Rig> {
  const outlet = new TcpOutlet(simulator);
  const { host, port } = await outlet.open();
  onTestFinished(async () => {
    await outlet.close();
    simulator.close();
  });
  const plug = async (out: boolean): Promise<void> => {
    simulator.setFault('unplugged', out);
    await outlet.settled();
  };
  const eyes = simulator instanceof SignSimulator ? simulator : simulator.signs.get(7);
  return {
    settings: { link: { tcp: `${host}:${port}` }, ...(simulator instanceof SignSimulator ? {} : { address: 7 }) },
    sees: (text) => vi.waitFor(() => expect(eyes?.text()).toBe(text), SOON),
    unplug: () => plug(true),
    plugIn: () => plug(false),
  };
}

signContract('with a line of its own', () => simulated(new SignSimulator()), 30_000);
signContract('on a bus', () => simulated(new SignBusSimulator({ addresses: [3, 7] })), 30_000);

// MATAZU_SIGN='{"link":{"serial":"/dev/ttyUSB1"}}' npx vitest run hardware/sign/sign-contract.test.ts
const real = realDevice('MATAZU_SIGN');
if (real !== null) {
  const openRig = async (): Promise<Rig> => {
    const person = personAtTerminal();
    onTestFinished(() => person.leaves());
    return {
      settings: real,
      sees: (text) => person.sees(text === '' ? 'Is the sign dark?' : `Does the sign show ${text}?`),
      unplug: () => person.does("Pull the sign's cable from the unit"),
      plugIn: () => person.does('Plug it in again'),
    };
  };
  signContract('that is real', openRig, LONG);
}
