import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeLead } from './testing/configurations.ts';
import { leadView, post } from './testing/http.ts';
import { freePort } from './testing/ports.ts';
import { root, start } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

it('one file is a whole Matazu: unpacked elsewhere, with no package to be had, a section opens and issues', async () => {
  const file = execFileSync(`${root}.ci/bundle`, [stage.folder], { encoding: 'utf8' }).trim();
  execFileSync('tar', ['xzf', file, '-C', stage.folder, '--transform', 's,^[^/]*,matazu,']);
  const { components } = JSON.parse(readFileSync(stage.path('matazu/sbom.cdx.json'), 'utf8')) as {
    components: { name: string; version: string; licenses?: unknown[] }[];
  };
  expect(components.map(({ name }) => name)).toEqual(expect.arrayContaining(['aedes', 'better-sqlite3', 'fastify']));
  expect(components.filter(({ licenses }) => licenses === undefined).map(({ name }) => name)).toEqual([]);
  const httpPort = await freePort();
  // Serial ports, which need a native package, at a port that is not there.
  const serial = { id: 'sign-1', kind: 'sign', driver: 'serial', link: { serial: stage.path('no-sign') }, counter: 1 };
  const lead = writeLead(stage, { office: 'kyoto/ukyo', section: 'shimin', httpPort, devices: [serial] });
  const unit = start(stage, process.execPath, [stage.path('matazu/dist/cli/main.js'), 'edge', '--config', lead.file]);
  await unit.says('the section is open');
  expect(await post(httpPort, { type: 'issue', service: 'shomei', by: 'staff' })).toMatchObject({ outcome: 'done' });
  expect((await fetch(`http://127.0.0.1:${httpPort}/staff`)).headers.get('content-type')).toContain('text/html');
  await unit.says('"device":"sign-1"');
  expect((await leadView(httpPort)).tickets).toHaveLength(1);
}, 120_000);
