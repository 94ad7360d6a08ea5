import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayAt } from '../../protocol/ground/calendar.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { listen } from '../testing/wire.ts';
import { H, issue, openWard, S, stranger } from './ward.ts';

/** What strangers tried and what held: kept, so that it goes on holding. */

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request as it is written here: nothing of the path is tidied. */
async function ask(port: number, path: string, { method = 'GET', headers = {}, body = '' }: Asked = {}) {
  const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer) text += chunk;
  return { status: answer.statusCode, text };
}

const COMMAND = JSON.stringify({ type: 'issue', service: 'shomei', by: 'staff' });

describe('a command by a page of another site', () => {
  it('is done in none of the ways in which a browser may send it', async () => {
    const { shimin } = await openWard(stage);
    const post = async (headers: Record<string, string>, body = COMMAND) =>
      (await ask(shimin.httpPort, '/api/v1/commands', { method: 'POST', headers, body })).status;
    const json = { 'content-type': 'application/json' };
    const form = 'application/x-www-form-urlencoded';
    expect(await post({ 'content-type': form }, `type=issue&service=shomei`)).toBe(415);
    expect(await post({ 'content-type': 'multipart/form-data; boundary=x' })).toBe(415);
    expect(await post({ 'content-type': 'text/plain' })).toBe(415);
    expect(await post({})).toBe(415);
    expect(await post({ ...json, origin: 'null' })).toBe(403);
    expect(await post({ ...json, origin: 'https://evil.example.com' })).toBe(403);
    expect(await post({ ...json, host: 'evil.example.com' })).toBe(403);
    const forged = { host: 'evil.example.com', origin: 'http://evil.example.com', 'x-forwarded-host': '127.0.0.1' };
    expect(await post({ ...json, ...forged })).toBe(403);
    expect(await post({ ...json, origin: 'http://127.0.0.1', 'x-forwarded-host': '127.0.0.1' })).toBe(403);
    expect(shimin.view().tickets).toEqual([]);
  });
});

describe('a request', () => {
  const OUT = [
    '/../../../../etc/passwd',
    '/assets/../../../../../../etc/passwd',
    '/assets/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd',
    '/assets/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%5c..%5c..%5cetc%5cpasswd',
    '/assets/..\\..\\..\\etc\\passwd',
    '/assets/%00',
    '/assets/%ff',
    '//etc/passwd',
    '/.env',
    '/assets/....//....//etc/passwd',
    '/package.json',
  ];

  it('reads no file of the machine, and no address says what is inside', async () => {
    const { hub, shimin } = await openWard(stage);
    for (const port of [hub.httpPort, shimin.httpPort])
      for (const path of OUT) {
        const { status, text } = await ask(port, path);
        expect([path, [400, 403, 404].includes(status ?? 0)]).toEqual([path, true]);
        expect(text).not.toMatch(/root:|node_modules|\/home\/|"dependencies"/);
      }
  });

  it('finds no ticket by a guessed code', async () => {
    const { hub, shimin } = await openWard(stage);
    issue(shimin, 'shomei');
    const guesses = Array.from({ length: 300 }, (_, i) => `${i}`.padStart(20, 'A'));
    while (guesses.length > 0) {
      const answers = guesses.splice(0, 50).map((code) => ask(hub.httpPort, `/api/v1/tickets/${code}`));
      expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([404]));
    }
  });

  it('is no longer than 16 kB', async () => {
    const { shimin } = await openWard(stage);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ type: 'issue', service: 'shomei', x: 'x'.repeat(17_000) });
    expect((await ask(shimin.httpPort, '/api/v1/commands', { method: 'POST', headers, body })).status).toBe(413);
  });
});

describe('a command with a name that JavaScript gives a meaning of its own', () => {
  it.each(['__proto__', 'constructor'])('%s is refused at a page, and changes nothing by message', async (name) => {
    const { shimin } = await openWard(stage);
    const headers = { 'content-type': 'application/json' };
    const body = `{"type":"issue","service":"shomei","${name}":{"prototype":{"by":"staff"}}}`;
    expect((await ask(shimin.httpPort, '/api/v1/commands', { method: 'POST', headers, body })).status).toBe(400);
    const wire = await listen(stage, shimin.lanPort);
    const last = `{"type":"raise-numbers","day":"${dayAt(Date.now(), 'Asia/Tokyo')}","last":{"${name}":{"A":998}}}`;
    const evil = await stranger(stage, shimin.lanPort);
    await evil.publish(`${S}/commands`, `{"id":"x","expiresAt":${Date.now() + 60_000},"command":${last}}`);
    await until('it is refused', () => JSON.stringify(wire.seen).includes('"refused"'));
    expect(Object.hasOwn(Object.prototype, 'A')).toBe(false);
    expect(issue(shimin, 'shomei')).toBe('A001');
  });
});

describe('a section whose events are known', () => {
  it('is not shown as a stranger counts it', async () => {
    const ward = await openWard(stage);
    issue(ward.hoken, 'kokuho');
    await until('one waits', async () => (await ward.waiting('hoken')) === 1);
    const evil = await stranger(stage, ward.hub.mqttPort);
    await evil.publish(`${H}/waiting`, {
      observedAt: Date.now() + 1_000,
      services: [{ service: 'kokuho', waiting: 99 }],
    });
    issue(ward.hoken, 'kokuho');
    await until('two wait', async () => (await ward.waiting('hoken')) === 2);
  });

  it('heals from events that a stranger puts after its own, while its lead is connected', async () => {
    const ward = await openWard(stage);
    const evil = await stranger(stage, ward.hub.mqttPort);
    let place = { epoch: 0, seq: 0 };
    evil.client.on('message', (_, payload) => {
      place = JSON.parse(payload.toString()) as typeof place;
    });
    await evil.client.subscribeAsync(`${H}/acked`, { qos: 1 });
    issue(ward.hoken, 'kokuho');
    await until('its place is told', () => place.seq > 0);
    const forged = Array.from({ length: 80 }, (_, i) => ({
      type: 'ticket-issued',
      at: Date.now(),
      ticket: `f${i}`,
      number: `C${900 + i}`,
      service: 'kokuho',
      code: 'forged-code',
      by: 'kiosk',
    }));
    await evil.publish(`${H}/events`, { unit: 'evil', epoch: place.epoch, first: place.seq + 1, events: forged });
    issue(ward.hoken, 'kokuho');
    await until('two wait', async () => (await ward.waiting('hoken')) === 2);
    await until('nothing is left to send', () => ward.hoken.view().hub.pending === 0);
  });
});

describe('connections that make no sense', () => {
  const NONSENSE = [
    Buffer.alloc(2_000, 0xff),
    Buffer.from('\x10\xff\xff\xff\xff\x7f'),
    Buffer.from('\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00\x82\x02\x00\x00\xc0\x00\x30\xff\xff\x7f', 'latin1'),
    Buffer.from('GET / HTTP/1.1\r\nhost: \0\xff\r\n\r\n', 'latin1'),
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    Buffer.from(
      'POST /api/v1/commands HTTP/1.1\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\nfffffff\r\nx',
    ),
    Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'latin1'),
    Buffer.alloc(0),
  ];

  it('end no listener, at a hub or at a lead', async () => {
    const ward = await openWard(stage);
    const { hub, shimin } = ward;
    for (const port of [hub.httpPort, hub.mqttPort, shimin.httpPort, shimin.lanPort]) {
      const sockets = Array.from({ length: 160 }, (_, i) => {
        const socket = stage.keep(connect(port, '127.0.0.1'), (it) => it.destroy());
        socket.on('error', () => undefined).resume();
        socket.end(NONSENSE[i % NONSENSE.length] ?? '');
        return socket;
      });
      await Promise.all(sockets.map((socket) => socket.closed || once(socket, 'close').catch(() => undefined)));
    }
    await (await stranger(stage, shimin.lanPort)).publish(`${S}/nothing`, {});
    issue(shimin, 'shomei');
    await until('a new ticket is public', async () => (await ward.waiting('shimin')) === 1);
    expect((await ask(shimin.httpPort, '/healthz')).status).toBe(200);
  });
});
