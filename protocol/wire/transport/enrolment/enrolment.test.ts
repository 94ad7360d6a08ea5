// Before x509, which looks for it as it loads.
import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate as Certificate, X509Crl } from '@peculiar/x509';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { codeText, readCode } from '../../../identity/authority/code.ts';
import { KeptAuthority } from '../../../identity/authority/kept-authority.ts';
import { IDENTITY_FILES } from '../../../identity/files.ts';
import { IdentityFolder } from '../../../identity/folder.ts';
import { clientIdOf, HUB, type Identity } from '../../../identity/identity.ts';
import { keepAnswer, requestIn } from '../../../identity/join.ts';
import { areSigned } from '../../../identity/revocations.ts';
import { enrol, renew } from './client.ts';
import { openEnrolment } from './listener.ts';
import { openOwnIdentity } from './own-identity.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-11-24T10:00+09:00');
const LEAD: Identity = { role: 'lead', city: 'kyoto', office: 'ukyo', section: 'shimin', unit: 'ukyo-shimin-1' };
const KIOSK: Identity = { ...LEAD, role: 'kiosk', unit: 'ukyo-shimin-9' };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
let now = START;
beforeEach(() => {
  now = START;
});

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'matazu-enrolment-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
const open = (folder: string, graceMs = 0) => new IdentityFolder({ folder, now: () => now, graceMs });

/** Somebody vouches for a machine: its folder is written without a network. */
async function bringIn(authority: KeptAuthority, identity: Identity, folder = aFolder()): Promise<string> {
  const { request } = await requestIn(folder);
  const certificate = await authority.sign({ identity, names: ['127.0.0.1'], request, now });
  await keepAnswer(folder, { certificate, authorities: authority.certificate });
  return folder;
}

async function openAuthority(name = 'kyoto') {
  const folder = aFolder();
  const authority = await KeptAuthority.make(folder, { name, now });
  await bringIn(authority, HUB, folder);
  const own = open(folder);
  const clock = () => now;
  const listener = await openEnrolment({
    host: '127.0.0.1',
    port: 0,
    folder: own,
    authority,
    now: clock,
    logger: quiet,
  });
  onTestFinished(() => listener.close());
  const at = `127.0.0.1:${listener.port}`;
  const invite = (identity: Identity): string => codeText({ ...authority.invite({ identity, names: [], now }), at });
  return { folder, own, authority, at, invite };
}

/** What `matazu join CODE` does. */
async function comeIn(text: string, folder = aFolder()): Promise<string> {
  const code = readCode(text);
  if (code === undefined) throw new Error('no code');
  const { request } = await requestIn(folder);
  await keepAnswer(folder, await enrol(code, { text, request }), code.at);
  return folder;
}

describe('a machine', () => {
  it('comes in by its code as whom it was invited as, once, with a key that it made itself', async () => {
    const { invite, at, authority } = await openAuthority();
    const code = invite(LEAD);
    const folder = await comeIn(code);
    const mine = open(folder);
    expect([mine.identity, mine.signer]).toEqual([LEAD, at]);
    expect(authority.issued().map(({ serial }) => serial)).toContain(mine.serial);
    await expect(comeIn(code)).rejects.toThrow(/もう使われています.*used already/);
    // Its answer was lost: it asks with the same request, and gets the same.
    const lost = aFolder();
    const another = invite(KIOSK);
    const { request } = await requestIn(lost);
    const given = await enrol(readCode(another) as never, { text: another, request });
    await comeIn(another, lost);
    expect(open(lost).certificate().trim()).toBe(given.certificate.trim());
  });

  it('tells its code to nobody but who made it: not to another authority, nor to a machine of its own', async () => {
    const city = await openAuthority();
    const stranger = await openAuthority();
    const code = city.invite(LEAD);
    const heard: string[] = [];
    await expect(comeIn(code.replace(city.at, stranger.at))).rejects.toThrow(/was told nothing/);
    // A kiosk of the city itself, that shows what it has.
    const kiosk = open(await bringIn(city.authority, KIOSK));
    const { authority } = city;
    const thief = await openEnrolment({
      host: '127.0.0.1',
      port: 0,
      folder: kiosk,
      authority,
      now: () => now,
      logger: { ...quiet, info: (_fields, message) => heard.push(message) },
    });
    onTestFinished(() => thief.close());
    await expect(comeIn(code.replace(city.at, `127.0.0.1:${thief.port}`))).rejects.toThrow(/not the authority/);
    expect(heard).toEqual([]);
    expect(open(await comeIn(code)).identity).toEqual(LEAD);
  });

  it('does not come in by a code that nobody made, after a day, or that was taken back', async () => {
    const { invite, authority, at } = await openAuthority();
    const { fingerprint } = authority.invite({ identity: LEAD, names: [], now });
    const unknown = codeText({ at, secret: Buffer.alloc(13), fingerprint });
    await expect(comeIn(unknown)).rejects.toThrow(/mistyped or taken back/);
    const late = invite(LEAD);
    const back = invite(LEAD);
    now += DAY + 1;
    await expect(comeIn(late)).rejects.toThrow(/has expired/);
    now = START;
    authority.revokeMachine(clientIdOf(LEAD), now);
    await expect(comeIn(back)).rejects.toThrow(/mistyped or taken back/);
  });

  it('is told where nobody is', async () => {
    const { authority } = await openAuthority();
    const at = await freeAddress();
    const code = codeText({ ...authority.invite({ identity: LEAD, names: [], now }), at });
    await expect(comeIn(code)).rejects.toThrow(`${at} につながりません`);
  });
});

describe('a certificate', () => {
  it('is renewed by itself, up to a month after its end, with its names, and not once it was shut out', async () => {
    const { authority, at, own } = await openAuthority();
    const mine = open(await bringIn(authority, LEAD), 30 * DAY);
    const renewed = async () => {
      const { request } = await requestIn(aFolder());
      return renew(mine, { at, request });
    };
    const { certificate } = await renewed();
    const { subjectAltName } = new X509Certificate(certificate);
    expect(subjectAltName).toContain('matazu-role:lead');
    expect(subjectAltName).toContain('IP Address:127.0.0.1');
    now += 119 * DAY;
    await expect(renewed()).resolves.toHaveProperty('certificate');
    now += 2 * DAY;
    await expect(renewed()).rejects.toThrow(/expired/);
    now = START;
    authority.revoke([mine.serial], now);
    // The hub looks every two seconds; whoever signs knows at once.
    await expect(renewed()).rejects.toThrow(/shut out/);
    expect(own.isRevoked(mine.serial)).toBe(false);
    own.refresh();
    expect(own.isRevoked(mine.serial)).toBe(true);
  });

  it('is given to one machine a dozen times a day at most, and each of them is shut out with it', async () => {
    const { folder, authority, at, own } = await openAuthority();
    const mine = open(await bringIn(authority, LEAD));
    const { request, key } = await requestIn(aFolder());
    const renewed = () => renew(mine, { at, request });
    for (let i = 0; i < 11; i++) await renewed();
    const { certificate } = await renewed();
    await expect(renewed()).rejects.toThrow(/many times within a day/);
    // Others are not kept out for it, and it is not for good.
    const other = open(await bringIn(authority, KIOSK));
    await expect(renew(other, { at, request })).resolves.toHaveProperty('certificate');
    now += DAY + 1;
    mine.renew({ certificate, key });
    await expect(renewed()).resolves.toHaveProperty('certificate');
    // By a command, in another process.
    const elsewhere = await KeptAuthority.open(folder);
    expect(elsewhere.revokeMachine(clientIdOf(LEAD), now)).toMatchObject({ certificates: 14 });
    own.refresh();
    expect(own.revocations?.serials).toHaveLength(14);
    await expect(renewed()).rejects.toThrow(/shut out/);
  });

  it('is not renewed past its being shut out, also where both are done at one moment', async () => {
    const { folder, authority, own } = await openAuthority();
    const mine = open(await bringIn(authority, LEAD));
    const { request } = await requestIn(aFolder());
    const elsewhere = await KeptAuthority.open(folder);
    const renewing = authority.renew({ identity: LEAD, serial: mine.serial, names: [], request, now });
    elsewhere.revokeMachine(clientIdOf(LEAD), now);
    expect(await renewing).toEqual({ refused: 'revoked' });
    own.refresh();
    expect(own.revocations?.serials).toHaveLength(2);
    expect(authority.issued().map(({ identity }) => identity)).toEqual([HUB]);
  });

  it('is asked for again once two thirds of its time are over, by the running machine, who keeps its key to itself', async () => {
    const { authority, at } = await openAuthority();
    const folder = await bringIn(authority, LEAD);
    leadTo(folder, at);
    const before = open(folder);
    const said: string[] = [];
    const openIt = async () => {
      const machine = await openOwnIdentity({
        identity: { folder },
        clock: () => now,
        trust: { now: () => now, graceMs: 30 * DAY },
        logger: { ...quiet, info: (_fields, message) => said.push(message) },
        random: () => 0,
        changed: () => undefined,
      });
      onTestFinished(() => machine.close());
      return machine;
    };
    now += 59 * DAY;
    await openIt();
    expect(said).toEqual([]);
    now += 2 * DAY;
    const machine = await openIt();
    await vi.waitFor(() => expect(machine.folder.certificate()).not.toBe(before.certificate()));
    expect(Math.round((machine.folder.endsAt - now) / DAY)).toBe(90);
    expect(machine.folder.key()).not.toBe(before.key());
    expect(said).toEqual(['the certificate was renewed']);
  });

  it('is asked for again within the hour where nobody answered, and whoever signs renews its own before it shows it', async () => {
    const { authority, at, folder: signer } = await openAuthority();
    const folder = await bringIn(authority, LEAD);
    const nobody = await freeAddress();
    leadTo(folder, nobody);
    now += 61 * DAY;
    const trust = { now: () => now, graceMs: 0 };
    const options = { clock: () => now, trust, random: () => 0, changed: () => undefined };
    const warned: string[] = [];
    const logger = { ...quiet, warn: (_fields: object, message: string) => warned.push(message) };
    const machine = await openOwnIdentity({ ...options, identity: { folder }, logger });
    onTestFinished(() => machine.close());
    await vi.waitFor(() => expect(warned).toEqual([expect.stringContaining('tried again within the hour')]));
    const before = machine.folder.certificate();
    leadTo(folder, at);
    now += HOUR;
    await vi.waitFor(() => expect(machine.folder.certificate()).not.toBe(before), { timeout: 10_000 });
    const own = await openOwnIdentity({
      ...options,
      identity: { folder: signer, enrol: { host: '127.0.0.1', port: 0 } },
      logger,
    });
    onTestFinished(() => own.close());
    expect(own.folder.renewsAt).toBeGreaterThan(now);
  });

  it('is asked for again where a clock that was ahead at the last try was set right', async () => {
    const { authority, at } = await openAuthority();
    const folder = await bringIn(authority, LEAD);
    leadTo(folder, await freeAddress());
    const told: string[] = [];
    now += 400 * DAY;
    const machine = await openOwnIdentity({
      identity: { folder },
      clock: () => now,
      trust: { now: () => now, graceMs: 30 * DAY },
      logger: { ...quiet, warn: (_fields, message) => told.push(message) },
      random: () => 0,
      changed: () => undefined,
    });
    onTestFinished(() => machine.close());
    await vi.waitFor(() => expect(told).toHaveLength(1));
    const before = machine.folder.certificate();
    now = START + 65 * DAY;
    leadTo(folder, at);
    await vi.waitFor(() => expect(machine.folder.certificate()).not.toBe(before), { timeout: 10_000 });
  });

  it('is asked for again also where no time server ever answered: whoever has one lets it in by its date', async () => {
    const { authority, at } = await openAuthority();
    const folder = await bringIn(authority, LEAD);
    leadTo(folder, at);
    const before = open(folder).certificate();
    now += 62 * DAY;
    const machine = await openOwnIdentity({
      identity: { folder },
      clock: () => now,
      trust: { now: () => null, graceMs: 30 * DAY },
      logger: quiet,
      random: () => 0,
      changed: () => undefined,
    });
    onTestFinished(() => machine.close());
    await vi.waitFor(() => expect(machine.folder.certificate()).not.toBe(before));
    expect(Math.round((machine.folder.endsAt - now) / DAY)).toBe(90);
    // Nobody is told of a date that may be none.
    now += 91 * DAY;
    expect(machine.late()).toBeNull();
  });

  it('that nobody renews is told, early enough to do something', async () => {
    const { authority } = await openAuthority();
    const folder = await bringIn(authority, LEAD);
    const late = async (days: number) => {
      now = START + days * DAY;
      const options = { clock: () => now, trust: { now: () => now, graceMs: 0 }, logger: quiet, random: () => 0 };
      const machine = await openOwnIdentity({ ...options, identity: { folder }, changed: () => undefined });
      const told = await vi.waitFor(() => machine.late());
      await machine.close();
      return told;
    };
    // No network leads to whoever signs: somebody has to come with a stick.
    expect(await late(59)).toBeNull();
    expect(await late(61)).toMatchObject({ state: 'not-renewed', bySelf: false });
    expect(await late(91)).toMatchObject({ state: 'ended', bySelf: false });
  });
});

/** Where nobody listens. */
async function freeAddress(): Promise<string> {
  const closed = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => closed.once('listening', resolve));
  const { port } = closed.address() as { port: number };
  await new Promise((resolve) => closed.close(resolve));
  return `127.0.0.1:${port}`;
}

/** As if it had come in by a code from there. */
const leadTo = (folder: string, at: string): void => writeFileSync(join(folder, IDENTITY_FILES.signer), `${at}\n`);

describe('whoever comes without a code', () => {
  it('is told what is wrong in words, whatever it sends, and the machines of the city go on', async () => {
    const { at, authority, invite } = await openAuthority();
    const json = { 'content-type': 'application/json' };
    const post = async (path: string, body: string): Promise<unknown> =>
      JSON.parse(await answerOf({ at, path, ca: authority.certificate, method: 'POST', headers: json }, body));
    const noRequest = { status: 400, code: 'no-request' };
    expect(await post('/api/v1/enrol', '')).toMatchObject(noRequest);
    expect(await post('/api/v1/enrol', '{"code":1}')).toMatchObject(noRequest);
    expect(await post('/api/v1/enrol', '{"code":"abc","request":"x"}')).toMatchObject({ code: 'unknown-code' });
    expect(await post('/api/v1/renew', '['.repeat(5_000))).toMatchObject(noRequest);
    expect(await post('/api/v1/renew', '{"request":"x"}')).toMatchObject({ status: 401, code: 'no-certificate' });
    expect(await post('/api/v1/enrol', JSON.stringify('x'.repeat(20_000)))).toMatchObject(noRequest);
    const other = readCode(invite(LEAD));
    const text = codeText({ at, secret: other?.secret ?? Buffer.alloc(13), fingerprint: Buffer.alloc(12) });
    expect(await post('/api/v1/enrol', JSON.stringify({ code: text, request: 'x' }))).toMatchObject({
      code: 'other-authority',
    });
    // With a code, but no request: the code is worth as much as before.
    const code = invite(LEAD);
    expect(await post('/api/v1/enrol', JSON.stringify({ code, request: '-----BEGIN X-----' }))).toMatchObject(
      noRequest,
    );
    expect(open(await comeIn(code)).identity).toEqual(LEAD);
  });

  it('and asks again and again, or holds on to connections, is stopped', async () => {
    const { at, authority } = await openAuthority();
    const [, port = ''] = at.split(':');
    const held = Array.from({ length: 40 }, () => connect(Number(port), '127.0.0.1').on('error', () => undefined));
    await vi.waitFor(() => expect(held.filter(({ closed }) => closed)).toHaveLength(8));
    for (const socket of held) socket.destroy();
    const ask = () => answerOf({ at, path: '/api/v1/enrol', ca: authority.certificate, method: 'POST' });
    await vi.waitFor(ask);
    const answers: string[] = [];
    for (let i = 0; i < 60; i += 1) answers.push(await ask());
    expect(JSON.parse(answers.at(-1) ?? '')).toMatchObject({ status: 429, code: 'too-often' });
  });
});

interface Asked {
  readonly at: string;
  readonly path: string;
  readonly ca: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

function answerOf({ at, path, ...options }: Asked, body = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(`https://${at}${path}`, options, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve(text));
    });
    request.on('error', reject).end(body);
  });
}

it('the list of those that were shut out is there for whoever asks, signed, and as a list for brokers elsewhere', async () => {
  const { authority, at, own } = await openAuthority();
  const folder = open(await bringIn(authority, LEAD));
  authority.revokeMachine(clientIdOf(LEAD), now);
  own.refresh();
  const get = (path: string) => answerOf({ at, path, ca: authority.certificate });
  const list = JSON.parse(await get('/api/v1/revoked'));
  expect(list.serials).toEqual([folder.serial]);
  expect(areSigned(list, own.authorities)).toBe(true);
  const crl = new X509Crl(await get('/api/v1/revoked.pem'));
  expect(await crl.verify({ publicKey: new Certificate(authority.certificate).publicKey })).toBe(true);
  expect(crl.entries.map(({ serialNumber }) => serialNumber.toUpperCase())).toEqual([folder.serial]);
});
