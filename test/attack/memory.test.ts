import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeHub, writeLead } from '../testing/configurations.ts';
import { freePort } from '../testing/ports.ts';
import { role } from '../testing/program.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { stranger } from './ward.ts';

/** What a hub's broker keeps for its clients (docs/wire.md), MB; a lead's keeps a quarter of it. */
const BUDGET = 64;
/** Together the floods send many times the budget: without limits the process would hold most of it. */
const BIG = 'x'.repeat(400_000);
const PACKETS = 300;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** Resident memory of a process at its most, and now, MB. */
function memoryOf(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { most: megabytes('VmHWM'), now: megabytes('VmRSS') };
}

/** Packets that are never acknowledged, what one that doesn't read is sent, what is to be remembered, and filters: one after another. */
async function flood(port: number): Promise<void> {
  for (let sent = 0; sent < PACKETS; sent += 100) {
    const evil = await stranger(stage, port);
    const closed = new Promise<void>((resolve) => evil.client.once('close', () => resolve()));
    for (let i = 0; i < 100; i += 1) evil.client.publish('matazu/v1/a/b/c/replies', BIG, { qos: 2 });
    await closed;
  }
  await stranger(stage, port, { clean: false, clientId: 'kept' }).catch(() => undefined);
  const deaf = await stranger(stage, port);
  await deaf.client.subscribeAsync('matazu/#', { qos: 1 });
  deaf.client.stream.pause();
  const loud = await stranger(stage, port);
  for (let i = 0; i < PACKETS; i += 1) await loud.publish(`matazu/v1/k${i}/o/s/units/u`, BIG, true);
  const curious = await stranger(stage, port);
  const filters = (n: number) => Array.from({ length: 200 }, (_, i) => `matazu/+/x${n * 200 + i}/+/#`);
  for (let n = 0; n < 200; n += 1) await curious.client.subscribeAsync(filters(n), { qos: 1 }).catch(() => undefined);
}

describe('the memory of a process that strangers flood', () => {
  it.each(['hub', 'lead'] as const)(
    'stays bounded: a %s',
    async (kind) => {
      const [httpPort, port] = [await freePort(), await freePort()];
      const own = { office: 'kyoto/ukyo', section: 'shimin', httpPort };
      const { file } =
        kind === 'hub' ? writeHub(stage, { httpPort, mqtt: { port } }) : writeLead(stage, { ...own, lanPort: port });
      const flooded = role(stage, kind, file);
      await flooded.start();
      const { pid } = flooded.program;
      const before = memoryOf(pid).now;
      await flood(port);
      expect(memoryOf(pid).most - before).toBeLessThan(3 * BUDGET);
      expect(flooded.program.exited).toBe(false);
    },
    120_000,
  );
});
