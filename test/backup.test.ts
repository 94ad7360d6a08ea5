import { cpSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeHub, writeLead, writeMember } from './testing/configurations.ts';
import { issuedOf } from './testing/fold-by-hand.ts';
import { leadView, officeView, post } from './testing/http.ts';
import { countsAgree, numbersAreUnique, sequencesAgree } from './testing/invariants.ts';
import { freePort } from './testing/ports.ts';
import { role, typed } from './testing/program.ts';
import { seededRandom } from './testing/random.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { readLog, readStore } from './testing/stores.ts';
import { startTraffic } from './testing/traffic.ts';
import { until } from './testing/until.ts';

const OFFICE = 'kyoto/ukyo';
const SECTION = `${OFFICE}/shimin`;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

async function run(...command: readonly string[]) {
  const { status, lines: said } = await typed(stage, ...command);
  return { status, said };
}
const backUp = (config: string, name: string) => run('backup', '--config', config, stage.path(name));

/** Puts a copy in place of what a stopped unit or hub keeps. */
function restore(copy: string, file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  cpSync(stage.path(copy), file);
}

/** A copy, in a folder of its own, as the readers of the tests want it. */
function opened(copy: string, as: string): string {
  const folder = stage.path(`of-${copy}`);
  mkdirSync(folder);
  cpSync(stage.path(copy), `${folder}/${as}`);
  return folder;
}

async function openWard() {
  const [hubPort, mqtt, port] = [await freePort(), await freePort(), await freePort()];
  const hub = writeHub(stage, { httpPort: hubPort, mqtt: { port: mqtt } });
  const lead = writeLead(stage, { office: OFFICE, section: 'shimin', httpPort: port, hubPort: mqtt });
  const roles = { hub: role(stage, 'hub', hub.file), lead: role(stage, 'lead', lead.file) };
  await roles.hub.start();
  await roles.lead.start();
  const agree = () =>
    until('the hub and its section agree', async () => {
      const view = await leadView(port);
      const violations = countsAgree(view, await officeView(hubPort, OFFICE));
      if (violations.length > 0) throw new Error(violations.join('; '));
      return view.hub.pending === 0;
    });
  return { hub: { ...hub, role: roles.hub }, lead: { ...lead, role: roles.lead, port }, agree };
}

describe('a copy of what a running lead and hub keep', () => {
  it('taken while tickets flow loses none of those before it and gives no number again when it is put back', async () => {
    const { hub, lead, agree } = await openWard();
    const traffic = startTraffic({ port: lead.port, random: seededRandom(3), askers: 3, name: 'a' });
    await until('tickets flow', () => traffic.asked.length >= 40);
    const before = traffic.asked.flatMap(({ answer }) => (answer.outcome === 'done' ? answer.events : []));
    const [ofLead, ofHub, log] = await Promise.all([
      backUp(lead.file, 'lead-copy'),
      backUp(hub.file, 'hub-copy'),
      run('log', '--config', lead.file),
    ]);
    expect([ofLead.status, ofHub.status, log.status]).toEqual([0, 0, 0]);
    await until('tickets flow on', () => traffic.asked.length >= 80);
    await traffic.stop();
    await agree();
    await hub.role.kill();
    await lead.role.kill();

    const whole = readLog(lead.data);
    const copied = readLog(opened('lead-copy', 'section.sqlite'));
    expect(copied).toEqual(whole.slice(0, copied.length));
    expect(copied.length).toBeGreaterThanOrEqual(before.length);
    const printed = log.said.map((line) => (JSON.parse(line) as { event: { type: string } }).event.type);
    expect(printed).toEqual(whole.slice(0, printed.length).map(({ event }) => event.type));
    expect(printed.length).toBeGreaterThanOrEqual(before.length);
    const stored = readStore(opened('hub-copy', 'hub.sqlite')).get(SECTION)?.events ?? [];
    expect(stored).toEqual(whole.slice(0, stored.length).map(({ command: _, ...kept }) => kept));
    expect(statSync(stage.path('lead-copy')).mode & 0o777).toBe(0o600);

    restore('lead-copy', `${lead.data}/section.sqlite`);
    await hub.role.start();
    await lead.role.start();
    await agree();
    const answer = await post(lead.port, { type: 'issue', service: 'shomei' });
    expect(answer.outcome).toBe('done');
    await agree();
    await hub.role.kill();
    restore('hub-copy', `${hub.data}/hub.sqlite`);
    await hub.role.start();
    await agree();
    await hub.role.kill();
    await lead.role.kill();
    const now = readLog(lead.data);
    expect(now.slice(0, copied.length)).toEqual(copied);
    expect(numbersAreUnique([...whole, ...now.slice(copied.length)])).toEqual([]);
    expect(issuedOf(now).length).toBe(issuedOf(copied).length + 1);
    expect(sequencesAgree(now, readStore(hub.data).get(SECTION))).toEqual([]);
  }, 90_000);

  it('can be taken of one that is stopped, and is refused in words where it can’t be', async () => {
    const port = await freePort();
    const { file, data } = writeLead(stage, { office: OFFICE, section: 'shimin', httpPort: port });
    expect(await backUp(file, 'none')).toEqual({
      status: 1,
      said: [`matazu: ${data}/section.sqlite is not there; start this in the folder in which its owner runs`],
    });
    const lead = role(stage, 'lead', file);
    await lead.start();
    await post(port, { type: 'issue', service: 'shomei' });
    await lead.program.stop();
    expect(await backUp(file, 'copy')).toEqual({
      status: 0,
      said: [`${stage.path('copy')} holds all of ${data}/section.sqlite as it stood`],
    });
    expect(issuedOf(readLog(opened('copy', 'section.sqlite')))).toHaveLength(1);
    expect((await backUp(file, 'copy')).said).toEqual([
      `matazu: ${stage.path('copy')} is there already; name another file`,
    ]);
    expect((await backUp(file, 'nowhere/copy')).said).toEqual([
      `matazu: ${stage.path('nowhere/copy')} cannot be written (ENOENT); name a file in a folder with room that is this user's`,
    ]);
    expect(existsSync(stage.path('copy.part'))).toBe(false);
    const member = writeMember(stage, { office: OFFICE, section: 'shimin', counter: 2, lanPort: 1, devices: [] });
    expect(await backUp(member, 'member')).toMatchObject({
      status: 78,
      said: [expect.anything(), expect.stringContaining('only a lead and a hub keep anything')],
    });
  });
});
