import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../hub/store/sqlite-store.ts';
import { writeHub } from '../testing/configurations.ts';
import { freePort } from '../testing/ports.ts';
import { startMatazu } from '../testing/program.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';

const SECTIONS = 20_000;
/** What the start may cost, seconds of CPU, so that a machine that is shared fails nobody. It took 80; now 3. */
const START_CPU_S = 20;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

describe('a hub that strangers taught twenty thousand sections, each in a city of its own', () => {
  it('starts within the time that it is given', async () => {
    const port = await freePort();
    const { file, data } = writeHub(stage, { httpPort: port, mqtt: { port: await freePort() } });
    const store = openSqliteStore(data);
    const counts = Array.from({ length: SECTIONS }, (_, i) => {
      const message = {
        observedAt: Date.now(),
        services: [{ service: 's', waiting: 99_999, lastCalled: null }],
        counters: [],
      };
      return [`c${i}/o/s`, { n: 1, message }] as const;
    });
    await store.commit({ runs: [], counts: new Map(counts) });
    await store.close();
    const hub = startMatazu(stage, 'hub', file);
    // On a machine that is shared by many, a few seconds of CPU take a minute.
    const open = () => hub.exited || hub.lines.some((line) => line.includes('the hub is open'));
    await until('the hub is open', open, { neverMs: 120_000 });
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const cpuSeconds = Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1]);
    expect(cpuSeconds).toBeLessThan(START_CPU_S);
  }, 180_000);
});
