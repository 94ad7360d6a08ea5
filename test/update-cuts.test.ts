import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderOf, link, markOf } from '../cli/update/place.ts';
import { missingForServices, openServiceManager, type ServiceManager } from './testing/service-manager.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { until } from './testing/until.ts';
import { makeKeys, makeOpt, makeStub, NEXT, pack, replaced, sign, version } from './testing/versions.ts';

let stage: Stage;
let services: ServiceManager;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** Says which version is up, and that it is ready. */
const isUp = (its: string): string => `
  const [{ renameSync, writeFileSync }, { spawnSync }] = await Promise.all([import('node:fs'), import('node:child_process')]);
  writeFileSync('up.next', '${its}');
  renameSync('up.next', 'up');
  spawnSync('systemd-notify', ['--ready']);
  setInterval(() => undefined, 60_000);`;

/** Ends an update before it changes something on the disk, or asks another program to, for the nth time. */
const cutBefore = (n: number): string => `
  import fs from 'node:fs';
  import child from 'node:child_process';
  import { syncBuiltinESMExports } from 'node:module';
  let steps = 0;
  const cut = (of, names) => {
    for (const name of names) {
      const real = of[name];
      of[name] = (...words) => {
        if (++steps === ${n}) process.kill(process.pid, 'SIGKILL');
        return real(...words);
      };
    }
  };
  cut(fs, ['mkdirSync', 'rmSync', 'renameSync', 'symlinkSync', 'writeFileSync', 'createWriteStream']);
  cut(child, ['spawnSync', 'execFileSync']);
  syncBuiltinESMExports();`;

const at = (name: string): string => stage.path(`opt/${name}`);

/** How an update ends that the power cut may take at its nth step. */
function update(file: string, n: number): Promise<'cut' | 'done' | 'refused'> {
  writeFileSync(stage.path('cut.mjs'), cutBefore(n));
  const program = ['--import', stage.path('cut.mjs'), at('matazu/dist/cli/main.js')];
  const places = ['--key', stage.path('release.pub'), '--unit', stage.path('section.yaml')];
  const child = spawn(process.execPath, [...program, 'update', file, ...places], {
    env: services.environment,
    stdio: 'ignore',
  });
  return new Promise((resolve) =>
    child.once('close', (status, signal) => resolve(signal !== null ? 'cut' : status === 0 ? 'done' : 'refused')),
  );
}

/** The machine is switched on: which version is up in the end. */
async function switchOn(): Promise<string> {
  rmSync(stage.path('up'), { force: true });
  void services.restart('matazu');
  await until('a version is up', () => existsSync(stage.path('up')) && !existsSync(at(markOf('matazu'))));
  return readFileSync(stage.path('up'), 'utf8');
}

/** Cuts one update after the other, each a step later; which version is up after each, and at which step the trial began. */
async function cutEach(file: string, from: number): Promise<{ ups: string[]; trialFrom: number }> {
  const ups: string[] = [];
  let trialFrom = 0;
  for (let n = from, how = 'cut'; how === 'cut'; n++) {
    link({ folder: stage.path('opt') }, folderOf(version));
    how = await update(file, n);
    if (trialFrom === 0 && existsSync(at(markOf('matazu')))) trialFrom = n;
    await services.powerCut();
    const up = await switchOn();
    expect([n, readlinkSync(at('matazu'))]).toEqual([n, folderOf(up)]);
    ups.push(up);
    await services.powerCut();
  }
  return { ups, trialFrom };
}

describe.skipIf(missingForServices !== undefined)('an update', () => {
  it('leaves a unit that starts, at whichever step the power is cut', async () => {
    const opt = makeOpt(stage, replaced('edge.js', `export const edge = async () => { ${isUp(version)} };`));
    const key = makeKeys(stage, 'release');
    const bundle = (does: string): string => {
      const file = stage.path(`${Math.random()}.tgz`);
      pack(makeStub(`${file}.made`, NEXT, does), file);
      return sign(file, key);
    };
    writeFileSync(stage.path('section.yaml'), '');
    services = await openServiceManager(stage, opt);

    const good = await cutEach(bundle(isUp(NEXT)), 1);
    // Once it is the new version's turn, it stays so.
    expect(good.ups).toEqual([...good.ups].sort());
    expect(new Set(good.ups)).toEqual(new Set([version, NEXT]));
    // Until its trial one that fails does nothing else.
    const isNotReady = await cutEach(bundle('process.exit(1)'), good.trialFrom);
    const refusesItsConfiguration = await cutEach(bundle('process.exit(78)'), good.trialFrom);
    expect(new Set([...isNotReady.ups, ...refusesItsConfiguration.ups])).toEqual(new Set([version]));
  }, 180_000);
});
