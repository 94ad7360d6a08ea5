import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderOf, link, markOf, putOnTrial } from '../cli/update/place.ts';
import { readReleaseKey } from '../cli/update/signature.ts';
import { settleIn, takeBundle, unpack } from '../cli/update/take.ts';
import { writeLead } from './testing/configurations.ts';
import { leadView, post } from './testing/http.ts';
import { freePort } from './testing/ports.ts';
import { root } from './testing/program.ts';
import { missingForServices, openServiceManager, type ServiceManager } from './testing/service-manager.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { until } from './testing/until.ts';

if (missingForServices !== undefined)
  process.stderr.write(
    `${missingForServices} is missing (apt-get install socat systemd minisign): updates are not tested\n`,
  );

const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string };
const here = `${process.platform}-${process.arch}`;
const NEXT = '9.1.0';
let stage: Stage;
let httpPort: number;
let services: ServiceManager;
beforeEach(async () => {
  stage = await openStage();
  execFileSync('minisign', ['-G', '-W', '-p', stage.path('release.pub'), '-s', stage.path('release.key')]);
  mkdirSync(stage.path('opt'));
  makeVersion(stage.path('opt'), version);
  symlinkSync(folderOf(version), stage.path('opt/matazu'));
  httpPort = await freePort();
  const lead = writeLead(stage, { office: 'kyoto/ukyo', section: 'shimin', httpPort });
  cpSync(lead.file, stage.path('section.yaml'));
  services = await openServiceManager(stage, stage.path('opt'));
});
afterEach(() => stage.close());

/** A whole program in a folder, as a bundle holds one; its packages are this repository's. */
function makeVersion(folder: string, its: string, change: (program: string) => void = () => undefined): string {
  const program = `${folder}/${folderOf(its)}`;
  mkdirSync(program, { recursive: true });
  for (const part of ['cli', 'edge', 'hardware', 'hub', 'protocol'])
    execFileSync('cp', ['-al', '--parents', `dist/${part}`, program], { cwd: root });
  symlinkSync(`${root}node_modules`, `${program}/node_modules`);
  writeFileSync(
    `${program}/package.json`,
    readFileSync(`${root}package.json`, 'utf8').replace(/"version": "[^"]*"/, `"version": "${its}"`),
  );
  change(program);
  return program;
}

interface Made {
  readonly told?: string;
  readonly key?: string;
  readonly change?: (program: string) => void;
}

/** Bundles of the next version by what is changed in them, made once for all tests. */
const made = new Map<Made['change'], string>();
const kept = mkdtempSync(join(tmpdir(), 'matazu-bundles-'));
afterAll(() => rmSync(kept, { recursive: true, force: true }));

/** A signed bundle of the next version. */
function makeBundle({ told = `matazu ${NEXT} ${here}`, key = stage.path('release.key'), change }: Made = {}): string {
  const file = stage.path(`bundle-${Math.random()}.tgz`);
  const before = made.get(change) ?? join(kept, `${made.size}.tgz`);
  if (!made.has(change)) {
    makeVersion(`${file}.made`, NEXT, change);
    execFileSync('tar', ['czf', before, '-C', `${file}.made`, folderOf(NEXT)]);
    made.set(change, before);
  }
  cpSync(before, file);
  execFileSync('minisign', ['-S', '-s', key, '-m', file, '-t', told]);
  return file;
}

const at = (name: string): string => stage.path(`opt/${name}`);
const runs = (): string => readlinkSync(at('matazu'));
function update(file: string, ...options: string[]) {
  const args = [at('matazu/dist/cli/main.js'), 'update', file, '--key', stage.path('release.pub')];
  const configurations = ['--unit', stage.path('section.yaml'), '--hub', stage.path('hub.yaml')];
  const child = spawn(process.execPath, [...args, ...configurations, ...options], { env: services.environment });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes) => {
      said += bytes;
    });
  const ended = new Promise<{ status: number | null; said: string }>((resolve) =>
    child.once('close', (status) => resolve({ status, said })),
  );
  return { ended, kill: () => child.kill('SIGKILL') };
}
/** Another text in the place of a module: the file itself is one with this repository's. */
const replaced = (module: string, text: string) => (program: string) => {
  rmSync(`${program}/dist/cli/${module}`);
  writeFileSync(`${program}/dist/cli/${module}`, text);
};
const breaks = replaced('edge.js', 'throw new Error("broken");');
const takesNothing = replaced(
  'check.js',
  'export const check = () => { throw new Error("hours: are written otherwise now"); };',
);
const issues = () => post(httpPort, { type: 'issue', service: 'shomei', by: 'staff' });
const numbers = async () => (await leadView(httpPort)).tickets.map(({ number }) => number);

describe.skipIf(missingForServices !== undefined)('an update', () => {
  it('runs what was signed in the place of what ran, and the queue goes on where it was', async () => {
    expect(await services.restart('matazu')).toBe(true);
    await issues();
    expect(await update(makeBundle()).ended).toMatchObject({
      status: 0,
      said: expect.stringContaining(folderOf(version)),
    });
    expect(runs()).toBe(folderOf(NEXT));
    await issues();
    expect(await numbers()).toEqual(['A001', 'A002']);
    expect(readdirSync(stage.path('opt')).sort()).toEqual(['matazu', folderOf(version), folderOf(NEXT)].sort());
  }, 120_000);

  it('that does not become ready gives way to what ran before, which still has everybody', async () => {
    await services.restart('matazu');
    await issues();
    const { status, said } = await update(makeBundle({ change: breaks })).ended;
    expect(status).toBe(1);
    expect(said).toContain(`matazu did not become ready with ${NEXT}, so ${folderOf(version)} runs again`);
    expect(runs()).toBe(folderOf(version));
    expect(await numbers()).toEqual(['A001']);
  }, 120_000);

  const otherKey = (): string => {
    execFileSync('minisign', ['-G', '-W', '-p', stage.path('other.pub'), '-s', stage.path('other.key')]);
    return stage.path('other.key');
  };
  const changed = (file: string): string => {
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    return file;
  };
  const retold = (file: string): string => {
    const signature = readFileSync(`${file}.minisig`, 'utf8');
    writeFileSync(`${file}.minisig`, signature.replace(NEXT, '9.2.0'));
    return file;
  };
  const unsigned = (): string => {
    writeFileSync(stage.path('unsigned.tgz'), '');
    return stage.path('unsigned.tgz');
  };
  it.each<[string, () => string, string]>([
    ['of which one byte was changed', () => changed(makeBundle()), 'not what was signed'],
    ['whose signature says another version', () => retold(makeBundle()), 'not what was signed'],
    ['that somebody else signed', () => makeBundle({ key: otherKey() }), 'another key'],
    ['that nobody signed', unsigned, 'the signature stands beside the bundle'],
    ['that is older than what runs', () => makeBundle({ told: `matazu 0.1.0 ${here}` }), `older than the ${version}`],
    ['that runs here already', () => makeBundle({ told: `matazu ${version} ${here}` }), 'already'],
    ['for another machine', () => makeBundle({ told: `matazu ${NEXT} linux-riscv64` }), 'it is for linux-riscv64'],
    [
      'that is signed as another version than it is',
      () => makeBundle({ told: `matazu 9.2.0 ${here}` }),
      'not what is in it',
    ],
    ['that is none of Matazu', () => makeBundle({ told: 'minutes of the meeting' }), 'no bundle of Matazu'],
    ['that does not take the configuration', () => makeBundle({ change: takesNothing }), 'written otherwise now'],
  ])(
    '%s changes nothing',
    async (_, make, words) => {
      await services.restart('matazu');
      const { status, said } = await update(make()).ended;
      expect([status, said]).toEqual([1, expect.stringContaining(words)]);
      expect(readdirSync(stage.path('opt')).sort()).toEqual(['matazu', folderOf(version)]);
      expect(runs()).toBe(folderOf(version));
      expect((await issues()).outcome).toBe('done');
    },
    120_000,
  );

  it('leaves a unit that starts, after whichever step the power is cut', async () => {
    const place = { folder: stage.path('opt') };
    const key = readReleaseKey(readFileSync(stage.path('release.pub'), 'utf8'), 'release.pub');
    const release = { version: NEXT, platform: here };
    const stepsOf = (file: string): (() => unknown)[] => {
      const signature = readFileSync(`${file}.minisig`, 'utf8');
      return [
        () => takeBundle(place, { file, signature, key, here: { version, platform: here } }),
        () => unpack(place, release),
        () => settleIn(place, release),
        () => putOnTrial(place, 'matazu', folderOf(version)),
        () => link(place, folderOf(NEXT)),
      ];
    };
    const [good, bad] = [stepsOf(makeBundle()), stepsOf(makeBundle({ change: breaks }))];
    const cuts = [
      ...good.map((_, i) => ({ steps: good.slice(0, i + 1), runsThen: version })),
      { steps: bad, runsThen: version },
    ];
    cuts.splice(-2, 1, { steps: good, runsThen: NEXT });
    for (const [i, { steps, runsThen }] of cuts.entries()) {
      link(place, folderOf(version));
      for (const step of steps) await step();
      // The machine is switched on again; systemd starts what is there for as long as it takes.
      void services.restart('matazu');
      await until('the unit issues', async () => (await issues()).outcome === 'done');
      await until('it is on trial no more', () => !existsSync(at(markOf('matazu'))));
      expect([i, runs()]).toEqual([i, folderOf(runsThen)]);
      expect(await numbers()).toHaveLength(i + 1);
      await services.powerCut();
    }
  }, 180_000);

  it('that is killed while it works can be done again', async () => {
    await services.restart('matazu');
    const file = makeBundle();
    const first = update(file);
    await until('it works', () => existsSync(at('.matazu-update')));
    first.kill();
    await first.ended;
    expect(runs()).toBe(folderOf(version));
    expect((await update(file).ended).status).toBe(0);
    expect(runs()).toBe(folderOf(NEXT));
  }, 120_000);

  it('is refused where systemd cannot be asked, before anything runs elsewhere', async () => {
    await services.restart('matazu');
    writeFileSync(stage.path('bin/systemctl'), '#!/bin/sh\nexit 1\n');
    const { status, said } = await update(makeBundle()).ended;
    expect([status, said]).toEqual([1, expect.stringContaining('systemctl does not run')]);
    expect(runs()).toBe(folderOf(version));
  }, 120_000);
});
