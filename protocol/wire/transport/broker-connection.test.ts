import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Connection } from './broker-connection.ts';

const LONG = 350 * 1024;

/** A broker's end of a connection whose other end reads nothing, and this system holds no more for it. */
async function unread(): Promise<Socket> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const other = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  const [socket] = (await once(server, 'connection')) as [Socket];
  onTestFinished(() => {
    for (const each of [other, socket.on('error', () => undefined)]) each.destroy();
    server.close();
  });
  const piece = Buffer.alloc(1024);
  while (socket.writableLength === 0) socket.write(piece);
  return socket;
}

it('a subscriber may leave one long message unread, and not what comes after it without end', async () => {
  const given = new Connection(await unread());
  expect(given.mayGive(LONG)).toBe(true);
  // As when the list of who was shut out is on its way.
  given.socket.write(Buffer.alloc(LONG));
  expect(given.mayGive(100)).toBe(true);
  given.socket.write(Buffer.alloc(LONG));
  expect(given.mayGive(100)).toBe(false);

  const short = new Connection(await unread());
  expect(short.mayGive(1024)).toBe(true);
  short.socket.write(Buffer.alloc(65 * 1024));
  expect(short.mayGive(1024)).toBe(false);
});
