import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describedBy } from '../protocol/wire/transport/testing/described.ts';
import { openWard } from './attack/ward.ts';
import { openStage, type Stage } from './testing/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const json = { 'content-type': 'application/json' };
const post = (body: string, headers: Record<string, string> = json) => ({ method: 'POST', body, headers });
const ISSUE = JSON.stringify({ type: 'issue', service: 'shomei', by: 'staff' });

describe('a lead describes', () => {
  it('each answer that it gives: what was done, refused, malformed, foreign, too long, too much', async () => {
    const { shimin } = await openWard(stage, { lead: { http: { port: 0, streamsAnAddress: 1 } } });
    const url = `http://127.0.0.1:${shimin.httpPort}`;
    const describes = await describedBy(url);
    const seen: string[] = [];
    const ask = async (
      path: string,
      init: { method?: string; body?: string; headers?: Record<string, string> } = {},
    ) => {
      const left = new AbortController();
      const response = await fetch(`${url}${path}`, { ...init, signal: left.signal });
      const type = response.headers.get('content-type') ?? '';
      const body = type.startsWith('text/event-stream') ? '' : await response.text();
      if (body === '') stage.keep(left, (it) => it.abort());
      const method = init.method ?? 'GET';
      describes({ method, path, status: response.status, type, body });
      seen.push(`${method} ${path} ${response.status}`);
      return body;
    };
    await ask('/api/v1/commands', { ...post(ISSUE), headers: { ...json, 'idempotency-key': 'key-1' } });
    for (const view of ['staff', 'board', 'kiosk']) await ask(`/api/v1/section?view=${view}`);
    const ticket = shimin.view().tickets[0]?.ticket ?? '';
    await ask(`/api/v1/tickets/${ticket}`);
    for (const path of ['tickets/nobody', 'commands/key-1', 'commands/key-2', 'section?view=all'])
      await ask(`/api/v1/${path}`);
    await ask('/api/v1/commands', post(JSON.stringify({ type: 'issue', service: 'nothing', by: 'staff' })));
    await ask('/api/v1/commands', post('{'));
    await ask('/api/v1/commands', post(JSON.stringify({ type: 'dance' })));
    await ask('/api/v1/commands', post(JSON.stringify({ type: 'x'.repeat(20_000) })));
    await ask('/api/v1/commands', post(ISSUE, { 'content-type': 'text/plain' }));
    await ask('/api/v1/commands', post(ISSUE, { ...json, origin: 'https://example.com' }));
    await ask('/api/v1/stream');
    await ask('/api/v1/stream');
    await ask('/healthz');
    expect(seen).toEqual([
      'POST /api/v1/commands 200',
      'GET /api/v1/section?view=staff 200',
      'GET /api/v1/section?view=board 200',
      'GET /api/v1/section?view=kiosk 200',
      `GET /api/v1/tickets/${ticket} 200`,
      'GET /api/v1/tickets/nobody 404',
      'GET /api/v1/commands/key-1 200',
      'GET /api/v1/commands/key-2 404',
      'GET /api/v1/section?view=all 400',
      'POST /api/v1/commands 409',
      'POST /api/v1/commands 400',
      'POST /api/v1/commands 400',
      'POST /api/v1/commands 413',
      'POST /api/v1/commands 415',
      'POST /api/v1/commands 403',
      'GET /api/v1/stream 200',
      'GET /api/v1/stream 429',
      'GET /healthz 200',
    ]);
  });
});

it('who asks a hub or a lead for headers alone has them at once, of each address, and is no reader of any', async () => {
  const { hub, shimin } = await openWard(stage);
  /** The status line, once the server has ended its answer. */
  const head = async (port: number, path: string): Promise<string> => {
    const socket = stage.keep(connect(port, '127.0.0.1'), (it) => it.destroy());
    socket.write(`HEAD ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\n\r\n`);
    return (await text(socket)).split('\r\n')[0] ?? '';
  };
  for (const { httpPort } of [hub, shimin]) {
    const { paths } = (await (await fetch(`http://127.0.0.1:${httpPort}/api/v1/openapi.json`)).json()) as {
      paths: Record<string, object>;
    };
    const answered = Object.entries(paths).flatMap(([path, methods]) => ('get' in methods ? [path] : []));
    expect(answered).toContain('/api/v1/stream');
    for (const path of [...answered, '/metrics']) {
      const named = path.replace('{city}/{office}', 'kyoto/ukyo').replace('{section}', 'shimin');
      const query = path.endsWith('/stream') || path.includes('forecast.') ? '?office=kyoto/ukyo' : '';
      expect([path, await head(httpPort, named + query)]).toEqual([path, expect.stringMatching(/^HTTP\/1.1 [245]/)]);
    }
    for (let i = 0; i < 20; i++)
      expect(await head(httpPort, '/api/v1/stream?office=kyoto/ukyo')).toBe('HTTP/1.1 200 OK');
  }
  const figures = await (await fetch(`http://127.0.0.1:${hub.httpPort}/metrics`)).text();
  expect(figures).toMatch(/^matazu_stream_readers 0$/m);
});
