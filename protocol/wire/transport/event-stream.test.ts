import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEventStream } from './event-stream.ts';

const SOON = { timeout: 15_000 };
const opened: { close(): unknown }[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function setup() {
  const stream = createEventStream({ event: 'congestion', now: () => 7, build: '1a2b' });
  const responses: ServerResponse[] = [];
  const server = createServer((request, response) => {
    responses.push(response);
    const zips = request.headers['accept-encoding'] === 'gzip';
    if (zips) response.setHeader('content-encoding', 'gzip');
    stream.attach(request.url ?? '', response, zips);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  opened.push({ close: () => server.close() }, { close: () => server.closeAllConnections() }, stream);
  const read = async (topic: string) => {
    const request = get({ host: '127.0.0.1', port, path: topic, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('error', () => undefined);
    return {
      response,
      text: () => text,
      values: () => [...text.matchAll(/event: congestion\ndata: (.*)/g)].map(([, data]) => data),
    };
  };
  /** A reader that asks and then takes nothing off its socket. */
  const stall = async (topic: string) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.pause();
    socket.write(`GET ${topic} HTTP/1.1\r\nhost: x\r\n\r\n`);
    opened.push({ close: () => socket.destroy() });
    return socket;
  };
  return { stream, read, stall, responses, port };
}

describe('a stream of present values', () => {
  it('gives the value at once, and each newer one of its own topic', async () => {
    const { stream, read } = await setup();
    stream.publish('/a', { n: 1 });
    const reader = await read('/a');
    stream.publish('/b', { n: 'other' });
    stream.publish('/a', { n: 2 });
    await vi.waitFor(() => expect(reader.values()).toEqual(['{"n":1}', '{"n":2}']), SOON);
    expect(reader.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(reader.text()).toContain('event: congestion\n');
  });

  it('says first of which build it is, so that an old page can tell', async () => {
    const { stream, read } = await setup();
    stream.publish('/a', { n: 1 });
    const reader = await read('/a');
    await vi.waitFor(() => expect(reader.values()).toEqual(['{"n":1}']), SOON);
    expect(reader.text()).toBe(
      'retry: 2000\nevent: build\ndata: {"build":"1a2b"}\n\nevent: congestion\ndata: {"n":1}\n\n',
    );
  });

  it('is compressed for whoever takes that, each event at once, also for who comes late', async () => {
    const { stream, port } = await setup();
    const value = (n: number) => ({ n, words: '窓口の混雑状況'.repeat(200) });
    stream.publish('/a', value(1));
    const listen = async () => {
      const request = get({
        host: '127.0.0.1',
        port,
        path: '/a',
        agent: false,
        headers: { 'accept-encoding': 'gzip' },
      });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.on('error', () => undefined);
      let bytes = 0;
      let text = '';
      const unzipped = createGunzip();
      unzipped.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      unzipped.on('error', () => undefined);
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        unzipped.write(chunk);
      });
      return { text: () => text, bytes: () => bytes };
    };
    const first = await listen();
    await vi.waitFor(() => expect(first.text()).toContain('"n":1'), SOON);
    stream.publish('/a', value(2));
    const late = await listen();
    stream.publish('/a', value(3));
    for (const reader of [first, late]) {
      await vi.waitFor(() => expect(reader.text()).toContain('"n":3'), SOON);
      await vi.waitFor(() => expect(reader.text()).toContain('event: alive'), SOON);
      expect(reader.text().startsWith('retry: 2000\nevent: build\n')).toBe(true);
    }
    expect(first.bytes()).toBeLessThan(Buffer.byteLength(first.text()) / 10);
  });

  it('is quiet about a topic that has no value yet', async () => {
    const { stream, read } = await setup();
    const reader = await read('/a');
    expect(reader.values()).toEqual([]);
    stream.publish('/a', { n: 1 });
    await vi.waitFor(() => expect(reader.values()).toEqual(['{"n":1}']), SOON);
  });

  it('says that it is alive, so that a page can tell a dead connection', async () => {
    const { read } = await setup();
    const reader = await read('/a');
    await vi.waitFor(() => expect(reader.text()).toContain('event: alive\ndata: {"at":7}\n\n'), SOON);
  });

  it('reaches every one of many readers, though it takes several turns', async () => {
    const { stream, read } = await setup();
    const readers = await Promise.all(Array.from({ length: 200 }, () => read('/a')));
    const value = { words: '混雑'.repeat(20_000) };
    stream.publish('/a', value);
    const whole = JSON.stringify(value);
    await vi.waitFor(() => expect(readers.every((reader) => reader.values().at(-1) === whole)).toBe(true), SOON);
  });

  it('serialises a value once, however many read it', async () => {
    const { stream, read } = await setup();
    const readers = await Promise.all(Array.from({ length: 5 }, () => read('/a')));
    const toJSON = vi.fn(() => ({ n: 1 }));
    stream.publish('/a', { toJSON });
    for (const reader of readers) await vi.waitFor(() => expect(reader.values()).toEqual(['{"n":1}']), SOON);
    expect(toJSON).toHaveBeenCalledTimes(1);
  });

  it('holds little for those that stop reading, and drops them after ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const { stream, read, stall, responses } = await setup();
    await Promise.all(Array.from({ length: 20 }, () => stall('/a')));
    await vi.waitFor(() => expect(stream.readers).toBe(20), SOON);
    const stalled = [...responses];
    const good = await read('/a');
    const pad = 'x'.repeat(40_000);
    let n = 0;
    // The kernel takes some megabytes of each before a reader counts as stalled.
    for (let full = 0; full < 20; n++) {
      stream.publish('/a', { n, pad });
      await delay(1);
      full = stalled.every((response) => response.writableNeedDrain) ? full + 1 : 0;
    }
    for (const response of stalled) expect(response.writableLength).toBeLessThan(64 * 1024);
    expect(stream.dropped).toBe(0);
    await vi.waitFor(() => expect(good.values().at(-1)).toContain(`{"n":${n - 1},`), SOON);
    vi.advanceTimersByTime(12_000);
    expect(stream.dropped).toBe(20);
    stream.publish('/a', { last: true });
    await vi.waitFor(() => expect(good.values().at(-1)).toBe('{"last":true}'), SOON);
    await vi.waitFor(() => expect(stream.readers).toBe(1), SOON);
  });

  it('lets a reader that pauses miss what is no longer the present, and then tells it the newest', async () => {
    const { stream, read } = await setup();
    const reader = await read('/a');
    reader.response.pause();
    const pad = 'x'.repeat(15_000);
    const sent = 600;
    for (let n = 1; n <= sent; n++) stream.publish('/a', { n, pad });
    reader.response.resume();
    await vi.waitFor(() => expect(reader.values().at(-1)).toContain(`{"n":${sent},`), SOON);
    expect(reader.values().length).toBeLessThan(sent);
    expect(stream.dropped).toBe(0);
  });

  it('ends its responses when it is closed, twice without harm, and takes nothing more', async () => {
    const { stream, read } = await setup();
    const reader = await read('/a');
    await stream.close();
    await stream.close();
    stream.publish('/a', { n: 1 });
    await vi.waitFor(() => expect(reader.response.complete).toBe(true), SOON);
    expect(reader.values()).toEqual([]);
    await vi.waitFor(() => expect(stream.readers).toBe(0), SOON);
  });
});
