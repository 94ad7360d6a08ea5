import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderOf, markOf, putOnTrial } from '../cli/update/place.ts';
import { write, writeLead } from './testing/configurations.ts';
import { leadView, post } from './testing/http.ts';
import { freePort } from './testing/ports.ts';
import { missingForServices, openServiceManager, type ServiceManager } from './testing/service-manager.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { until } from './testing/until.ts';
import {
  type Change,
  here,
  makeKeys,
  makeOpt,
  makeVersion,
  NEXT,
  pack,
  replaced,
  sign,
  version,
} from './testing/versions.ts';

if (missingForServices !== undefined)
  process.stderr.write(
    `${missingForServices} is missing (apt-get install socat systemd minisign): updates are not tested\n`,
  );
const noNamespaces = spawnSync('unshare', ['-rm', 'true']).status !== 0;
if (noNamespaces) process.stderr.write('unshare -rm is refused: no disk is made full for an update\n');

let stage: Stage;
let httpPort: number;
let services: ServiceManager;
beforeEach(async () => {
  stage = await openStage();
  makeKeys(stage, 'release');
  const opt = makeOpt(stage);
  httpPort = await freePort();
  const lead = writeLead(stage, { office: 'kyoto/ukyo', section: 'shimin', httpPort });
  cpSync(lead.file, stage.path('section.yaml'));
  services = await openServiceManager(stage, opt);
});
afterEach(() => stage.close());

interface Made {
  readonly told?: string;
  readonly key?: string;
  readonly change?: Change;
}

/** Bundles of the next version by what is changed in them, made once for all tests. */
const made = new Map<Made['change'], string>();
const kept = mkdtempSync(join(tmpdir(), 'matazu-bundles-'));
afterAll(() => rmSync(kept, { recursive: true, force: true }));

/** A signed bundle of the next version. */
function makeBundle({ told, key = stage.path('release.key'), change }: Made = {}): string {
  const file = stage.path(`bundle-${Math.random()}.tgz`);
  const before = made.get(change) ?? join(kept, `${made.size}.tgz`);
  if (!made.has(change)) pack(makeVersion(`${file}.made`, NEXT, change), before);
  made.set(change, before);
  cpSync(before, file);
  return sign(file, key, told);
}

const at = (name: string): string => stage.path(`opt/${name}`);
const runs = (): string => readlinkSync(at('matazu'));
function updating(file: string): string[] {
  const args = [process.execPath, at('matazu/dist/cli/main.js'), 'update', file, '--key', stage.path('release.pub')];
  return [...args, '--unit', stage.path('section.yaml'), '--hub', stage.path('hub.yaml')];
}
function update(file: string, ...options: string[]) {
  // As careful administrators have it.
  const careful = ['-c', 'umask 077; exec "$@"', 'sh', ...updating(file), ...options];
  const child = spawn('sh', careful, { env: services.environment });
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
const breaks = replaced('edge.js', 'throw new Error("broken");');
const breaksHub = replaced('hub.js', 'throw new Error("broken");');
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
    makeVersion(stage.path('opt'), '0.0.1');
    expect(await update(makeBundle()).ended).toMatchObject({
      status: 0,
      said: expect.stringContaining(folderOf(version)),
    });
    expect(runs()).toBe(folderOf(NEXT));
    await issues();
    expect(await numbers()).toEqual(['A001', 'A002']);
    expect(readdirSync(stage.path('opt')).sort()).toEqual(['matazu', folderOf(version), folderOf(NEXT)].sort());
    // The service's user can read it.
    expect(statSync(at(folderOf(NEXT))).mode & 0o777).toBe(0o755);
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

  it('with which one of two services does not become ready takes both back', async () => {
    const hub = { port: await freePort() };
    write(stage, 'hub', { data: stage.path('hub'), http: hub, mqtt: { port: await freePort() }, offices: [] });
    for (const service of ['matazu', 'matazu-hub']) expect(await services.restart(service)).toBe(true);
    const { status, said } = await update(makeBundle({ change: breaksHub })).ended;
    expect([status, said]).toEqual([1, expect.stringContaining(`matazu-hub did not become ready with ${NEXT}, so`)]);
    expect(runs()).toBe(folderOf(version));
    expect(readdirSync(stage.path('opt')).filter((name) => name.startsWith('matazu.trial'))).toEqual([]);
    expect((await fetch(`http://127.0.0.1:${hub.port}/healthz`)).status).toBe(200);
    expect((await issues()).outcome).toBe('done');
  }, 120_000);

  it('is taken with the old key and with the new while both are trusted', async () => {
    await services.restart('matazu');
    const next = makeKeys(stage, 'next');
    const keys = ['release.pub', 'next.pub'].map((name) => readFileSync(stage.path(name), 'utf8'));
    writeFileSync(stage.path('release.pub'), keys.join(''));
    expect((await update(makeBundle({ key: next })).ended).status).toBe(0);
    const told = `matazu 9.2.0 ${here}`;
    // Of who still has the old key: it comes as far as to what is in it.
    expect((await update(makeBundle({ told })).ended).said).toContain('not what is in it');
  }, 120_000);

  const exchanged = (): string => {
    const [file, other] = [makeBundle(), makeBundle({ change: breaks })];
    cpSync(`${other}.minisig`, `${file}.minisig`);
    return file;
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
  const refused: [string, () => string, string][] = [
    ['of which one byte was changed', () => changed(makeBundle()), 'not what was signed'],
    ['whose signature says another version', () => retold(makeBundle()), 'not what was signed'],
    ['that somebody else signed', () => makeBundle({ key: makeKeys(stage, 'other') }), 'another key'],
    ['beside which the signature of another lies', exchanged, 'not what was signed'],
    [
      'that is no file',
      () => sign(makeBundle(), stage.path('release.key')).replace('bundle', 'none'),
      'cannot be read',
    ],
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
  ];
  it('changes nothing where it is not what was signed, another’s, not newer, for another machine, or does not take the configuration', async () => {
    await services.restart('matazu');
    for (const [which, make, words] of refused) {
      const { status, said } = await update(make()).ended;
      expect([which, status, said]).toEqual([which, 1, expect.stringContaining(words)]);
      expect([which, ...readdirSync(stage.path('opt')).sort()]).toEqual([which, 'matazu', folderOf(version)]);
      expect(runs()).toBe(folderOf(version));
    }
    expect((await issues()).outcome).toBe('done');
  }, 120_000);

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

  it('is refused on a machine that trusts nobody, or has nothing to update', async () => {
    const refusal = async () => (await update(makeBundle()).ended).said;
    writeFileSync(stage.path('release.pub'), 'untrusted comment: none\n');
    expect(await refusal()).toContain('holds no public key');
    rmSync(stage.path('release.pub'));
    expect(await refusal()).toContain('release.pub cannot be read: the public key of who makes the releases');
    rmSync(stage.path('section.yaml'));
    expect(await refusal()).toContain('there is nothing to update');
  }, 120_000);

  it('is refused where systemd cannot be asked, or would not go back by itself', async () => {
    const refusal = async (systemctl: string) => {
      writeFileSync(stage.path('bin/systemctl'), `#!/bin/sh\n${systemctl}\n`);
      return (await update(makeBundle()).ended).said;
    };
    expect((await update(makeBundle(), '--within', 'long').ended).said).toContain('--within takes minutes');
    expect(await refusal('exit 1')).toContain('systemctl does not run');
    expect(await refusal('echo UnitFileState=disabled')).toContain('there is nothing to update');
    expect(await refusal('echo UnitFileState=enabled')).toContain('install hardware/wiring/matazu-settle');
    expect(readdirSync(stage.path('opt')).sort()).toEqual(['matazu', folderOf(version)]);
  }, 120_000);

  it('waits until another has ended, and until a trial has', async () => {
    await services.restart('matazu');
    const work = at('.matazu-update');
    const other = spawn('sh', ['-c', 'mkdir "$1" && exec flock "$1" sleep 600', 'sh', work]);
    stage.keep(other, (it) => it.kill());
    const isHeld = () => spawnSync('flock', ['-n', work, 'true']).status === 1;
    await until('another is at work', () => existsSync(work) && isHeld());
    expect((await update(makeBundle()).ended).said).toContain('another update is at work');
    execFileSync('pkill', ['-P', `${other.pid}`]);
    await until('it has ended', () => !isHeld());
    putOnTrial({ folder: stage.path('opt') }, 'matazu', folderOf(version));
    expect((await update(makeBundle()).ended).said).toContain('sudo systemctl restart matazu ends it');
    await services.restart('matazu');
    expect(existsSync(at(markOf('matazu')))).toBe(false);
  }, 120_000);

  it.skipIf(noNamespaces).each([
    ['copied', 0],
    ['unpacked', 1],
  ])('for which the disk is full before it is %s changes nothing, and says what to do', (_, copies) => {
    const file = makeBundle();
    const room = copies * statSync(file).size + 200_000;
    const onDisk = `
      mkdir "$1.disk" && mount -t tmpfs none "$1.disk" && cp -a "$1"/. "$1.disk" && mount --move "$1.disk" "$1" || exit 9
      used=$(du -sk "$1" | cut -f 1) && mount -o "remount,size=$((used + $2 / 1024))k" "$1" || exit 9
      opt=$1; shift 2; "$@"; echo "status $?"; ls -A "$opt"; readlink "$opt/matazu"`;
    const words = ['-rm', 'sh', '-c', onDisk, 'sh', stage.path('opt'), String(room), ...updating(file)];
    const { stdout, stderr } = spawnSync('unshare', words, { encoding: 'utf8', env: services.environment });
    expect(stderr).toMatch(/no space left on device.*; nothing was changed: make room/is);
    expect(stdout).toContain(`status 1\nmatazu\n${folderOf(version)}\n${folderOf(version)}\n`);
  });
});
