import { readFileSync } from 'node:fs';
import { type RequestOptions, request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { expect, it } from 'vitest';
import { IDENTITY_FILES } from '../../protocol/identity/files.ts';
import { openTestMember } from '../testing/open-units.ts';
import { firstSupervisor, here, openWard, PIN, Visitor } from '../testing/open-ward.ts';

it('serves pages over TLS 1.3 by the city’s own certificate, and gives a browser there what no page in clear text can read or write', async () => {
  const ward = await openWard();
  const lead = await ward.open({}, { https: { host: '127.0.0.1', port: 0 } });
  // Names are a browser's to check: this lead was brought in without any.
  const by: RequestOptions = {
    host: '127.0.0.1',
    port: lead.httpsPort,
    ca: readFileSync(join(ward.folder, IDENTITY_FILES.authorities)),
    checkServerIdentity: () => undefined,
  };
  const ask = (path: string, { headers = {}, body }: { headers?: Record<string, string>; body?: object } = {}) =>
    new Promise<{ status?: number | undefined; body: string; cookie: string; protocol: string | null }>(
      (done, failed) => {
        const asked = request({ ...by, path: `/api/v1${path}`, method: body === undefined ? 'GET' : 'POST', headers });
        asked.on('error', failed).on('response', async (answer) => {
          const protocol = (answer.socket as TLSSocket).getProtocol();
          const cookie = answer.headers['set-cookie']?.[0] ?? '';
          done({ status: answer.statusCode, body: await text(answer), cookie, protocol });
        });
        asked.end(body === undefined ? undefined : JSON.stringify(body));
      },
    );
  const json = { 'content-type': 'application/json' };
  const first = { code: ward.codes[0], name: '佐藤', pin: PIN };
  const arrived = await ask('/sign-in/first', { headers: json, body: first });
  expect([arrived.status, arrived.protocol]).toEqual([200, 'TLSv1.3']);
  expect(arrived.cookie).toMatch(/^__Host-matazu=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  const [held = ''] = arrived.cookie.split(';');
  expect(JSON.parse((await ask('/me', { headers: { cookie: held } })).body)).toMatchObject({ role: 'supervisor' });
  // What a page in clear text gave, or somebody put under its plain name, is nothing here.
  expect(JSON.parse((await ask('/me', { headers: { cookie: held.replace('__Host-', '') } })).body).role).toBe('kiosk');
  await expect(fetch(`http://127.0.0.1:${lead.httpsPort}/api/v1/me`)).rejects.toThrow();
});

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

it('tells a PIN to no lead of another section, whoever signed for it', async () => {
  const ward = await openWard();
  const lead = await ward.open({}, { https: { host: '127.0.0.1', port: 0 } });
  const folder = await ward.another({ role: 'member', unit: 'member', section: 'hoken' });
  const pages = `https://127.0.0.1:${lead.httpsPort}`;
  const keys = { identity: { folder }, lead: { url: 'mqtt://127.0.0.1:9', pages } };
  const member = await openTestMember(lead, { section: { id: 'hoken' }, ...keys });
  expect((await here({ httpPort: member.httpPort ?? 0 }).ask('/sign-in', { name: '佐藤', pin: PIN })).status).toBe(502);
});
