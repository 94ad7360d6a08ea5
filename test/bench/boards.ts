import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { type Measurement, median, percentile } from './figures.ts';
import { startHub } from './hub-process.ts';
import { memoryOf } from './processes.ts';
import { startPublishers } from './publishers.ts';

const BOARDS = 100;
const PAIRS = 5;
const SECTIONS = 10;
/** One office with all of the sections, so that every board is sent everything. */
const OFFICE = 'kyoto/ward-0';
const PACE = { what: 'pace', events: 1_200, eventsAMessage: 1, rate: 300 } as const;
const WARM_UPS = 3;

/**
 * Boards that connect to the hub's stream and never read on, while calls come in: what the hub grows by, and whether an
 * acknowledgement is later for it. With and without them by turns; the memory is compared between the ends of the turns.
 */
export async function measureBoards(bench: Bench): Promise<Measurement> {
  const hub = await startHub(bench, 'hub');
  const publishers = await startPublishers(bench, {
    port: hub.mqtt,
    sections: SECTIONS,
    acked: 'place',
    sectionsAnOffice: SECTIONS,
  });
  for (let round = 0; round < WARM_UPS; round += 1) await publishers.order(PACE);

  const without = { latency: [] as number[], memory: [] as number[] };
  const beside = { latency: [] as number[], memory: [] as number[] };
  const dropped: number[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    without.latency.push(await p99(publishers));
    without.memory.push(memoryOf(hub.pid).resident);
    const droppedBefore = await droppedBy(hub.http);
    const boards = await Promise.all(Array.from({ length: BOARDS }, () => openStalledBoard(hub.http)));
    beside.latency.push(await p99(publishers));
    beside.memory.push(memoryOf(hub.pid).resident);
    dropped.push((await droppedBy(hub.http)) - droppedBefore);
    for (const board of boards) board.destroy();
    await delay(200);
  }
  return {
    name: `Boards: ${BOARDS} that stop reading, ${PACE.rate} events/s in their office (${PAIRS} pairs)`,
    figures: [
      { name: 'acknowledged, p99, without them', value: median(without.latency), unit: 'ms' },
      {
        name: 'acknowledged, p99, with them',
        value: median(beside.latency),
        unit: 'ms',
        limit: { kind: 'most', times: 1.5, value: median(without.latency), of: 'without them' },
      },
      { name: "the hub's memory without them", value: median(without.memory), unit: 'MB' },
      {
        name: "the hub's memory with them",
        value: median(beside.memory),
        unit: 'MB',
        limit: { kind: 'most', times: 1.2, value: median(without.memory), of: 'without them' },
      },
      { name: 'dropped by the hub within a turn', value: median(dropped), unit: 'boards' },
    ],
  };
}

async function p99(publishers: { order(order: typeof PACE): Promise<{ readonly latencies: readonly number[] }> }) {
  return percentile((await publishers.order(PACE)).latencies, 0.99);
}

/** How many readers the hub says it dropped since its start. */
async function droppedBy(port: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^matazu_stream_dropped (\d+)/m.exec(metrics)?.[1] ?? Number.NaN);
}

/** Asks for the stream, reads its beginning, and then nothing any more. */
async function openStalledBoard(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(`GET /api/v1/stream?office=${OFFICE} HTTP/1.1\r\nHost: hub\r\n\r\n`);
  const [head] = (await once(socket, 'data')) as [Buffer];
  socket.pause();
  if (!head.toString('latin1').startsWith('HTTP/1.1 200')) throw new Error(`the hub gave a board ${head.toString()}`);
  return socket;
}
