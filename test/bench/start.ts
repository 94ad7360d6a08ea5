import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Bench } from './bench.ts';
import { type Counter, openCounter } from './counter.ts';
import { type Measurement, median, percentile } from './figures.ts';
import { startHub } from './hub-process.ts';
import { instant } from './instant.ts';
import { memoryOf } from './processes.ts';
import { until } from './waiting.ts';
import { post, readEvents, statusOf } from './web.ts';

const STARTS = 9;
const LIGHT_USE_MS = 30_000;
/** A busy counter: a resident every second. */
const RESIDENT_EVERY_MS = 1_000;
const LOOK_MS = 3;
const MATAZU = fileURLToPath(new URL('../../cli/main.js', import.meta.url));

/**
 * A lead with a printer, a panel, a sign, a LAN broker and a hub, as it is shipped: from the start of its process to the first
 * answer of its API with the log of a day in its folder, and what it holds in memory after half a minute of light use with a
 * page open. Beside it, by turns: Node that does nothing.
 */
export async function measureStart(bench: Bench): Promise<Measurement> {
  const hub = await startHub(bench, 'hub');
  const counter = await openCounter(bench, 'lead', { hubPort: hub.mqtt });
  const nothing: number[] = [];
  const starts: number[] = [];
  const first = await timeStart(counter);
  for (let round = 0; round < STARTS; round += 1) {
    nothing.push(await timeNothing());
    starts.push(await timeStart(counter));
  }
  bench.tell(`${LIGHT_USE_MS / 1_000} s of light use`);
  const { resident, anonymous, bare } = await memoryInUse(counter);
  const toApi = median(starts);
  return {
    name: `Start: a lead with all devices (${STARTS} starts)`,
    figures: [
      { name: 'node -e 0', value: median(nothing), p99: percentile(nothing, 0.99), unit: 'ms' },
      {
        name: 'spawned → first 200 of /api/v1/section',
        value: toApi,
        p99: percentile(starts, 0.99),
        unit: 'ms',
        limit: { kind: 'most', times: 1, value: 1_000, of: 'a second' },
      },
      { name: '  in a process of node -e 0', value: toApi / median(nothing), unit: '×' },
      { name: '  the very first, with no log', value: first, unit: 'ms' },
      {
        name: 'resident memory after light use',
        value: resident,
        unit: 'MB',
        limit: { kind: 'most', times: 1, value: 100, of: '100 MB' },
      },
      { name: '  of it anonymous (not files)', value: anonymous, unit: 'MB' },
      { name: '  Node that does nothing', value: bare, unit: 'MB' },
    ],
  };
}

async function timeStart(counter: Counter): Promise<number> {
  const began = instant();
  const lead = spawnNode([MATAZU, 'edge', '--config', counter.configuration]);
  try {
    while ((await statusOf(`http://127.0.0.1:${counter.httpPort}/api/v1/section`)) !== 200) {
      if (lead.exitCode !== null) throw new Error(`the lead ended with ${lead.exitCode}`);
      await delay(LOOK_MS);
    }
    return instant() - began;
  } finally {
    await end(lead);
  }
}

async function timeNothing(): Promise<number> {
  const began = instant();
  await once(spawnNode(['-e', '0']), 'exit');
  return instant() - began;
}

async function memoryInUse(counter: Counter) {
  const node = spawnNode(['-e', 'setTimeout(() => {}, 60_000)']);
  const lead = spawnNode([MATAZU, 'edge', '--config', counter.configuration]);
  const base = `http://127.0.0.1:${counter.httpPort}/api/v1`;
  try {
    while ((await statusOf(`${base}/section`)) !== 200) await delay(LOOK_MS);
    const page = readEvents(`${base}/stream`, () => undefined);
    const began = instant();
    while (instant() - began < LIGHT_USE_MS) {
      const papers = counter.printer.paper().at(-1)?.id ?? 0;
      await post(`${base}/commands`, { type: 'issue', service: 'shomei', by: 'staff' });
      await until(() => (counter.printer.paper().at(-1)?.id ?? 0) > papers);
      counter.panel.press(1);
      await delay(RESIDENT_EVERY_MS);
    }
    page.close();
    return { ...memoryOf(lead.pid ?? 0), bare: memoryOf(node.pid ?? 0).resident };
  } finally {
    await end(lead);
    await end(node);
  }
}

const spawnNode = (parameters: readonly string[]): ChildProcess =>
  spawn(process.execPath, parameters, { stdio: 'ignore' });

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(forced);
}
