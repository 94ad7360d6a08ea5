import { openBareSqlite } from './bare-sqlite.ts';
import type { Bench } from './bench.ts';
import { type Figure, type Measurement, median, pairedRatio, percentile } from './figures.ts';
import { startHub } from './hub-process.ts';
import { atRest, startOwn } from './processes.ts';
import { type Publishers, startPublishers } from './publishers.ts';
import { dayOfEvents } from './workload.ts';

const SECTIONS = 50;
const ROUNDS = 5;
const PACED_ROUNDS = 7;
/** A lead that comes back sends what waits in runs of this many events; one that is connected sends each as it happens. */
const RUN = 256;
const RUN_EVENTS = 38_400;
const SINGLE_EVENTS = 10_000;
const MANY_ROWS = 20_480;
const SINGLE_ROWS = 400;
const PACE = { what: 'pace', events: 2_000, eventsAMessage: 1, rate: 1_000 } as const;

/**
 * What the hub makes durable and acknowledges, over real MQTT from sections in another process, beside aedes alone and SQLite
 * alone, by turns. Then, when the hub is at rest again, latency at 1,000 events a second: from publishing to the
 * acknowledgement's arrival, beside a bare hook that publishes back.
 */
export async function measureIngest(bench: Bench): Promise<Measurement> {
  const hub = await startHub(bench, 'hub', { sections: SECTIONS, anOffice: 5 });
  const toHub = await startPublishers(bench, { port: hub.mqtt, sections: SECTIONS, acked: 'place' });
  const toBroker = await startBare(bench, 'tick');
  const toHook = await startBare(bench, 'each');
  const toCommit = await startBare(bench, 'commit');
  const sqlite = bench.opened(openBareSqlite(bench.folder('sqlite')), (one) => one.close());
  const bodies = dayOfEvents(0, MANY_ROWS).map((event) => JSON.stringify(event));

  const runs: Rounds = { hub: [], broker: [] };
  const singles: Rounds = { hub: [], broker: [] };
  const rows = { many: [] as number[], one: [] as number[] };
  for (let round = -1; round < ROUNDS; round += 1) {
    bench.tell(round < 0 ? 'warming up' : `round ${round + 1} of ${ROUNDS}`);
    const take = (values: number[], value: number): void => {
      if (round >= 0) values.push(value);
    };
    take(rows.many, sqlite.rowsPerSecond(bodies, 512));
    take(runs.hub, await flood(toHub, RUN_EVENTS, RUN));
    take(runs.broker, await flood(toBroker, RUN_EVENTS, RUN));
    take(rows.one, sqlite.rowsPerSecond(bodies.slice(0, SINGLE_ROWS), 1));
    take(singles.hub, await flood(toHub, SINGLE_EVENTS, 1));
    take(singles.broker, await flood(toBroker, SINGLE_EVENTS, 1));
  }
  await atRest(hub.pid);
  const paced = { hub: [] as Latency[], hook: [] as Latency[], commit: [] as Latency[] };
  for (let round = -1; round < PACED_ROUNDS; round += 1) {
    const turn = {
      hub: await latency(toHub),
      hook: await latency(toHook),
      commit: await latency(toCommit),
    };
    if (round < 0) continue;
    paced.hub.push(turn.hub);
    paced.hook.push(turn.hook);
    paced.commit.push(turn.commit);
  }
  const many = median(rows.many);
  const one = median(rows.one);
  const quarter = { kind: 'least', times: 0.25, value: many, of: '512 rows a commit' } as const;
  const triple = { kind: 'least', times: 3, value: one, of: '1 row a commit' } as const;
  const [inRuns, alone] = [median(runs.hub), median(singles.hub)];
  const unit = 'events/s';
  return {
    name: `Ingest: ${SECTIONS} sections, events made durable and acknowledged by the hub (${ROUNDS} rounds)`,
    figures: [
      { name: 'bare SQLite, 512 rows a commit', value: many, unit },
      { name: 'bare SQLite, 1 row a commit', value: one, unit },
      { name: `bare aedes, runs of ${RUN}`, value: median(runs.broker), unit },
      { name: 'bare aedes, one event a message', value: median(singles.broker), unit },
      { name: `hub, runs of ${RUN} (what waited)`, value: inRuns, unit, limit: quarter },
      { name: '', value: inRuns, unit, limit: triple },
      { name: 'hub, one event a message (as they happen)', value: alone, unit, limit: triple },
      paceFigure('bare hook at 1,000/s: published → answered', paced.hook),
      paceFigure('bare hook that commits first', paced.commit),
      paceFigure('hub at 1,000/s: published → acknowledged', paced.hub),
      {
        name: '  its p99',
        value: p99(paced.hub),
        unit: 'ms',
        ratio: pairedRatio(p99s(paced.hub), p99s(paced.hook)),
        limit: { kind: 'most', times: 2.5, value: p99(paced.hook), of: "the bare hook's p99" },
      },
      {
        name: '  its p99 beside a hook that commits',
        value: p99(paced.hub),
        unit: 'ms',
        ratio: pairedRatio(p99s(paced.hub), p99s(paced.commit)),
        limit: { kind: 'most', times: 2.5, value: p99(paced.commit), of: 'its p99' },
      },
    ],
  };
}

interface Latency {
  readonly p50: number;
  readonly p99: number;
}

const p99s = (turns: readonly Latency[]): number[] => turns.map((turn) => turn.p99);
const p99 = (turns: readonly Latency[]): number => median(p99s(turns));

const paceFigure = (name: string, turns: readonly Latency[]): Figure => ({
  name,
  value: median(turns.map((turn) => turn.p50)),
  p99: p99(turns),
  unit: 'ms',
});

async function latency(of: Publishers): Promise<Latency> {
  const { latencies } = await of.order(PACE);
  return { p50: median(latencies), p99: percentile(latencies, 0.99) };
}

interface Rounds {
  readonly hub: number[];
  readonly broker: number[];
}

async function startBare(bench: Bench, echo: 'tick' | 'each' | 'commit'): Promise<Publishers> {
  const broker = bench.opened(await startOwn('bare-broker', { ECHO: echo, FOLDER: bench.folder(echo) }), (one) =>
    one.stop(),
  );
  const port = await broker.ask<number>({ what: 'port' });
  return startPublishers(bench, { port, sections: SECTIONS, acked: 'messages' });
}

async function flood(to: Publishers, events: number, eventsAMessage: number): Promise<number> {
  const { tookMs } = await to.order({ what: 'flood', events, eventsAMessage });
  return (events * 1_000) / tookMs;
}
