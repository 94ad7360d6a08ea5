import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openMemberPages } from '../../edge/pages/member-pages.ts';
import { LastTaps } from '../../edge/queue/last-taps.ts';
import { systemTimers } from '../../hardware/timers.ts';
import { httpListener } from '../../protocol/ground/configuration.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { until } from '../testing/until.ts';
import { type AttackedWard, openWard } from './ward.ts';

/** What a stranger does at the pages of a hub and of leads, without any identity. */

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One request of its own connection, from this address of the machine; with status 0 where it was cut off. */
async function ask(
  port: number,
  path: string,
  options: { host?: string; from?: string; agent?: Agent } = {},
): Promise<Answer> {
  const { host = `127.0.0.1:${port}`, from = '127.0.0.1', agent } = options;
  const request = get({ host: '127.0.0.1', port, path, localAddress: from, headers: { host }, agent: agent ?? false });
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let body = '';
    for await (const chunk of response) body += chunk;
    return { status: response.statusCode ?? 0, body };
  } catch {
    return { status: 0, body: '' };
  }
}

/** A connection that sends this and then nothing. */
function hold(port: number, text: string): Socket {
  const socket = stage.keep(connect(port, '127.0.0.1'), (it) => it.destroy());
  socket.on('error', () => undefined).resume();
  socket.write(text);
  return socket;
}
const open = (sockets: readonly Socket[]): number =>
  sockets.filter(({ closed, readyState }) => !closed && readyState !== 'closed').length;

describe('a flood of questions', () => {
  /** Asks without pause on this many connections until it is stopped. */
  function flood(port: number, paths: readonly string[], connections: number) {
    const answers: Answer[] = [];
    const agent = stage.keep(new Agent({ keepAlive: true, maxSockets: connections }), (it) => it.destroy());
    let stopped = false;
    const loops = Array.from({ length: connections }, async (_, n) => {
      for (let i = n; !stopped; i++) answers.push(await ask(port, paths[i % paths.length] ?? '/', { agent }));
    });
    const stop = async (): Promise<void> => {
      stopped = true;
      await Promise.all(loops);
    };
    stage.keep(loops, stop);
    return { answers, stop };
  }

  /** How long a new ticket takes to the public view, milliseconds: the middle one of five. */
  async function shownAfter(ward: AttackedWard): Promise<number> {
    const took: number[] = [];
    for (let n = 1; n <= 5; n++) {
      const before = (await ward.waiting('shimin')) ?? 0;
      const startMs = performance.now();
      ward.shimin.handle({ type: 'issue', service: 'shomei', by: 'staff' });
      await until('the ticket is shown', async () => ((await ward.waiting('shimin')) ?? 0) > before);
      took.push(performance.now() - startMs);
    }
    return took.sort((a, b) => a - b)[2] ?? Number.NaN;
  }

  it.each([
    ['the forecast as open data', ['/open-data/forecast.csv?office=kyoto/ukyo']],
    [
      'forecasts and accuracies',
      ['shimin', 'hoken'].flatMap((id) => [`/api/v1/forecast/kyoto/ukyo/${id}`, `/api/v1/accuracy/kyoto/ukyo/${id}`]),
    ],
    // Once more where something else took the machine between the two measurements.
  ])('by fifty readers of %s delays no ticket', { retry: 2 }, async (_, paths) => {
    const ward = await openWard(stage);
    // Readers and hub share this thread: what is told for the asking alone takes its share too.
    const light = flood(ward.hub.httpPort, ['/healthz'], 50);
    await until('the flood has begun', () => light.answers.length > 100);
    const lightly = await shownAfter(ward);
    await light.stop();
    const { answers } = flood(ward.hub.httpPort, paths, 50);
    await until('the flood has begun', () => answers.length > 100);
    expect((await shownAfter(ward)) / lightly).toBeLessThan(4);
    const status = (wanted: number) => answers.filter((answer) => answer.status === wanted);
    expect(status(200).length + status(429).length).toBe(answers.length);
    if (paths[0]?.startsWith('/open-data/')) {
      expect(status(200).length).toBeLessThanOrEqual(60);
      expect(status(429)[0]?.body).toContain('しばらくしてからもう一度お試しください');
    }
  });
});

describe('connections that are held', () => {
  const UNFINISHED_BODY =
    'POST /api/v1/commands HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 200\r\n\r\n{';
  const UNFINISHED_HEADER = 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ';

  it('by questions that are never finished are closed', async () => {
    const ward = await openWard(stage);
    const each = [ward.hub.httpPort, ward.shimin.httpPort].map(async (port) => {
      const sockets = Array.from({ length: 50 }, (_, n) =>
        hold(port, n % 2 === 0 ? UNFINISHED_BODY : UNFINISHED_HEADER),
      );
      // One that sends a byte now and then is no better.
      const drip = setInterval(() => sockets[0]?.write('"'), 1_000);
      stage.keep(drip, clearInterval);
      await until('all are closed', () => open(sockets) === 0, { neverMs: 20_000 });
    });
    await Promise.all(each);
  });

  it('by one address beyond its share are answered so, then cut off, and others are served', async () => {
    const ward = await openWard(stage);
    const port = ward.hub.httpPort;
    const sockets = Array.from({ length: 500 }, () => hold(port, UNFINISHED_HEADER));
    await until('those beyond twice its share are cut off', () => open(sockets) <= 400);
    for (const socket of sockets.filter(({ readyState }) => readyState === 'open').slice(0, 150)) socket.destroy();
    await until('it holds less than twice its share', () => open(sockets) <= 250);
    const told = await until('it is told so', async () => {
      const answer = await ask(port, '/healthz');
      return answer.status === 429 && answer;
    });
    expect(JSON.parse(told.body)).toMatchObject({
      code: 'too-many-connections',
      detail: expect.stringContaining('接続が多すぎます'),
    });
    expect(await ask(port, '/healthz', { from: '127.0.0.2' })).toMatchObject({ status: 200 });
  });

  it('by streams beyond its share are refused in words, and others are served', async () => {
    const ward = await openWard(stage);
    const listen = async (port: number, path: string, from: string) => {
      const request = get({ host: '127.0.0.1', port, path, localAddress: from, agent: false });
      stage.keep(request, (it) => it.destroy());
      request.on('error', () => undefined);
      return ((await once(request, 'response')) as [IncomingMessage])[0];
    };
    for (const [port, path] of [
      [ward.hub.httpPort, '/api/v1/stream?office=kyoto/ukyo'],
      [ward.shimin.httpPort, '/api/v1/stream'],
    ] as const) {
      const answers = await Promise.all(Array.from({ length: 70 }, () => listen(port, path, '127.0.0.1')));
      expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(64);
      const refused = await ask(port, path);
      expect(refused.status).toBe(429);
      expect(JSON.parse(refused.body)).toMatchObject({ code: 'too-many-streams', messageEn: expect.any(String) });
      expect((await listen(port, path, '127.0.0.2')).statusCode).toBe(200);
      for (const answer of answers) answer.destroy();
      await until('there is room again', async () => (await listen(port, path, '127.0.0.1')).statusCode === 200);
    }
  });
});

describe('streams at a member’s pages', () => {
  it('beyond half of what its lead gives the member are refused, so that its own screen is served', async () => {
    const { shimin } = await openWard(stage);
    const lead = { at: new URL(`http://127.0.0.1:${shimin.httpPort}`), identity: undefined };
    const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const http = httpListener(0).parse({ port: 0 });
    const member = await openMemberPages({
      http,
      dashboard: undefined,
      version: 'test',
      lead,
      logger,
      taps: new LastTaps(systemTimers),
    });
    stage.keep(member, (it) => it.close());
    const listen = async (path: string, localAddress = '127.0.0.2'): Promise<number | undefined> => {
      const request = get({ host: '127.0.0.1', port: member.port, path, localAddress, agent: false });
      stage.keep(request, (it) => it.destroy());
      request.on('error', () => undefined);
      return ((await once(request, 'response')) as [IncomingMessage])[0].statusCode;
    };
    const ways = ['/api/v1/stream', '/API/v1/stream?view=board', '/api/v1/%73tream'];
    const statuses: (number | undefined)[] = [];
    for (let i = 0; i < 40; i += 1) statuses.push(await listen(ways[i % ways.length] ?? ''));
    expect(statuses.filter((status) => status === 200)).toHaveLength(32);
    expect(statuses.filter((status) => status === 429)).toHaveLength(8);
    expect(await listen('/api/v1/stream', '127.0.0.1')).toBe(200);
  });
});

describe('a page under a stranger’s name that leads to a lead', () => {
  it('reads nothing', async () => {
    const ward = await openWard(stage);
    for (const path of ['section', 'section?view=board', 'stream', 'openapi.json', 'nothing']) {
      const answer = await ask(ward.shimin.httpPort, `/api/v1/${path}`, { host: 'evil.example.com' });
      expect([path, answer.status]).toEqual([path, path === 'nothing' ? 404 : 403]);
      if (answer.status === 403)
        expect(JSON.parse(answer.body)).toMatchObject({
          code: 'foreign-name',
          messageEn: expect.stringContaining('http.names'),
        });
    }
  });
});

describe('figures for Prometheus', () => {
  it('are not told where strangers read the pages, but on a listener of their own', async () => {
    const ward = await openWard(stage, {
      hub: { http: { host: '0.0.0.0', port: 0, open: true }, metrics: { port: 0 } },
    });
    expect((await ask(ward.hub.httpPort, '/metrics')).status).toBe(404);
    const told = ward.logged.find(({ message }) => message === 'figures are told')?.fields as { port: number };
    expect((await ask(told.port, '/metrics')).body).toContain('matazu_sections');
    expect((await ask(told.port, '/')).status).toBe(404);
  });

  it('are told nowhere where the pages are open and nobody said where', async () => {
    for (const http of [
      { host: '0.0.0.0', port: 0, open: true },
      { port: 0, proxies: ['127.0.0.1'] },
    ]) {
      const ward = await openWard(await openOther(), { hub: { http } });
      expect((await ask(ward.hub.httpPort, '/metrics')).status).toBe(404);
    }
  });
  const openOther = async () => stage.keep(await openStage(), (it) => it.close());
});
