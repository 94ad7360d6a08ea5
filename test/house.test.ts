import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

async function plant(files: ReadonlyMap<string, string>): Promise<void> {
  for (const [file, text] of files) {
    await mkdir(dirname(stage.path(file)), { recursive: true });
    await writeFile(stage.path(file), text);
  }
}

/** What a tool of this house prints, run in the planted house. It may fail: that is what it is asked for. */
function printed(tool: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const command = [`${root}node_modules/${tool}`, ...args];
    execFile(process.execPath, command, { cwd: stage.folder }, (_fault, out) => resolve(out));
  });
}

const require = createRequire(import.meta.url);
const { forbidden } = require('../.dependency-cruiser.cjs') as { forbidden: { name: string }[] };

/** Of a file: what it imports (a file of the house, or a package, or types of one), and which rule that breaks. */
const UNSOUND: readonly (readonly [file: string, imported: string, rule: string])[] = [
  ['protocol/wire/up.ts', 'cli/any.ts', 'protocol-knows-nobody'],
  ['hardware/sign/up.ts', 'edge/any.ts', 'hardware-knows-protocol'],
  ['edge/across.ts', 'hub/any.ts', 'edge-knows-hardware-and-protocol'],
  ['hub/across.ts', 'hardware/links/any.ts', 'hub-knows-protocol'],
  ['dashboard/staff/across.tsx', 'edge/core/any.ts', 'dashboard-knows-protocol'],
  ['edge/counter/next-door.ts', 'edge/paper/any.ts', 'edge-rooms-know-no-other-room'],
  ['hub/telling/next-door.ts', 'hub/intake/any.ts', 'hub-rooms-know-no-other-room'],
  ['dashboard/board/next-door.tsx', 'dashboard/staff/any.ts', 'dashboard-rooms-know-no-other-room'],
  ['hub/core/wait/up.ts', 'hub/core/views/any.ts', 'models-know-no-view'],
  ['edge/queue/up.ts', 'edge/counter/any.ts', 'the-ground-knows-no-room'],
  ['edge/counter/inside.ts', 'hardware/sign/any.ts', 'a-device-kind-shows-its-interface'],
  ['hardware/inside.ts', 'hardware/sign/any.ts', 'a-device-kind-shows-its-interface'],
  ['hardware/scanner/next-door.ts', 'hardware/sign/any.ts', 'a-device-kind-shows-its-interface'],
  ['hub/store/up.ts', 'hub/intake/any.ts', 'the-ground-knows-no-room'],
  ['protocol/congestion/up.ts', 'protocol/wire/any.ts', 'protocol-floors'],
  ['protocol/ground/up.ts', 'protocol/queue/any.ts', 'protocol-ground'],
  ['protocol/queue/up.ts', 'protocol/congestion/any.ts', 'protocol-queue'],
  ['protocol/paper/next-door.ts', 'protocol/identity/any.ts', 'protocol-rooms'],
  ['dashboard/live/transport.ts', 'protocol/wire/transport/any.ts', 'dashboard-takes-no-transport'],
  ['edge/core/parser.ts', 'zod', 'core-is-pure'],
  ['hub/core/wire.ts', 'protocol/wire/any.ts', 'core-is-pure'],
  ['protocol/queue/evolve.ts', 'protocol/ground/any.ts', 'core-is-pure'],
  ['hub/core/wait/file.ts', 'node:fs', 'core-takes-no-node-builtin'],
  ['hub/telling/store.ts', 'better-sqlite3', 'native-packages-stay-in-links-logs-and-stores'],
  ['cli/port.ts', 'serialport', 'native-packages-stay-in-links-logs-and-stores'],
  ['cli/nowhere.ts', 'cli/missing.ts', 'everything-resolves'],
  ['cli/circle.ts', 'cli/back.ts', 'no-circles'],
  ['cli/back.ts', 'cli/circle.ts', ''],
  ['cli/type-circle.ts', 'type cli/type-back.ts', 'no-circles'],
  ['cli/type-back.ts', 'type cli/type-circle.ts', ''],
];
const SOUND: readonly (readonly [file: string, imported: string])[] = [
  ['protocol/queue/down.ts', 'protocol/paper/any.ts'],
  ['hardware/sign/down.ts', 'protocol/wire/any.ts'],
  ['hardware/sign/beside.ts', 'hardware/sign/any.ts'],
  ['hardware/kinds.ts', 'hardware/sign/kind.ts'],
  ['edge/counter/entry.ts', 'hardware/scanner/scanner-configuration.ts'],
  ['hardware/links/port.ts', 'serialport'],
  ['edge/counter/down.ts', 'edge/queue/any.ts'],
  ['edge/lead.ts', 'edge/counter/any.ts'],
  ['edge/counter/counter.test.ts', 'edge/paper/any.ts'],
  ['edge/core/down.ts', 'type protocol/wire/any.ts'],
  ['edge/queue/sqlite-log.ts', 'better-sqlite3'],
  ['hub/telling/down.ts', 'hub/core/views/any.ts'],
  ['hub/core/down.ts', 'protocol/queue/order.ts'],
  ['dashboard/staff/down.tsx', 'protocol/congestion/any.ts'],
  ['cli/down.ts', 'hub/any.ts'],
  ['test/down.ts', 'cli/any.ts'],
];
const INSTALLED = ['zod', 'better-sqlite3'];

function importing(file: string, imported: string): string {
  const [name = '', type = ''] = imported.split(' ').reverse();
  if (!name.endsWith('.ts')) return `import * as it from '${name}';\nexport const any = it;\n`;
  const path = relative(dirname(file), name);
  const statement = `import ${type} { any as it } from '${path.startsWith('.') ? path : `./${path}`}';\n`;
  return `${statement}export const any${type === '' ? ' = it' : ': typeof it = 1'};\n`;
}

describe('the import check', () => {
  it('has every rule red on a planted import that breaks it, and nothing else', async () => {
    const targets = [...UNSOUND, ...SOUND].map(([, imported]) => imported.replace('type ', ''));
    const files = targets.filter((name) => name.endsWith('.ts') && name !== 'cli/missing.ts');
    await plant(
      new Map([
        ...files.map((file) => [file, 'export const any = 1;\n'] as const),
        ...[...UNSOUND, ...SOUND].map(([file, imported]) => [file, importing(file, imported)] as const),
      ]),
    );
    await copyFile(`${root}tsconfig.json`, stage.path('tsconfig.json'));
    await mkdir(stage.path('node_modules'));
    for (const name of INSTALLED) await symlink(`${root}node_modules/${name}`, stage.path(`node_modules/${name}`));

    const config = ['--config', `${root}.dependency-cruiser.cjs`, '--output-type', 'json'];
    const floors = ['protocol', 'hardware', 'edge', 'hub', 'dashboard', 'cli', 'test'];
    const out = await printed('dependency-cruiser/bin/dependency-cruise.mjs', [...floors, ...config]);
    const { summary } = JSON.parse(out) as { summary: { violations: { from: string; rule: { name: string } }[] } };
    const broken = summary.violations.map(({ from, rule }) => `${from.replace('back', 'circle')} breaks ${rule.name}`);
    const planted = UNSOUND.filter(([, , rule]) => rule !== '');
    expect(broken.sort()).toEqual(planted.map(([file, , rule]) => `${file} breaks ${rule}`).sort());
    expect(new Set(planted.map(([, , rule]) => rule))).toEqual(new Set(forbidden.map(({ name }) => name)));
  });
});

describe('the files that put a role together', () => {
  it.each(['edge/lead.ts', 'edge/member.ts', 'hub/hub.ts', 'cli/demo/open-demo.ts'])(
    'are a page each: %s',
    async (file) => {
      expect((await readFile(`${root}${file}`, 'utf8')).split('\n').length).toBeLessThanOrEqual(150);
    },
  );
});

describe('the lint', () => {
  /** A function of two lines more; its head and its last line, a brace, are not counted. */
  const lines = (count: number, line: string): string =>
    `export function long(): number {\n  let n = 0;\n${line.repeat(count)}  return n;\n}\n`;

  it('has a function of more than 80 lines red, comments and empty lines among them, but in the estimate and in tests', async () => {
    await plant(
      new Map([
        ['.gitignore', 'node_modules\n'],
        ['edge/fits.ts', lines(78, '  n += 1;\n')],
        ['edge/long.ts', lines(79, '  n += 1;\n')],
        ['cli/comments.ts', lines(79, '  // One more.\n')],
        ['protocol/wire/empty.ts', lines(79, '\n')],
        ['hub/core/wait/long.ts', lines(200, '  n += 1;\n')],
        ['hub/core/forecast/long.ts', lines(200, '  n += 1;\n')],
        ['edge/long.test.ts', lines(200, '  n += 1;\n')],
      ]),
    );
    await copyFile(`${root}biome.json`, stage.path('biome.json'));
    const out = await printed('@biomejs/biome/bin/biome', ['lint', '--reporter=github', '.']);
    const tooLong = out.split('\n').filter((line) => line.includes('noExcessiveLinesPerFunction'));
    const red = tooLong.map((line) => /file=(?:[^,]*\/matazu-test-\w+\/)?([^,]+)/.exec(line)?.[1]);
    expect(red.sort()).toEqual(['cli/comments.ts', 'edge/long.ts', 'protocol/wire/empty.ts']);
  });
});
