import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MemoryLink } from '../simulation/memory-link.ts';
import { testEnvironment } from '../testing/environment.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { BusSign } from './bus-sign.ts';
import { SignBusSimulator } from './bus-simulator.ts';
import { SignBus } from './sign-bus.ts';
import type { SignFault } from './simulator.ts';

async function setup(addresses: readonly number[] = [1, 2, 12]) {
  const timers = new ManualTimers();
  const simulator = new SignBusSimulator({ addresses, timers });
  const link = new MemoryLink(simulator);
  const bus = new SignBus(link, testEnvironment(timers));
  const signs = addresses.map(
    (address) => new BusSign({ id: `sign-${address}`, counter: address, address, refreshMs: 3_000, bus }),
  );
  for (const sign of signs) await sign.open();
  await timers.pass(0);
  const close = async (): Promise<void> => {
    await Promise.all(signs.map((sign) => sign.close()));
    simulator.close();
    expect(timers.running).toBe(0);
  };
  const shown = (): string[] => [...simulator.signs.values()].map((sign) => sign.text());
  const collisions = (): string[] => simulator.violations.filter((violation) => /spoke|at once/.test(violation));
  const states = (): string[] => signs.map((sign) => sign.view().state);
  const breakSign = (address: number, fault: SignFault, broken = true): void =>
    simulator.signs.get(address)?.setFault(fault, broken);
  return { timers, simulator, link, signs, close, shown, collisions, states, breakSign };
}

async function onBus(addresses?: readonly number[]) {
  const made = await setup(addresses);
  onTestFinished(made.close);
  return made;
}

describe('signs on one bus', () => {
  test('each show their own number, over one connection, and none speaks out of turn', async () => {
    const { signs, shown, states, timers, simulator, link } = await onBus();
    for (const [i, sign] of signs.entries()) sign.show(`A00${i + 1}`);
    await timers.pass(1_000);
    expect(shown()).toEqual(['A001', 'A002', 'A003']);
    expect(states()).toEqual(['ok', 'ok', 'ok']);
    signs[1]?.show('B007');
    await timers.pass(0);
    expect(shown()).toEqual(['A001', 'B007', 'A003']);
    await timers.pass(60_000);
    expect(shown()).toEqual(['A001', 'B007', 'A003']);
    expect(simulator.violations).toEqual([]);
    expect(link.opened).toBe(1);
  });

  test.each(['silent', 'unplugged', 'garbled', 'slow'] as const)(
    'go on when one of them is %s: staff learn which, and a new number is there within a second',
    async (fault) => {
      const { signs, shown, states, timers, collisions, breakSign } = await onBus();
      for (const sign of signs) sign.show('A001');
      await timers.pass(1_000);
      breakSign(2, fault);
      await timers.pass(20_000);
      expect(states()).toEqual(['ok', fault === 'slow' ? 'ok' : 'attention', 'ok']);
      signs[0]?.show('A002');
      signs[2]?.show('A003');
      await timers.pass(1_000);
      expect([shown()[0], shown()[2]]).toEqual(['A002', 'A003']);
      expect(collisions()).toEqual([]);
      breakSign(2, fault, false);
      await timers.pass(5_000);
      expect(states()).toEqual(['ok', 'ok', 'ok']);
      expect(shown()[1]).toBe('A001');
    },
  );

  test('are all offline when the unit’s end is pulled, and show the newest numbers when it is back', async () => {
    const { signs, shown, states, timers, simulator } = await onBus();
    for (const sign of signs) sign.show('A001');
    await timers.pass(1_000);
    simulator.setFault('unplugged', true);
    await timers.pass(0);
    expect(states()).toEqual(['offline', 'offline', 'offline']);
    expect(signs[0]?.view().detail).toMatch(/番号表示器：/);
    signs[1]?.show('A002');
    simulator.setFault('unplugged', false);
    await timers.pass(6_000);
    expect(shown()).toEqual(['A001', 'A002', 'A001']);
    expect(states()).toEqual(['ok', 'ok', 'ok']);
  });

  test('work behind an adapter that hears itself', async () => {
    const { signs, shown, states, timers, simulator } = await onBus();
    simulator.setFault('echoing', true);
    for (const sign of signs) sign.show('A001');
    await timers.pass(10_000);
    expect(shown()).toEqual(['A001', 'A001', 'A001']);
    expect(states()).toEqual(['ok', 'ok', 'ok']);
  });

  test('of which one never answered are shown as unknown, not as working', async () => {
    const { timers, states, breakSign, simulator } = await onBus([1, 2]);
    simulator.setFault('unplugged', true);
    breakSign(2, 'silent');
    simulator.setFault('unplugged', false);
    await timers.pass(10_000);
    expect(states()).toEqual(['ok', 'unknown']);
  });

  test('never collide, and those that are well show their number, whatever breaks', async () => {
    const fault = fc.constantFrom<SignFault>('silent', 'unplugged', 'garbled', 'slow', 'frozen');
    const event = fc.record({
      sign: fc.integer({ min: 1, max: 4 }),
      does: fc.oneof(
        fc.record({ show: fc.stringMatching(/^[A-Z]\d{3}$/) }),
        fc.record({ fault, broken: fc.boolean() }),
      ),
      afterMs: fc.nat({ max: 2_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
        const { signs, timers, simulator, collisions, close } = await setup([1, 2, 3, 4]);
        const wanted = new Map<number, string>();
        for (const { sign, does, afterMs } of events) {
          if ('show' in does) {
            wanted.set(sign, does.show);
            signs[sign - 1]?.show(does.show);
          } else simulator.signs.get(sign)?.setFault(does.fault, does.broken);
          await timers.pass(afterMs);
        }
        await timers.pass(5_000);
        for (const [address, sign] of simulator.signs) {
          const well = [...sign.faults()].every((each) => each === 'slow' || each === 'silent');
          if (well && wanted.has(address)) expect(sign.text()).toBe(wanted.get(address));
        }
        expect(collisions()).toEqual([]);
        await close();
      }),
      { numRuns: 60 },
    );
  });
});
