import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { readPages } from './built-pages.ts';
import { createHttpServer, sendProblem } from './http-server.ts';

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function setup(dashboard?: string) {
  const error = vi.fn();
  const logger = { info: () => undefined, warn: () => undefined, error };
  const server = await createHttpServer({
    logger,
    built: readPages({ dashboard, version: '0.2.0', base: '/konzatsu' }),
    pages: { '/': 'index.html' },
  });
  opened.push(() => server.close());
  server.post('/things', { schema: { body: z.object({ name: z.string(), sizes: z.array(z.int()) }) } }, () => ({}));
  server.get('/broken', () => {
    throw new Error('the secret inside');
  });
  server.get('/refused', (_, reply) =>
    sendProblem(reply, { status: 409, title: 'No', detail: 'いいえ', code: 'no-change' }),
  );
  return { server, error };
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
