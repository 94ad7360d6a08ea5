import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { writeHub } from './testing/configurations.ts';
import { leadView, post } from './testing/http.ts';
import { type FlowNode, noNodeRed, startNodeRed } from './testing/node-red.ts';
import { freePort } from './testing/ports.ts';
import { matazu, role, start } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { until } from './testing/until.ts';

if (noNodeRed !== undefined) process.stderr.write(`${noNodeRed}\n`);

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const flow = JSON.parse(read('hardware/node-red/flow.json')) as FlowNode[];

/** A hub, a lead, members and Node-RED start one after another, on a machine that may be busy. */
const SEVERAL_PROGRAMS_MS = 120_000;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

interface Demo {
  readonly bench: { port: number };
  readonly hub: { readonly http: { port: number }; readonly mqtt: { port: number } };
  units: {
    unit: string;
    section: { id: string };
    http?: { port: number };
    lan?: { port: number };
    hub?: object;
    lead?: object;
  }[];
  ward: object[];
}

/** The demo's own first section with nobody about: a hub, a lead, members and their simulated devices, on ports of the test's own. */
async function startWard() {
  const [hubHttp, hub, lead, lan, bench] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const demo = parse(read('config/demo.yaml'), { merge: true }) as Demo;
  demo.bench.port = bench;
  demo.hub.http.port = hubHttp;
  demo.hub.mqtt.port = hub;
  demo.ward = [];
  demo.units = demo.units.filter(({ unit }) => unit.startsWith('ukyo-shimin-'));
  for (const unit of demo.units) {
    if (unit.http !== undefined) unit.http = { port: lead };
    if (unit.lan !== undefined) unit.lan = { port: lan };
    if (unit.hub !== undefined) unit.hub = { url: `mqtt://127.0.0.1:${hub}` };
    if (unit.lead !== undefined) unit.lead = { url: `mqtt://127.0.0.1:${lan}` };
  }
  const file = stage.path('demo.yaml');
  writeFileSync(file, stringify(demo, { aliasDuplicateObjects: false }));
  start(stage, process.execPath, [matazu, 'demo', '--config', file, '--speed', '1']);
  await until('printer and panels work', async () => {
    const { units } = await leadView(lead);
    const needed = units.flatMap(({ devices }) => devices).filter(({ id }) => /^(printer|panel-\d)$/.test(id));
    return units.length === 3 && needed.length === 4 && needed.every(({ state }) => state === 'ok');
  });
  const settings = { HUB_PORT: `${hub}`, LAN_PORT: `${lan}`, BENCH_URL: `http://127.0.0.1:${bench}` };
  return { lead, settings };
}

/** The flow as it lies in the repository, with other values in its environment variables, as a person would set them. */
const withSettings = (settings: Readonly<Record<string, string>>): FlowNode[] =>
  flow.map((node) =>
    node.env === undefined
      ? node
      : { ...node, env: node.env.map((each) => ({ ...each, value: settings[each.name] ?? each.value })) },
  );

describe.skipIf(noNodeRed !== undefined)('the flow in a real Node-RED', () => {
  it(
    'knows every node, connects, presses a button that calls a ticket, commands a lead, and warns of a pulled plug',
    async () => {
      const { lead, settings } = await startWard();
      const nodeRed = await startNodeRed(stage);
      await nodeRed.deploy(withSettings(settings));
      for (const name of ['機器の状態 units', '課の端末 members', '親端末へ to the lead'])
        await until(`${name} is connected`, () => nodeRed.showed('接続 connection', `${name}: connected`));
      expect(nodeRed.program.lines.filter((line) => /missing types|Waiting for missing|unknown:/i.test(line))).toEqual(
        [],
      );

      const ticketOf = async (number: string) =>
        (await leadView(lead)).counters.find(({ counter }) => counter === 1)?.ticket === number;
      await nodeRed.inject('take');
      await until('a ticket was taken', () => nodeRed.showed('bench', 'A001'));
      await nodeRed.inject('press-next');
      await until('the pressed button called it', () => ticketOf('A001'));
      await until('the count is shown', () => nodeRed.showed('待ち人数 waiting', 'kyoto/ukyo/shimin: 0人'));

      await post(lead, { type: 'issue', service: 'ido', by: 'staff' });
      await post(lead, { type: 'finish', counter: 1 });
      await nodeRed.inject('command-next');
      await until('the commanded lead called it', () => ticketOf('B001'));
      await until('the reply is shown', () => nodeRed.showed('返事 reply', 'done: ticket-called'));

      const panel = 'kyoto/ukyo/shimin/ukyo-shimin-1/panel-1';
      await nodeRed.inject('unplug');
      await until('the pulled plug is warned of', () => nodeRed.showed('警告 warning', `${panel}: offline ボタン盤`));
      await nodeRed.inject('plug-in');
      await until('its return is told', () => nodeRed.showed('復旧 mended', `${panel}: ok`));
      expect(nodeRed.program.lines.filter((line) => line.includes('[debug:不具合 fault]'))).toEqual([]);
    },
    SEVERAL_PROGRAMS_MS,
  );

  it(
    'says so when hub and bench are not there, and connects when the hub comes',
    async () => {
      const nodeRed = await startNodeRed(stage);
      const [httpPort, port] = [await freePort(), await freePort()];
      await nodeRed.deploy(withSettings({ HUB_PORT: `${port}`, LAN_PORT: `${port}`, BENCH_URL: 'http://127.0.0.1:9' }));
      await until('it says that it does not reach the hub', () =>
        nodeRed.program.lines.some((line) => line.includes('ハブ hub] Connection failed to broker')),
      );
      await nodeRed.inject('press-next');
      await until('it says that the bench is not there', () => nodeRed.showed('bench', 'ECONNREFUSED'));
      await role(stage, 'hub', writeHub(stage, { httpPort, mqtt: { port } }).file).start();
      await until('it has found the hub', () => nodeRed.showed('接続 connection', '機器の状態 units: connected'));
    },
    SEVERAL_PROGRAMS_MS,
  );
});
