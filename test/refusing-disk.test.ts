import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeLead } from './testing/configurations.ts';
import { leadView, post } from './testing/http.ts';
import { freePort } from './testing/ports.ts';
import { matazu, role, start } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';

const noNamespaces = spawnSync('unshare', ['-rm', 'true']).status !== 0;
if (noNamespaces) process.stderr.write('unshare -rm is refused: no disk is made read-only\n');

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

async function aLead() {
  const port = await freePort();
  return { port, ...writeLead(stage, { office: 'kyoto/ukyo', section: 'shimin', httpPort: port }) };
}

describe('a disk that refuses what is written', () => {
  it('in mid-day stops no page: tickets are refused in words, and go on with the next number when it takes them again', async () => {
    const { file, port } = await aLead();
    const lead = role(stage, 'lead', file);
    await lead.start();
    const issue = () => post(port, { type: 'issue', service: 'shomei' });
    // The system refuses each write of the process, as it does on a disk that it has made read-only.
    const refuse = (refused: boolean) =>
      spawnSync('prlimit', ['--pid', String(lead.program.pid), `--fsize=${refused ? 0 : 'unlimited'}:unlimited`]);
    expect(await issue()).toMatchObject({ outcome: 'done', events: [{ number: 'A001' }] });
    expect(refuse(true).status).toBe(0);
    expect(await issue()).toMatchObject({ outcome: 'refused', body: expect.stringContaining('記録を書き込めない') });
    expect((await leadView(port)).tickets).toHaveLength(1);
    refuse(false);
    expect(await issue()).toMatchObject({ outcome: 'done', events: [{ number: 'A002' }] });
  });

  it.skipIf(noNamespaces)('because it is read-only is named as such by a lead that starts, and by probe', async () => {
    const { file, data } = await aLead();
    mkdirSync(data, { recursive: true });
    const mount = 'mount -t tmpfs none "$1" && mount -o remount,ro "$1" && shift && exec "$@"';
    const on = async (command: string) => {
      const words = ['-rm', 'sh', '-c', mount, 'sh', data, process.execPath, matazu, command, '--config', file];
      const program = start(stage, 'unshare', words);
      await program.ended();
      return { status: program.status, said: program.lines.join('\n') };
    };
    expect(await on('edge')).toMatchObject({ status: 1, said: expect.stringContaining('the disk is read-only') });
    expect(await on('probe')).toMatchObject({
      status: 1,
      said: expect.stringMatching(/✗ .*読み取り専用です[\s\S]*the disk is read-only[\s\S]*\$ findmnt -T/),
    });
  });
});
