import { readFileSync } from 'node:fs';
import { type RequestOptions, request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { expect, it } from 'vitest';
import { IDENTITY_FILES } from '../../protocol/identity/files.ts';
import { openWard, PIN } from '../testing/open-ward.ts';

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
