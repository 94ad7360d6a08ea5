import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { httpListener } from '../../ground/configuration.ts';
import { readPages } from './built-pages.ts';
import { createEventStream } from './event-stream.ts';
import { createHttpServer } from './http-server.ts';
import { sendProblem } from './problem.ts';
import { sendStream } from './stream-route.ts';

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function setup(dashboard?: string) {
  const error = vi.fn();
  const logger = { info: () => undefined, warn: () => undefined, error };
  const server = await createHttpServer({
    logger,
    http: httpListener(0).parse({ base: '/konzatsu', names: ['shimin.example.jp'] }),
    ways: [{ path: '/', name: { ja: '混雑', en: 'Congestion' } }],
    readers: 'own-pages',
    built: readPages({ dashboard, version: '0.2.0', base: '/konzatsu' }),
    pages: { '/': 'index.html', '/board': 'index.html' },
  });
  opened.push(() => server.close());
  server.post('/things', { schema: { body: z.object({ name: z.string(), sizes: z.array(z.int()) }) } }, () => ({}));
  server.get('/api/thing', () => ({ secret: 1 }));
  const stream = createEventStream({ event: 'thing', now: () => 7, build: 'b' });
  server.get('/stream', (request, reply) => sendStream(request, reply, { stream, topic: 'thing' }));
  opened.push(() => stream.close());
  server.get('/broken', () => {
    throw new Error('the secret inside');
  });
  server.get('/refused', (_, reply) =>
    sendProblem(reply, { status: 409, title: 'No', detail: 'いいえ', code: 'no-change' }),
  );
  return { server, error, stream };
}

/** A folder of built pages. */
async function setupPages() {
  const folder = await mkdtemp(join(tmpdir(), 'matazu-pages-'));
  opened.push(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'assets'));
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><title>混雑</title><script src="./assets/main-1a2b.js"></script>',
  );
  await writeFile(join(folder, 'assets', 'main-1a2b.js'), 'export {};');
  return folder;
}

describe('every error is a problem document', () => {
  const faulty = { method: 'POST', url: '/things', payload: { sizes: [1, 'two'] } } as const;

  it.each([
    ['an address of nothing', { url: '/nowhere' }, 404, 'not-found'],
    ['another method', { method: 'DELETE', url: '/things' }, 404, 'not-found'],
    ['a body of the wrong form', faulty, 400, 'malformed'],
    [
      'a body that is not JSON',
      { ...faulty, payload: '{', headers: { 'content-type': 'application/json' } },
      400,
      'malformed',
    ],
    ['a body that is too long', { ...faulty, payload: { name: 'x'.repeat(20_000), sizes: [] } }, 413, 'malformed'],
    [
      'a form of another site, which asks nobody first',
      { ...faulty, payload: '{"name":"x","sizes":[]}', headers: { 'content-type': 'text/plain' } },
      415,
      'malformed',
    ],
    ["another site's page", { ...faulty, headers: { origin: 'https://example.com' } }, 403, 'foreign-page'],
    ["a stranger's name for this address", { ...faulty, headers: { host: 'example.com' } }, 403, 'foreign-name'],
    ['an address that is none', { url: '/%zz' }, 400, 'malformed'],
    ['a refusal', { url: '/refused' }, 409, 'no-change'],
    ['a failure inside', { url: '/broken' }, 500, undefined],
  ] as const)('%s', async (_, request, status, code) => {
    const { server } = await setup();
    const response = await server.inject(request);
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    const problem: unknown = response.json();
    expect(problem).toMatchObject({
      type: 'about:blank',
      status,
      title: expect.any(String),
      detail: expect.any(String),
    });
    if (code !== undefined) expect(problem).toMatchObject({ code });
  });

  it('a fault of a request is named with its path', async () => {
    const { server } = await setup();
    const { faults } = (await server.inject(faulty)).json<{ faults: string[] }>();
    expect(faults).toEqual([expect.stringMatching(/^name: /), expect.stringMatching(/^sizes\.1: /)]);
  });

  it('what failed inside is logged, not told', async () => {
    const { server, error } = await setup();
    const response = await server.inject({ url: '/broken' });
    expect(response.body).not.toContain('secret');
    expect(error).toHaveBeenCalledTimes(1);
  });
});

describe('whoever asks for a page', () => {
  const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

  it.each([
    ['an address of nothing', { url: '/kiosk' }, 404, 'このアドレスには何もありません。'],
    ['a refusal', { url: '/refused' }, 409, 'いいえ'],
    ['a failure inside', { url: '/broken' }, 500, '内部で問題が起きました'],
  ] as const)('reads %s in words, with the way back', async (_, request, status, words) => {
    const { server } = await setup();
    const response = await server.inject({ ...request, headers: html });
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toMatch(/^text\/html/);
    expect(response.body).toContain(words);
    expect(response.body).toContain('<a href="/konzatsu/">混雑 <span lang="en">Congestion</span></a>');
  });

  it('is shown no page of somebody else’s making', async () => {
    const { server } = await setup();
    const payload = { '<script>': 1, name: 'x', sizes: ['<img src=x>'] };
    const response = await server.inject({ method: 'POST', url: '/things', payload, headers: html });
    expect(response.statusCode).toBe(400);
    expect(response.body).not.toMatch(/<script|<img/);
  });

  it.each(['/Board', '/board/', '/konzatsu/board', '/konzatsu/BOARD/'])('finds it as %s too', async (url) => {
    const { server } = await setup(await setupPages());
    expect((await server.inject({ url, headers: html })).body).toContain('混雑');
  });

  it.each(['/konzatsuboard', '/konzatsu2/board'])('does not find it as %s', async (url) => {
    const { server } = await setup(await setupPages());
    expect((await server.inject({ url, headers: html })).statusCode).toBe(404);
  });
});

describe('who reads', () => {
  const rebound = { host: 'evil.example.com:8081' };

  it.each(['/api/thing', '/API/Thing', '/api/thing/'])('%s by a stranger’s name is told nothing', async (url) => {
    const { server } = await setup();
    expect((await server.inject({ url })).json()).toEqual({ secret: 1 });
    expect((await server.inject({ url, headers: rebound })).json()).toMatchObject({ code: 'foreign-name' });
    expect((await server.inject({ url, headers: { ...rebound, 'sec-fetch-site': 'same-site' } })).statusCode).toBe(403);
  });

  it('by a configured name, or through a proxy that shows another, reads on', async () => {
    const { server } = await setup();
    expect((await server.inject({ url: '/api/thing', headers: { host: 'shimin.example.jp' } })).statusCode).toBe(200);
    const proxied = { ...rebound, 'sec-fetch-site': 'same-origin' };
    expect((await server.inject({ url: '/api/thing', headers: proxied })).statusCode).toBe(200);
  });
});

describe('HEAD', () => {
  it('of a stream is answered at once, and listens to nothing', async () => {
    const { server, stream } = await setup();
    const response = await server.inject({ method: 'HEAD', url: '/stream' });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(stream.readers).toBe(0);
  });
});

describe('headers that keep others out', () => {
  it('are on every answer: pages, errors, addresses that are none, streams', async () => {
    const { server } = await setup(await setupPages());
    await server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.server.address() as AddressInfo;
    for (const path of ['/', '/nowhere', '/broken', '/%zz', '/stream', '/assets/main-1a2b.js']) {
      const stop = new AbortController();
      const { headers } = await fetch(`http://127.0.0.1:${port}${path}`, { signal: stop.signal });
      stop.abort();
      expect([path, headers.get('content-security-policy')]).toEqual([
        path,
        expect.stringContaining("default-src 'self'"),
      ]);
      expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
      expect([path, headers.get('permissions-policy')]).toEqual([path, expect.stringContaining('camera=()')]);
    }
  });
});

describe('the built pages', () => {
  it('are served fresh, and their assets for ever, with headers that keep others out', async () => {
    const { server } = await setup(await setupPages());
    const page = await server.inject({ url: '/' });
    expect(page.body).toContain('混雑');
    expect(page.body).toMatch(/<meta name="matazu-build" content="[0-9a-f]{12}" \/>/);
    expect(page.body).toContain('<script src="/konzatsu/assets/main-1a2b.js">');
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    const asset = await server.inject({ url: '/assets/main-1a2b.js' });
    expect(asset.headers['cache-control']).toContain('immutable');
    expect((await server.inject({ url: '/assets/../index.html' })).statusCode).toBe(404);
  });

  it('that were not built leave the API standing alone', async () => {
    const { server } = await setup(join(tmpdir(), 'nothing-was-built-here'));
    expect((await server.inject({ url: '/' })).statusCode).toBe(404);
    expect((await server.inject({ url: '/refused' })).statusCode).toBe(409);
  });
});

describe('pages in clear text of a machine that has an identity', () => {
  it('are for its own screen and the named proxies, and tell everybody else where to go', async () => {
    const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const open = async (http: object, identity?: object) => {
      const server = await createHttpServer({
        logger,
        http: httpListener(0).parse({ host: '0.0.0.0', ...http }),
        identity,
        ways: [],
        readers: 'anyone',
        built: readPages({ dashboard: undefined, version: '0.2.0', base: '' }),
        pages: {},
      });
      opened.push(() => server.close());
      server.get('/api/thing', () => ({ open: true }));
      const from = async (remoteAddress: string) =>
        (await server.inject({ url: '/api/thing', remoteAddress, headers: { host: '192.0.2.1' } })).json();
      return from;
    };
    const known = await open({ proxies: ['192.0.2.7'] }, {});
    expect(await known('192.0.2.7')).toEqual({ open: true });
    expect(await known('::ffff:192.0.2.7')).toEqual({ open: true });
    expect(await known('127.0.0.1')).toEqual({ open: true });
    expect(await known('192.0.2.8')).toMatchObject({
      status: 403,
      code: 'not-secure',
      detail: expect.stringContaining('https://'),
    });
    expect(await (await open({ open: true }, {}))('192.0.2.8')).toEqual({ open: true });
    expect(await (await open({ open: true }))('192.0.2.8')).toEqual({ open: true });
  });
});
