import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { aFolder } from '../testing/folder.ts';
import { usbPortOf } from './pcsc-usb-port.ts';

const NAME = 'ACS ACR122U PICC Interface';
/** Length of each answer by command, as pcsc-lite's structs have it. */
const LENGTHS = new Map([
  [0x11, 12],
  [0x01, 12],
  [0x04, 4 + 128 + 20],
  [0x06, 12],
  [0x0f, 8 + 264 + 8],
]);

interface Model {
  readonly minor?: number;
  /** The attribute by the reader's name; a reader that isn't there is none's. */
  readonly channels: Readonly<Record<string, number | null>>;
  readonly silent?: boolean;
  readonly answerMs?: number;
}

/** A pcscd at its socket, in its own structs; `open` counts the cards that nobody disconnected. */
async function aPcscd({ minor = 5, channels, silent = false, answerMs = 10_000 }: Model) {
  const folder = await aFolder();
  const seen = { open: 0, violations: 0 };
  const answer = (command: number, body: Buffer, names: Map<number, string>): void => {
    const end = body.length - 4;
    if (command === 0x11) {
      body.writeUInt32LE(body.readInt32LE(4) === minor ? 0 : 0x8010001d, end);
      body.writeInt32LE(minor, 4);
    } else if (command === 0x01) body.writeUInt32LE(77, 4);
    else if (command === 0x04) {
      const name = body.subarray(4, 132).toString('utf8').replace(/\0.*$/, '');
      const isThere = Object.hasOwn(channels, name) && body.readUInt32LE(0) === 77 && body.readUInt32LE(132) === 3;
      body.writeUInt32LE(isThere ? 0 : 0x80100009, end);
      if (!isThere) return;
      seen.open += 1;
      names.set(1000 + seen.open, name);
      body.writeInt32LE(1000 + seen.open, 140);
    } else if (command === 0x0f) {
      const channel = channels[names.get(body.readInt32LE(0)) ?? ''] ?? null;
      body.writeUInt32LE(channel === null || body.readUInt32LE(4) !== 0x00020110 ? 0x80100022 : 0, end);
      body.writeUInt32LE(channel ?? 0, 8);
      body.writeUInt32LE(4, end - 4);
    } else if (command === 0x06) seen.open -= names.delete(body.readInt32LE(0)) ? 1 : 0;
  };
  const server = createServer((socket) => {
    let rest = Buffer.alloc(0);
    const names = new Map<number, string>();
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      while (!silent && rest.length >= 8 && rest.length >= 8 + rest.readUInt32LE(0)) {
        const [length, command] = [rest.readUInt32LE(0), rest.readUInt32LE(4)];
        if (LENGTHS.get(command) !== length) seen.violations += 1;
        const body = Buffer.from(rest.subarray(8, 8 + length));
        rest = rest.subarray(8 + length);
        answer(command, body, names);
        // In two pieces, as a stream may bring it.
        socket.write(body.subarray(0, 5));
        setImmediate(() => socket.write(body.subarray(5)));
      }
    });
  });
  const socket = join(folder, 'pcscd.comm');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => void server.close());
  const devices = join(folder, 'devices');
  for (const [port, bus, address] of [
    ['1-1', 1, 4],
    ['1-1.2', 1, 12],
    ['1-1.3', 1, 13],
    ['usb1', 1, 1],
    ['1-1.2:1.0', 1, 12],
  ] as const) {
    await mkdir(join(devices, port), { recursive: true });
    await writeFile(join(devices, port, 'busnum'), `${bus}\n`);
    await writeFile(join(devices, port, 'devnum'), `${address}\n`);
  }
  return { seen, port: (name: string) => usbPortOf(name, { socket, devices, answerMs }) };
}

test('two readers of one model without numbers are told apart by their USB ports, whatever release pcscd is of', async () => {
  for (const minor of [3, 4, 5]) {
    const { port, seen } = await aPcscd({
      minor,
      channels: { [`${NAME} 00 00`]: 0x0020_010c, [`${NAME} 01 00`]: 0x0020_010d },
    });
    expect(await Promise.all([port(`${NAME} 00 00`), port(`${NAME} 01 00`)])).toEqual(['1-1.2', '1-1.3']);
    expect(seen).toEqual({ open: 0, violations: 0 });
  }
});

test('a reader whose port nobody knows has none', async () => {
  const { port, seen } = await aPcscd({ channels: { serial: 0x0001_0003, untold: null, elsewhere: 0x0020_0909 } });
  for (const name of ['serial', 'untold', 'elsewhere', 'gone']) expect([name, await port(name)]).toEqual([name, null]);
  expect(seen).toEqual({ open: 0, violations: 0 });
});

test('a pcscd that is away or answers nothing holds nobody up', async () => {
  const { port } = await aPcscd({ silent: true, channels: {}, answerMs: 20 });
  expect(await port(NAME)).toBeNull();
  expect(await usbPortOf(NAME, { socket: '/nonexistent', devices: '/nonexistent', answerMs: 20 })).toBeNull();
});
