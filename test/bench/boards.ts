import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { type Measurement, median, pairedRatio, percentile } from './figures.ts';
import { startHub } from './hub-process.ts';
import { memoryOf } from './processes.ts';
import { startPublishers } from './publishers.ts';

const BOARDS = 100;
const PAIRS = 4;
const SECTIONS = 20;
/** One office with all of the sections, so that every board is sent everything. */
const OFFICE = 'kyoto/ward-0';
const PACE = { what: 'pace', events: 1_800, eventsAMessage: 1, rate: 300 } as const;
const WARM_UPS = 2;
const LOOK_MS = 100;
/** The hub gives a reader ten seconds to read on: a turn takes six. */
const MORE_TURNS = 4;

/**
 * Boards that connect to the hub's stream and never read on, while calls come in: what the hub grows by, and whether an
 * acknowledgement is later for it. With and without them by turns; its memory is the most that it held in a turn. A turn is long enough to fill what the
 * operating system keeps for a connection (4 MB), so that the hub itself must let go of them.
 */
export async function measureBoards(bench: Bench): Promise<Measurement> {
  const hub = await startHub(bench, 'hub', { sections: SECTIONS, anOffice: SECTIONS });
  const publishers = await startPublishers(bench, {
    port: hub.mqtt,
    sections: SECTIONS,
    acked: 'place',
    sectionsAnOffice: SECTIONS,
  });
  for (let round = 0; round < WARM_UPS; round += 1) await publishers.order(PACE);

  const without = { latency: [] as number[], memory: [] as number[] };
  const beside = { latency: [] as number[], memory: [] as number[] };
  let dropped = 0;
  const turn = async (into: typeof beside): Promise<void> => {
    let most = 0;
    const looking = setInterval(() => {
      most = Math.max(most, memoryOf(hub.pid).resident);
    }, LOOK_MS);
    const { latencies } = await publishers.order(PACE);
    clearInterval(looking);
    into.latency.push(percentile(latencies, 0.99));
    into.memory.push(most);
  };
  for (let pair = 0; pair < PAIRS; pair += 1) {
    await turn(without);
    const boards = await Promise.all(Array.from({ length: BOARDS }, (_, i) => openStalledBoard(hub.http, i)));
    await turn(beside);
    for (let more = 0; pair === PAIRS - 1 && dropped < BOARDS && more < MORE_TURNS; more += 1) {
      await publishers.order(PACE);
      dropped = await droppedBy(hub.http);
    }
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
        ratio: pairedRatio(beside.latency, without.latency),
        unit: 'ms',
        limit: { kind: 'most', times: 1.5, value: median(without.latency), of: 'without them' },
      },
      { name: 'the most memory of the hub, without them', value: median(without.memory), unit: 'MB' },
      {
        name: 'the most memory of the hub, with them',
        value: median(beside.memory),
        ratio: pairedRatio(beside.memory, without.memory),
        unit: 'MB',
        limit: { kind: 'most', times: 1.2, value: median(without.memory), of: 'without them' },
      },
      { name: `dropped by the hub, at most ${MORE_TURNS} turns later`, value: dropped, unit: 'boards' },
    ],
  };
}

/** How many readers the hub says it dropped since its start. */
async function droppedBy(port: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^matazu_stream_dropped (\d+)/m.exec(metrics)?.[1] ?? Number.NaN);
}

/** Asks for the stream, from one of two addresses, each of which may have 64; reads its beginning, and then nothing any more. */
async function openStalledBoard(port: number, board: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (board % 2)}` });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(`GET /api/v1/stream?office=${OFFICE} HTTP/1.1\r\nHost: hub\r\n\r\n`);
  const [head] = (await once(socket, 'data')) as [Buffer];
  socket.pause();
  if (!head.toString('latin1').startsWith('HTTP/1.1 200')) throw new Error(`the hub gave a board ${head.toString()}`);
  return socket;
}
