import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.ts';
import { type Program, start } from './program.ts';
import type { Stage } from './stage.ts';
import { until } from './until.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Where it was installed: the folder of `npm install --prefix`. */
const folder = process.env.MATAZU_NODE_RED ?? `${root}.node-red`;
const program = `${folder}/node_modules/node-red/red.js`;

/** Why Node-RED can't be had here; undefined where it can. */
export const noNodeRed = existsSync(program)
  ? undefined
  : 'Node-RED is missing (npm install --prefix .node-red node-red@4, or name its folder in MATAZU_NODE_RED): its flow is not loaded';

export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly env?: readonly { readonly name: string; readonly value: string; readonly type: string }[];
}

export interface NodeRed {
  readonly url: string;
  readonly program: Program;
  /** Presses the square at an inject node. @throws where Node-RED knows no such node */
  inject(id: string): Promise<void>;
  /** Whether the log has a line of this debug node that holds these words. */
  showed(debug: string, words: string): boolean;
  /** Hands the flow in through the editor's own door, as Deploy does. */
  deploy(flow: readonly FlowNode[]): Promise<void>;
}

/** Starts Node-RED on loopback with an empty flow and a folder of its own; it tells nobody that it runs. */
export async function startNodeRed(stage: Stage): Promise<NodeRed> {
  const port = await freePort();
  const userDir = stage.path('node-red');
  mkdirSync(userDir);
  const settings = stage.path('node-red-settings.cjs');
  writeFileSync(
    settings,
    `module.exports = ${JSON.stringify({
      uiHost: '127.0.0.1',
      uiPort: port,
      flowFile: 'flow.json',
      telemetry: { enabled: false, updateNotification: false },
      mqttReconnectTime: 500,
      editorTheme: { tours: false },
      logging: { console: { level: 'info', metrics: false, audit: false } },
    })};`,
  );
  const running = start(stage, process.execPath, [program, '--userDir', userDir, '--settings', settings]);
  const url = `http://127.0.0.1:${port}`;
  await until('Node-RED answers', async () => {
    if (running.exited) throw new Error(`Node-RED ended: ${running.lines.join('\n')}`);
    return (await fetch(`${url}/flows`)).ok;
  });
  const post = async (path: string, body: unknown): Promise<void> => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'Node-RED-API-Version': 'v1' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`Node-RED refused ${path}: ${response.status} ${await response.text()}`);
  };
  return {
    url,
    program: running,
    inject: (id) => post(`/inject/${id}`, {}),
    showed: (debug, words) => running.lines.some((line) => line.includes(`[debug:${debug}]`) && line.includes(words)),
    deploy: (flow) => post('/flows', flow),
  };
}
