import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { matazu, root, start } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { until } from './testing/until.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** The demo's own configuration at ports that the system chooses; its temporary folder lies on the stage. */
function startDemo() {
  const demo = parse(readFileSync(`${root}config/demo.yaml`, 'utf8'), { merge: true });
  demo.bench.port = 0;
  demo.hub.http.port = 0;
  demo.hub.mqtt.port = 0;
  for (const unit of demo.units) {
    if (unit.http !== undefined) unit.http = { port: 0 };
    if (unit.lan !== undefined) unit.lan = { port: 0 };
    if (unit.hub !== undefined) unit.hub = { url: 'mqtt://127.0.0.1:0', pages: 'http://127.0.0.1:0' };
    if (unit.lead !== undefined) unit.lead = { url: 'mqtt://127.0.0.1:0' };
  }
  writeFileSync(stage.path('demo.yaml'), stringify(demo, { aliasDuplicateObjects: false }));
  const program = [process.execPath, matazu, 'demo', '--config', stage.path('demo.yaml')];
  const leftBehind = () => readdirSync(stage.folder).filter((name) => name.startsWith('matazu-demo-'));
  return { demo: start(stage, 'env', [`TMPDIR=${stage.folder}`, ...program]), leftBehind };
}

it.each([
  ['once', 1],
  ['again at once, by somebody impatient or by npm', 2],
])('Ctrl-C while the demo starts, pressed %s, ends it and leaves nothing behind', async (_, times) => {
  const { demo, leftBehind } = startDemo();
  await until('its data are being written', () =>
    leftBehind().some((name) => readdirSync(stage.path(name)).length > 0),
  );
  for (let i = 0; i < times; i += 1) process.kill(demo.pid, 'SIGINT');
  await demo.ended();
  expect([demo.status, demo.lines, leftBehind()]).toEqual([130, [], []]);
});
