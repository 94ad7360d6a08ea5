import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCityWard } from '../edge/identity/testing/city-ward.ts';
import { openTestLead } from '../edge/testing/open-units.ts';
import { enrolled, firstSupervisor, PIN, type Visitor } from '../edge/testing/open-ward.ts';
import { readAuditHeads } from '../hub/store/read-audit-heads.ts';
import { Opened, openTestHub } from '../hub/testing/test-hub.ts';
import { openTestCity } from '../protocol/identity/testing/city.ts';
import { putIdentity } from '../protocol/identity/testing/identity-folder.ts';
import { People } from '../protocol/wire/people.ts';
import { panel, write, writeHub, writeLead } from './testing/configurations.ts';
import { isNowhere } from './testing/invariants.ts';
import { freePort } from './testing/ports.ts';
import { role, typed } from './testing/program.ts';
import { plugInPanel } from './testing/simulators.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { until } from './testing/until.ts';
import { listen } from './testing/wire.ts';

const SECTION = 'kyoto/ukyo/shimin';
const PLACE = { role: 'lead', city: 'kyoto', office: 'ukyo', section: 'shimin' } as const;
const DAMAGED = 65;
const CONFIGURATION = 78;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

async function run(...command: readonly string[]) {
  const { status, lines: said } = await typed(stage, ...command);
  return { status, said };
}

async function openWard() {
  const [hubPort, mqtt, port] = [await freePort(), await freePort(), await freePort()];
  const buttons = await plugInPanel(stage);
  const city = await openTestCity();
  const [folder, hubs] = [stage.path('identity'), stage.path('hub-identity')];
  await putIdentity(city, { ...PLACE, unit: 'ukyo-shimin-1' }, folder);
  await putIdentity(city, { role: 'hub', unit: 'hub' }, hubs);
  const hub = writeHub(stage, { httpPort: hubPort, mqtt: { port: mqtt, open: false }, identity: { folder: hubs } });
  const devices = [panel(1, buttons.port)];
  const settings = { office: 'kyoto/ukyo', section: 'shimin', httpPort: port, hubPort: mqtt, devices };
  const lead = writeLead(stage, { ...settings, identity: { folder } });
  const roles = { hub: role(stage, 'hub', hub.file), lead: role(stage, 'lead', lead.file) };
  await roles.hub.start();
  await roles.lead.start();
  await roles.lead.program.says('"device":"panel-1"');
  const file = join(lead.data, 'audit', '0000000001.jsonl');
  const lines = () => readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return { hub: { ...hub, role: roles.hub }, lead: { ...lead, role: roles.lead }, buttons, file, lines };
}

it('is read by who asked and when, and is whole after the power went; a tail that was cut off is found by what the hub heard, which tells of it too when the section goes on', async () => {
  const { hub, lead, buttons, file, lines } = await openWard();
  const presses = () => lines().filter((line) => line.includes('"panel-1"')).length;
  const heard = () => readAuditHeads(hub.data, SECTION).at(-1)?.seq ?? 0;
  // A pause and its end are events, which take word of the audit with them to the hub; what is refused between them is a row, too.
  for (let count = 1; count <= 4; count++) {
    buttons.press(count % 2 === 0 ? 1 : 6);
    await until('it is written down', () => presses() === count);
  }
  await until('the hub has heard of it', () => heard() >= 4);
  await lead.role.kill();

  const heads = await run('audit', '--config', hub.file, '--heads', SECTION);
  writeFileSync(stage.path('heads'), heads.said.join('\n'));
  const verified = () => run('audit', '--config', lead.file, '--verify', '--heads', stage.path('heads'));
  const whole = await verified();
  expect([whole.status, whole.said[0]]).toEqual([0, expect.stringContaining('is whole: 5 rows')]);

  const read = async (...options: string[]) => (await run('audit', '--config', lead.file, ...options)).said;
  const rows = (await read()).map((row) => row.split('\t'));
  expect(rows.map(([, , who, what]) => `${who}: ${what}`)).toEqual([
    'lead ukyo-shimin-1: start',
    'unit panel-1: pause-counter',
    'unit panel-1: call-next',
    'unit panel-1: pause-counter',
    'unit panel-1: call-next',
  ]);
  expect(await read('--actor', 'panel-1', '--day', rows[1]?.[1]?.slice(0, 10) ?? '')).toHaveLength(4);
  expect(await read('--day', '2020-01-01')).toEqual([]);

  writeFileSync(file, `${lines().slice(0, 2).join('\n')}\n`);
  const cut = await verified();
  expect(cut.status).toBe(DAMAGED);
  expect(cut.said[0]).toMatch(/^row \d, which the hub heard of on .* is not there: the audit ends with row 2/);

  await lead.role.start();
  await hub.role.program.says('audit ends sooner than it did');
}, 60_000);

it('is known to the hub also when nothing happens in the queue, what was refused and a new start, by where it ends alone; and nothing of it is published', async () => {
  const [data, folder] = [stage.path('data'), stage.path('identity')];
  await putIdentity(await openTestCity(), { ...PLACE, unit: 'lead' }, folder);
  const opened = new Opened();
  stage.keep(opened, () => opened.close());
  const hub = await openTestHub(opened, stage.path('hub'));
  const open = () =>
    openTestLead(
      { data, identity: { folder }, hub: { url: hub.broker } },
      // A day in half an hour: what is told every ten seconds is told four times in one.
      { clock: { now: Date.now, trusted: () => true, speed: 40 } },
    );
  const heads = () => readAuditHeads(stage.path('hub'), SECTION);
  const heard = () => heads().map(({ seq }) => seq);
  const wire = await listen(stage, Number(new URL(hub.broker).port));
  const lead = await open();
  await until('the start is heard of', () => heard().includes(1));
  lead.handle({ type: 'cancel', ticket: 'A099' });
  await until('what was refused is heard of', () => heard().at(-1) === 2);
  await wire.settled();
  const pages = [
    ...[
      '/api/v1/congestion',
      '/api/v1/congestion/kyoto/ukyo',
      `/api/v1/accuracy/${SECTION}`,
      '/open-data/congestion.csv',
    ].map((path) => `${hub.url}${path}`),
    ...['board', 'kiosk'].map((view) => `http://127.0.0.1:${lead.httpPort}/api/v1/section?view=${view}`),
  ];
  const told = await Promise.all(pages.map(async (page) => (await fetch(page)).text()));
  expect(wire.seen.map(({ topic }) => topic)).toContain(`matazu/v1/${SECTION}/events`);
  const [row, end] = ['A099', heads().at(-1)?.head ?? ''];
  expect(readFileSync(join(data, 'audit', '0000000001.jsonl'), 'utf8')).toContain(row);
  expect(isNowhere([row], { texts: [...told, ...wire.seen.map(({ payload }) => payload)], folders: [] })).toEqual([]);
  const toOthers = wire.seen.filter(({ topic }) => !topic.endsWith('/events')).map(({ payload }) => payload);
  expect(isNowhere([end], { texts: [...told, ...toOthers], folders: [] })).toEqual([]);
  await lead.close();
  await open();
  await until('the new start is heard of', () => heard().at(-1) === 3);
  expect(heard()).toEqual([1, 2, 3]);
}, 60_000);

it('names nobody, and has each sign-in, wrong PIN, lock and pairing, what supervisors did about people, and who came by the city’s own sign-in', async () => {
  const { file, data } = writeLead(stage, { office: 'kyoto/ukyo', section: 'shimin', httpPort: 1 });
  const { lead, codes, visitor, city, go, come } = await openCityWard({ data });
  const done = async (by: Visitor, path: string, body: object) => {
    const answer = await by.ask(path, body);
    expect([path, answer.status]).toEqual([path, answer.body === null ? 204 : 200]);
    return answer.body;
  };
  const boss = await firstSupervisor(visitor(), codes[0]);
  const staff = await enrolled(boss, visitor(), { name: '田中' });
  const people = People.parse((await boss.ask('/people')).body);
  const [leader, clerk] = (['supervisor', 'staff'] as const).map(
    (role) => people.find((each) => each.role === role)?.person,
  );
  await done(staff, '/sign-out', {});
  for (let i = 0; i < 5; i++) await staff.ask('/sign-in', { name: '田中', pin: '902846' });
  await done(boss, '/people/unlock', { person: clerk });
  await done(staff, '/sign-in', { name: '田中', pin: PIN });
  await done(staff, '/pin', { old: PIN, pin: '739164' });
  const { code } = await done(staff, '/pairing', { role: 'board' });
  await done(visitor(), '/pair', { code });
  await done(boss, '/people/sign-out', { person: clerk });
  await done(boss, '/people/remove', { person: clerk });
  const ofCity = visitor();
  city.person = { sub: 's-0815', name: '山田', groups: ['shimin'] };
  await come(ofCity, await go(ofCity));
  const guest = People.parse((await boss.ask('/people')).body).find(({ methods }) => methods.oidc)?.person;
  await done(ofCity, '/sign-out', { everywhere: true });
  await done(boss, '/pairing/end', {});
  await lead.close();

  const { status, said } = await run('audit', '--config', file);
  expect(status).toBe(0);
  const told = { [`${leader}`]: 'leader', [`${clerk}`]: 'clerk', [`${guest}`]: 'guest' };
  const known = (words: string) => words.replace(/[0-9a-f]{16}/g, (sign) => told[sign] ?? sign);
  const rows = said.slice(1).map((row) => row.split('\t').slice(2).map(known));
  expect(rows.map(([who, action, object, result]) => [who, action, object, result].join('|'))).toEqual([
    'supervisor leader|choose-pin||done',
    'supervisor leader|sign-in||done',
    'supervisor leader|enrol-person|person clerk|done',
    'staff clerk|choose-pin||done',
    'staff clerk|sign-in||done',
    'staff clerk|sign-out||done',
    ...Array(5).fill('staff clerk|sign-in||wrong-pin'),
    'staff clerk|lock||done',
    'supervisor leader|unlock|person clerk|done',
    'staff clerk|sign-in||done',
    'staff clerk|change-pin||done',
    'staff clerk|pairing||done',
    'board|pair||done',
    'supervisor leader|sign-out-person|person clerk|done',
    'supervisor leader|remove-person|person clerk|done',
    'staff guest|sign-in||done',
    'staff guest|sign-out-everywhere||done',
    'supervisor leader|end-pairing||done',
  ]);
  expect(said.join(' ')).not.toMatch(/佐藤|田中|山田|s-0815/);
}, 60_000);

it('says what it needs where it is asked in the wrong place', async () => {
  const hub = writeHub(stage, { httpPort: 1, mqtt: { port: 2 } });
  const lead = writeLead(stage, { office: 'kyoto/ukyo', section: 'shimin', httpPort: 1 });
  const told = async (...options: string[]) => {
    const { status, said } = await run('audit', ...options);
    return [status, said.join(' ')];
  };
  const heads = write(stage, 'heads', { not: 'heads' });
  expect(await told('--config', hub.file)).toEqual([CONFIGURATION, expect.stringContaining('name a section')]);
  expect(await told('--config', lead.file, '--heads', heads)).toEqual([
    CONFIGURATION,
    expect.stringContaining('--verify'),
  ]);
  expect(await told('--config', lead.file, '--verify', '--heads', heads)).toEqual([
    CONFIGURATION,
    expect.stringContaining('line 1 is not of kyoto/ukyo/shimin'),
  ]);
  expect(await told('--config', lead.file, '--verify')).toEqual([DAMAGED, expect.stringContaining('there is no row')]);
});
