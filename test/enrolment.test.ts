import { cpSync, existsSync, readFileSync, statSync } from 'node:fs';
import { get } from 'node:https';
import qrcode from 'qrcode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IdentityFolder } from '../protocol/identity/folder.ts';
import { clientIdOf } from '../protocol/identity/identity.ts';
import { Revocations } from '../protocol/identity/revocations.ts';
import { openOwnIdentity } from '../protocol/wire/transport/enrolment/own-identity.ts';
import { write, writeLead, writeMember } from './testing/configurations.ts';
import { officeView, post } from './testing/http.ts';
import { openCity, LEAD as UNIT } from './testing/identities.ts';
import { freePort } from './testing/ports.ts';
import { type Program, startMatazu, typed } from './testing/program.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { until } from './testing/until.ts';

const OFFICE = { office: 'kyoto/ukyo', section: 'shimin' };
const LEAD = 'kyoto/ukyo/shimin/ukyo-shimin-1';
const MEMBER = 'kyoto/ukyo/shimin/ukyo-shimin-2';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

interface Said {
  readonly status: number | null;
  readonly said: string;
}

/** Types a command. */
async function type(...words: readonly string[]): Promise<Said> {
  const { status, lines } = await typed(stage, ...words);
  return { status, said: lines.join('\n') };
}

/** Likewise; it does what it is asked. */
async function done(...words: readonly string[]): Promise<string> {
  const { status, said } = await type(...words);
  expect({ status, said }).toEqual({ status: 0, said: expect.anything() });
  return said;
}

const codeIn = (said: string): string => /^ {2}(\S+:\d+\/\S+)$/m.exec(said)?.[1] ?? 'no code';
const open = (folder: string) => new IdentityFolder({ folder, now: Date.now, graceMs: 0 });

interface TestHub {
  readonly file: string;
  readonly port: number;
  readonly folder: string;
  readonly httpPort: number;
  readonly mqttPort: number;
}

/** A hub's configuration, and its authority. */
async function aHub({
  name = 'hub',
  port,
  folder = stage.path(`${name}-identity`),
}: Partial<TestHub> & { name?: string } = {}): Promise<TestHub> {
  const enrol = { port: port ?? (await freePort()) };
  // To machines that are known alone, also here.
  const [http, mqtt] = [{ port: await freePort() }, { port: await freePort(), open: false }];
  const offices = [{ path: OFFICE.office, name: '右京区役所', sections: [OFFICE.section] }];
  const file = write(stage, name, { data: stage.path(name), http, mqtt, identity: { folder, enrol }, offices });
  return { file, port: enrol.port, folder, httpPort: http.port, mqttPort: mqtt.port };
}

/** Whom it says that it shuts out. */
async function revokedAt({ port, folder }: Pick<TestHub, 'port' | 'folder'>): Promise<readonly string[]> {
  const ca = readFileSync(`${folder}/ca.pem`);
  const body = await new Promise<string>((resolve, reject) => {
    get({ host: '127.0.0.1', port, ca, path: '/api/v1/revoked' }, (response) => {
      response.setEncoding('utf8').once('data', resolve);
    }).once('error', reject);
  });
  return Revocations.parse(JSON.parse(body)).serials;
}

async function running(hub: TestHub): Promise<Program> {
  const program = startMatazu(stage, 'hub', hub.file);
  await program.says('the hub is open');
  return program;
}

/** A lead's configuration, whose identity lies in the folder that is given back. */
async function aLead({ folder = stage.path('lead-identity'), hubPort = 1 } = {}) {
  const httpPort = await freePort();
  return { folder, httpPort, file: writeLead(stage, { ...OFFICE, httpPort, hubPort, identity: { folder } }).file };
}

describe('three commands', () => {
  it('make a city’s authority and bring a machine in, once, as whom it was invited as, and they know each other', async () => {
    const hub = await aHub();
    const lead = await aLead({ hubPort: hub.mqttPort });
    const made = await done('ca', 'init', '--city', '京都市', '--name', '127.0.0.1', '--config', hub.file);
    const [, fingerprint = '-'] = /fingerprint: (\S+)/.exec(made) ?? [];
    expect(await type('ca', 'init', '--city', '京都市', '--config', hub.file)).toEqual({
      status: 78,
      said: expect.stringContaining('has an authority already: it is never written over'),
    });
    await running(hub);
    const invited = await done('invite', '--unit', LEAD, '--role', 'lead', '--config', hub.file);
    const code = codeIn(invited);
    // The picture is there to be scanned, and is of this very code.
    expect(invited).toContain(await qrcode.toString(code, { type: 'utf8' }));
    expect(await done('join', code, '--config', lead.file)).toContain(fingerprint);
    expect(statSync(`${lead.folder}/identity.pem`).mode & 0o777).toBe(0o600);
    expect(clientIdOf(open(lead.folder).identity)).toBe(LEAD.replaceAll('/', '.'));
    const thief = await type('join', code, '--folder', stage.path('thief'));
    expect(thief).toEqual({ status: 1, said: expect.stringContaining('used already') });
    expect(existsSync(stage.path('thief/identity.pem'))).toBe(false);

    await startMatazu(stage, 'edge', lead.file).says('the section is open');
    await post(lead.httpPort, { type: 'issue', service: 'shomei', by: 'kiosk' });
    const waiting = async () => (await officeView(hub.httpPort, OFFICE.office)).sections[0]?.services[0]?.waiting;
    await until('what the section tells is public', async () => (await waiting()) === 1);

    // A code of another machine, at the lead: it is named, and the lead stays who it is.
    const other = codeIn(await done('invite', '--unit', MEMBER, '--role', 'member', '--config', hub.file));
    const before = readFileSync(`${lead.folder}/identity.pem`, 'utf8');
    expect(await type('join', other, '--config', lead.file)).toEqual({
      status: 78,
      said: expect.stringContaining(`it is for the member ${MEMBER}`),
    });
    // Nor does it take the place of another machine whose folder was named by mistake, and the code is good for its own.
    for (const at of [
      ['--folder', lead.folder],
      ['--config', lead.file, '--folder', hub.folder],
    ])
      expect(await type('join', other, ...at)).toEqual({
        status: 78,
        said: expect.stringMatching(/is the identity of the (lead|hub) .*: nothing was written; name another folder/),
      });
    expect(readFileSync(`${lead.folder}/identity.pem`, 'utf8')).toBe(before);

    // A stolen Pi: shut out at the hub that runs.
    expect(await done('renew', '--config', lead.file)).toContain('it is due from then on');
    expect(statSync(`${lead.folder}/identity.pem`).mode & 0o777).toBe(0o600);
    const { serial } = open(lead.folder);
    expect(await done('ca', 'list', '--config', hub.file)).toContain(`${LEAD} lead`);
    await done('revoke', '--unit', LEAD, '--config', hub.file);
    await until('the running hub shuts it out', async () => (await revokedAt(hub)).includes(serial));
    expect(await done('ca', 'list', '--config', hub.file)).not.toContain(`${LEAD} lead`);
  });
});

describe('without a network', () => {
  it('a machine comes in by one file on a stick, and its key stays where it was made', async () => {
    const [hub, lead] = [await aHub(await openCity(stage)), await aLead()];
    const stick = stage.path('lead.pem');
    await done('join', '--request', stick, '--config', lead.file);
    const early = await type('join', '--answer', stick, '--config', lead.file);
    expect(early).toEqual({ status: 78, said: expect.stringContaining(`run "matazu sign ${stick}"`) });
    await done('sign', stick, '--unit', LEAD, '--role', 'lead', '--config', hub.file);
    const twice = await type('sign', stick, '--unit', LEAD, '--role', 'lead', '--config', hub.file);
    expect(twice).toEqual({ status: 78, said: expect.stringContaining('has no request in it') });
    expect(readFileSync(stick, 'utf8')).not.toContain('PRIVATE KEY');
    await done('join', '--answer', stick, '--config', lead.file);
    expect(clientIdOf(open(lead.folder).identity)).toBe(LEAD.replaceAll('/', '.'));
    expect(open(lead.folder).signer).toBe(`localhost:${hub.port}`);
    // The same stick at another machine: its key is not there.
    expect(await type('join', '--answer', stick, '--folder', stage.path('thief'))).toEqual({
      status: 78,
      said: expect.stringContaining('another request than this machine’s'),
    });
  });

  it('a section without a hub has its lead for its authority, for its own units alone', async () => {
    const folder = stage.path('lead-identity');
    const enrol = { port: await freePort() };
    const settings = { ...OFFICE, httpPort: await freePort(), identity: { folder, enrol } };
    const lead = writeLead(stage, settings).file;
    const refused = startMatazu(stage, 'edge', lead);
    await refused.ended();
    expect(refused.status).toBe(78);
    expect(refused.lines.join('\n')).toContain('has no authority; make one with "matazu ca init"');
    await done('ca', 'init', '--city', '右京区市民窓口課', '--name', '127.0.0.1', '--config', lead);
    const program = startMatazu(stage, 'edge', lead);
    await program.says('the section is open');
    const at = stage.path('member-identity');
    const member = writeMember(stage, { ...OFFICE, counter: 2, lanPort: 1, devices: [], identity: { folder: at } });
    const code = codeIn(await done('invite', '--unit', MEMBER, '--role', 'member', '--config', lead));
    await done('join', code, '--config', member);
    expect(open(at).identity.role).toBe('member');
    await done('revoke', '--unit', MEMBER, '--config', lead);
    const { serial } = open(at);
    await until('the running lead shuts it out', async () =>
      (await revokedAt({ folder, port: enrol.port })).includes(serial),
    );
    const stranger = 'kyoto/ukyo/hoken/ukyo-hoken-1';
    expect(await type('invite', '--unit', stranger, '--role', 'lead', '--config', lead)).toEqual({
      status: 78,
      said: expect.stringContaining('signs for no other section'),
    });
    await program.stop();
    const rows = (await done('audit', '--config', lead))
      .split('\n')
      .map((row) => row.split('\t').slice(3, 5).join(' '));
    const own = open(folder).serial;
    expect(rows.filter((row) => row.includes('certificate'))).toEqual([
      `sign-machine lead shimin/ukyo-shimin-1, certificate ${own}`,
      `enrol-machine member shimin/ukyo-shimin-2, certificate ${serial}`,
      `revoke-machine member shimin/ukyo-shimin-2, certificate ${serial}`,
    ]);
  });
});

describe('the hub’s machine is lost', () => {
  /** The unit's own keeping of its identity, which runs in the lead; it renews once it may. */
  const keeps = async (folder: string) => {
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const trust = { now: Date.now, graceMs: 0 };
    const options = { clock: Date.now, trust, logger: quiet, random: () => 0, changed: () => undefined };
    return stage.keep(await openOwnIdentity({ ...options, identity: { folder } }), (it) => it.close());
  };

  it('and there is a copy of its identity’s folder: it goes on as if nothing had been', async () => {
    const [hub, lead] = [await aHub(await openCity(stage)), await aLead()];
    const safe = stage.path('safe');
    cpSync(hub.folder, safe, { recursive: true });
    const replaced = await aHub({ name: 'new', port: hub.port });
    cpSync(safe, replaced.folder, { recursive: true });
    await running(replaced);
    const code = codeIn(await done('invite', '--unit', LEAD, '--role', 'lead', '--config', replaced.file));
    await done('join', code, '--config', lead.file);
    expect(open(lead.folder).authorities.map(String).join('')).toBe(readFileSync(`${hub.folder}/ca.pem`, 'utf8'));
  });

  it('and the new one has another address: machines that are told it renew there, with all else as it was', async () => {
    const old = await openCity(stage);
    // Of sixty days ago: it is to be renewed now, and where it came in nobody answers.
    const lead = await aLead({ folder: await old.bringIn(UNIT, Date.now() - 61 * 86_400_000) });
    const replaced = await aHub({ name: 'new' });
    cpSync(old.folder, replaced.folder, { recursive: true });
    await running(replaced);
    const kept = await keeps(lead.folder);
    const before = kept.folder.certificate();
    const authority = `${replaced.folder}/ca.pem`;
    await done('trust', authority, '--at', `127.0.0.1:${replaced.port}`, '--config', lead.file);
    await until('the unit has renewed by itself', () => kept.folder.certificate() !== before);
    expect(readFileSync(`${lead.folder}/ca.pem`, 'utf8')).toBe(readFileSync(authority, 'utf8'));
    expect(await done('ca', 'list', '--config', replaced.file)).toContain(open(lead.folder).serial);
  });

  it('with the only key of its authority: another takes its place beside the old one, and nobody is brought in again', async () => {
    const old = await openCity(stage);
    const lead = await aLead({ folder: await old.bringIn(UNIT) });
    const kept = await keeps(lead.folder);
    const before = kept.folder.certificate();

    // Of the old one a unit still has its certificate, which is no secret.
    const replaced = await aHub({ name: 'new' });
    await done('ca', 'init', '--city', '京都市', '--name', '127.0.0.1', '--config', replaced.file);
    const ours = readFileSync(`${replaced.folder}/ca.pem`, 'utf8');
    // A Pi that the old one had shut out stays so.
    const thiefs = { ...UNIT, unit: 'stolen' };
    const { serial: stolen } = open(await old.bringIn(thiefs));
    old.revoke(thiefs);
    const list = `${old.folder}/revoked.json`;
    const wrong = ['trust', `${replaced.folder}/ca.pem`, '--revoked', list, '--config', replaced.file];
    expect(await type(...wrong)).toEqual({
      status: 78,
      said: expect.stringContaining('no list that this authority signed'),
    });
    await done('trust', `${lead.folder}/ca.pem`, '--revoked', list, '--config', replaced.file);
    await running(replaced);
    expect(await revokedAt(replaced)).toEqual([stolen]);
    // Before it has renewed, the old authority is all that its own certificate has.
    const only = ['trust', `${replaced.folder}/authority/ca.pem`, '--config', lead.file];
    expect(await type(...only, '--only')).toEqual({
      status: 78,
      said: expect.stringContaining('still of the other authority'),
    });
    await done(...only, '--at', `127.0.0.1:${replaced.port}`);
    await until('the unit has renewed by itself', () => kept.folder.certificate() !== before);
    await until('it believes whom the hub believes', () => kept.folder.authorities.length === 2);
    await done(...only, '--only');
    expect(readFileSync(`${lead.folder}/ca.pem`, 'utf8')).toBe(ours);
  });
});
