import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FaultSet } from '../simulation/fault-set.ts';
import { MemoryLink } from '../simulation/memory-link.ts';
import type { Peer, SimulatedDevice } from '../simulation/plug.ts';
import { testEnvironment } from '../testing/environment.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { backOffMs } from './back-off.ts';
import { Keeper } from './keeper.ts';
import type { Connection } from './link.ts';

/** A device that writes down what it hears, connection by connection. */
function setup() {
  const timers = new ManualTimers();
  const faults = new FaultSet<never>();
  const heard: string[] = [];
  const peers: Peer[] = [];
  const device: SimulatedDevice = {
    plug: faults.plug,
    possibleFaults: [],
    violations: [],
    faults: () => faults.all(),
    setFault: () => {},
    connect(peer) {
      const index = heard.push('') - 1;
      peers.push(peer);
      return {
        data: (bytes) => {
          heard[index] += Buffer.from(bytes).toString();
        },
        ended: () => {},
      };
    },
  };
  const connections: Connection[] = [];
  const down: string[] = [];
  const ended: string[] = [];
  const link = new MemoryLink(device);
  const environment = testEnvironment(timers);
  const keeper = new Keeper({
    link,
    environment,
    device: 'device',
    begin(connection) {
      connections.push(connection);
      return { data: () => {}, ended: (fault) => ended.push(fault?.code ?? 'stopped') };
    },
    onDown: (fault) => down.push(fault.code),
  });
  return { timers, plug: faults.plug, heard, peers, connections, down, ended, keeper, link, environment };
}

test('a lost connection is replaced by a new one, and nothing meant for the old one reaches it', async () => {
  const { timers, plug, keeper, connections, heard, down, ended } = setup();
  keeper.open();
  keeper.open();
  await timers.pass(0);
  plug.set(false);
  await expect(connections[0]?.write(Buffer.from('stale'))).rejects.toMatchObject({ code: 'closed' });
  await timers.pass(20_000);
  expect(down).toContain('refused');
  plug.set(true);
  await timers.pass(6000);
  await connections[1]?.write(Buffer.from('new'));
  await expect(connections[0]?.write(Buffer.from('stale'))).rejects.toMatchObject({ code: 'closed' });
  expect(heard).toEqual(['', 'new']);
  expect(ended).toEqual(['lost']);
  await keeper.close();
  await keeper.close();
  expect(ended).toEqual(['lost', 'stopped']);
  expect(timers.running).toBe(0);
});

test('a device that hangs up at once is not hammered', async () => {
  const { timers, keeper, peers, link } = setup();
  keeper.open();
  for (let step = 0; step < 60; step += 1) {
    await timers.pass(1000);
    for (const peer of peers.splice(0)) peer.end();
  }
  await keeper.close();
  expect(link.opened).toBeLessThan(30);
});

test('the same reason is logged once, however long it lasts', async () => {
  const { timers, plug, keeper, environment } = setup();
  plug.set(false);
  keeper.open();
  await timers.pass(60_000);
  await keeper.close();
  expect(environment.log.filter((line) => line.level === 'warn')).toHaveLength(1);
});

test('waits grow to their ceiling, never beyond it and never below half of it', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (random) => {
      const waits = backOffMs({ firstMs: 200, maxMs: 5000, random: () => random });
      for (const ceiling of [200, 400, 800, 1600, 3200, 5000, 5000]) {
        const wait = waits.next().value;
        expect(wait).toBeGreaterThanOrEqual(Math.floor(ceiling / 2));
        expect(wait).toBeLessThanOrEqual(ceiling);
      }
    }),
  );
});
