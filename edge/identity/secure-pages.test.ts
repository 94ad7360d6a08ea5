import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openTestMember } from '../testing/open-units.ts';
import { BEHIND_PROXY, elsewhere, firstSupervisor, here, openWard, PIN, Visitor } from '../testing/open-ward.ts';
import { SecureBrowser } from '../testing/secure-browser.ts';

const SOON = { timeout: 15_000 };
const HELD = /^__Host-matazu=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/;
/** An address under which this machine is another one's. */
const OUTSIDE = Object.values(networkInterfaces())
  .flat()
  .find((at) => at?.internal === false && at.family === 'IPv4')?.address;
if (OUTSIDE === undefined)
  process.stderr.write('This machine has no network: clear text from another one is not tested\n');

it('serves pages over TLS 1.3 by the city’s own certificate, and gives a browser there what no page in clear text can read or write', async () => {
  const ward = await openWard();
  const lead = await ward.open({}, { https: { host: '127.0.0.1', port: 0 } });
  const browser = new SecureBrowser(lead.httpsPort, ward.folder);
  const arrived = await browser.ask('/sign-in/first', { code: ward.codes[0], name: '佐藤', pin: PIN });
  expect([arrived.status, arrived.protocol]).toEqual([200, 'TLSv1.3']);
  expect(arrived.cookie).toMatch(HELD);
  expect((await browser.ask('/me')).body).toMatchObject({ role: 'supervisor' });
  // What a page in clear text gave, or somebody put under its plain name, is nothing here.
  browser.held = browser.held.replace('__Host-', '');
  expect((await browser.ask('/me')).body.role).toBe('kiosk');
  await expect(fetch(`http://127.0.0.1:${lead.httpsPort}/api/v1/me`)).rejects.toThrow();
});

it('serves a member’s pages so too: who signs in there is at the lead, and watches on while its certificate is renewed', async () => {
  const ward = await openWard();
  const lead = await ward.open({}, { https: { host: '127.0.0.1', port: 0 } });
  const is = { role: 'member', unit: 'member' } as const;
  const folder = await ward.another(is);
  const member = await openTestMember(lead, {
    identity: { folder },
    lead: { url: `mqtts://127.0.0.1:${lead.lanPort}`, pages: `https://127.0.0.1:${lead.httpsPort}` },
    https: { host: '127.0.0.1', port: 0 },
  });
  const browser = new SecureBrowser(member.httpsPort, folder);
  const arrived = await browser.ask('/sign-in/first', { code: ward.codes[0], name: '佐藤', pin: PIN });
  expect([arrived.status, arrived.protocol]).toEqual([200, 'TLSv1.3']);
  expect(arrived.cookie).toMatch(HELD);
  const atLead = new SecureBrowser(lead.httpsPort, folder);
  atLead.held = browser.held;
  expect((await atLead.ask('/me')).body).toMatchObject({ role: 'supervisor', name: '佐藤' });
  await expect(fetch(`http://127.0.0.1:${member.httpsPort}/api/v1/me`)).rejects.toThrow();

  const stream = await browser.open('/stream');
  let seen = '';
  stream.setEncoding('utf8').on('data', (words: string) => {
    seen += words;
  });
  const opens = async (counter: number) => {
    expect((await browser.ask('/commands', { type: 'open-counter', counter })).status).toBe(200);
    await vi.waitFor(() => expect(seen).toContain(`{"counter":${counter},"state":"open"`), SOON);
  };
  await opens(1);
  const before = await asked(member.httpsPort);
  await ward.another(is, folder);
  await vi.waitFor(async () => expect((await asked(member.httpsPort)).serial).not.toBe(before.serial), SOON);
  await opens(2);
  // Browsers that have certificates for other things are asked for none of those, before and after.
  expect([before.authorities, (await asked(member.httpsPort)).authorities]).toEqual([['CN = kyoto'], ['CN = kyoto']]);
});

it.skipIf(OUTSIDE === undefined)(
  'tells nothing in clear text to another machine, at a member as at a lead',
  async () => {
    const ward = await openWard();
    const http = { host: '0.0.0.0', port: 0, proxies: ['198.51.100.7'] };
    const lead = await ward.open({}, { http });
    const folder = await ward.another({ role: 'member', unit: 'member' });
    const url = `mqtts://127.0.0.1:${lead.lanPort}`;
    const member = await openTestMember(lead, { identity: { folder }, lead: { url }, http });
    for (const port of [lead.httpPort, member.httpPort]) {
      const answer = await fetch(`http://${OUTSIDE}:${port}/api/v1/me`);
      expect([answer.status, await answer.json()]).toEqual([403, expect.objectContaining({ code: 'not-secure' })]);
      expect((await fetch(`http://127.0.0.1:${port}/staff`)).status).not.toBe(403);
    }
  },
);

it('lets a member’s own screen be a kiosk and sign in, over TLS to a lead that it knows, and nobody who only says so', async () => {
  const ward = await openWard();
  const lead = await ward.open({}, { https: { host: '127.0.0.1', port: 0 } });
  const folder = await ward.another({ role: 'member', unit: 'member' });
  const pages = `https://127.0.0.1:${lead.httpsPort}`;
  const keys = { identity: { folder }, lead: { url: `mqtt://127.0.0.1:${lead.lanPort}`, pages } };
  const member = await openTestMember(lead, keys);
  const screen = here({ httpPort: member.httpPort ?? 0 });
  expect(await screen.me()).toMatchObject({ role: 'kiosk', views: ['kiosk', 'board'] });
  await firstSupervisor(screen, ward.codes[0]);
  expect((await screen.ask('/commands', { type: 'open-counter', counter: 1 })).status).toBe(200);
  const stream = await screen.fetch('/stream');
  await screen.ask('/sign-out', {});
  expect(await stream.text()).toContain('event: section');

  const passedOn = new Visitor(member.httpPort, { 'x-forwarded-for': '192.0.2.7' });
  expect((await passedOn.me()).role).toBeNull();
  const liar = new Visitor(lead.httpPort, { 'x-forwarded-for': '192.0.2.7', 'x-matazu-screen': 'own' });
  expect((await liar.me()).role).toBeNull();
});

it('counts wrong PINs at a member’s pages by who is there: nobody uses up the tries of everybody else at that unit', async () => {
  const ward = await openWard();
  const lead = await ward.open({}, { https: { host: '127.0.0.1', port: 0 } });
  await firstSupervisor(here(lead), ward.codes[0]);
  const folder = await ward.another({ role: 'member', unit: 'member' });
  const pages = `https://127.0.0.1:${lead.httpsPort}`;
  const keys = { identity: { folder }, lead: { url: 'mqtt://127.0.0.1:9', pages }, ...BEHIND_PROXY };
  const { httpPort = 0 } = await openTestMember(lead, keys);
  const stranger = elsewhere({ httpPort }, '192.0.2.66');
  const told = [];
  for (let i = 0; i < 21; i++) told.push((await stranger.ask('/sign-in', { name: `nobody-${i}`, pin: PIN })).body.code);
  expect([told.at(0), told.at(-2), told.at(-1)]).toEqual(['wrong-pin', 'wrong-pin', 'locked']);
  expect((await elsewhere({ httpPort }).ask('/sign-in', { name: '佐藤', pin: PIN })).status).toBe(200);
});

it('tells a PIN to no lead of another section, whoever signed for it', async () => {
  const ward = await openWard();
  const lead = await ward.open({}, { https: { host: '127.0.0.1', port: 0 } });
  const folder = await ward.another({ role: 'member', unit: 'member', section: 'hoken' });
  const pages = `https://127.0.0.1:${lead.httpsPort}`;
  const keys = { identity: { folder }, lead: { url: 'mqtt://127.0.0.1:9', pages } };
  const member = await openTestMember(lead, { section: { id: 'hoken' }, ...keys });
  expect((await here({ httpPort: member.httpPort ?? 0 }).ask('/sign-in', { name: '佐藤', pin: PIN })).status).toBe(502);
});

it('holds on to a lead that hangs no longer than somebody waits for it', async () => {
  const ward = await openWard();
  const lead = await ward.open();
  const hanging = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void hanging.close());
  const reached = once(hanging, 'connection') as Promise<[Socket]>;
  const folder = await ward.another({ role: 'member', unit: 'member' });
  const pages = `https://127.0.0.1:${(hanging.address() as AddressInfo).port}`;
  const member = await openTestMember(lead, { identity: { folder }, lead: { url: 'mqtt://127.0.0.1:9', pages } });
  const browser = new AbortController();
  const page = fetch(`http://127.0.0.1:${member.httpPort}/api/v1/section`, { signal: browser.signal });
  const [connection] = await reached;
  connection.resume();
  browser.abort();
  await expect(page).rejects.toThrow();
  await once(connection, 'close');
});

/** What a listener shows of itself to whoever connects, and whose certificates it asks for. */
async function asked(
  port: number | undefined,
): Promise<{ readonly serial: string; readonly authorities: readonly string[] }> {
  const program = promisify(execFile)('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-tls1_3']);
  program.child.stdin?.end();
  const { stdout } = await program;
  const [, names = ''] = /^Acceptable client certificate CA names\n([\s\S]*?)^Requested Signature/m.exec(stdout) ?? [];
  const [certificate = ''] = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/.exec(stdout) ?? [];
  return { serial: new X509Certificate(certificate).serialNumber, authorities: names.trim().split('\n') };
}
