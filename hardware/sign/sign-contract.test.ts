import { expect, onTestFinished, vi } from 'vitest';
import type { SimulatedDevice } from '../simulation/plug.ts';
import { TcpOutlet } from '../simulation/tcp-outlet.ts';
import { personAtTerminal, realDevice } from '../testing/person.ts';
import { type SignRig, signContract } from '../testing/sign-contract.ts';
import { systemTimers } from '../timers.ts';
import { SignBusSimulator } from './bus-simulator.ts';
import { dialects } from './dialects.ts';
import { SignConfiguration, sign } from './kind.ts';
import { SignSimulator } from './simulator.ts';

const SOON = { interval: 10, timeout: 15_000 };
/** A person takes their time. */
const LONG = 600_000;

/** A simulator at a port of this machine, until the test has finished. */
async function plugged(simulator: SimulatedDevice, close: () => void) {
  const outlet = new TcpOutlet(simulator);
  const { host, port } = await outlet.open();
  onTestFinished(async () => {
    await outlet.close();
    close();
  });
  const plug = async (out: boolean): Promise<void> => {
    simulator.setFault('unplugged', out);
    await outlet.settled();
  };
  return { settings: { link: { tcp: `${host}:${port}` } }, unplug: () => plug(true), plugIn: () => plug(false) };
}

async function simulated(simulator: SignSimulator | SignBusSimulator): Promise<SignRig> {
  const rig = await plugged(simulator, () => simulator.close());
  const eyes = simulator instanceof SignSimulator ? simulator : simulator.signs.get(7);
  return {
    ...rig,
    settings: { ...rig.settings, ...(simulator instanceof SignSimulator ? {} : { address: 7 }) },
    sees: (text) => vi.waitFor(() => expect(eyes?.text()).toBe(text), SOON),
  };
}

signContract('with a line of its own', () => simulated(new SignSimulator()), 30_000);
signContract('on a bus', () => simulated(new SignBusSimulator({ addresses: [3, 7] })), 30_000);

/** As the demo has it: simulated by its own dialect. */
async function inDemo(settings: object): Promise<SignRig> {
  const entry = { id: 'sign', kind: 'sign', counter: 1, link: { tcp: 'simulated.invalid:9' }, ...settings };
  const simulation = await sign.simulate?.(SignConfiguration.parse(entry), { timers: systemTimers });
  if (simulation === undefined) throw new Error('a sign that nobody can simulate');
  const { simulator } = simulation;
  const rig = await plugged(simulator, () => simulation.close());
  return {
    ...rig,
    settings: { ...rig.settings, ...settings },
    sees: (text) => vi.waitFor(() => expect(simulation.look().shows).toBe(text === '' ? null : text), SOON),
  };
}

for (const { driver } of dialects)
  signContract(`as the demo simulates it, driver ${driver}`, () => inDemo({ driver }), 30_000);
signContract('as the demo simulates it, with an address', () => inDemo({ driver: 'serial', address: 7 }), 30_000);

// MATAZU_SIGN='{"link":{"serial":"/dev/ttyUSB1"}}' npx vitest run hardware/sign/sign-contract.test.ts
const real = realDevice('MATAZU_SIGN');
if (real !== null) {
  const openRig = async (): Promise<SignRig> => {
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
