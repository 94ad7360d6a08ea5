import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';

/**
 * PC/SC tells the USB address of a reader by an attribute (SCardGetAttrib), which nfc-pcsc can't ask for. So pcscd is asked here
 * in its own words (pcsc-lite, winscard_msg.h): each message is a head of its length and command, then a struct that comes
 * back with its answers in it. All numbers are 32 bits, the lowest byte first (a Pi's and a PC's order). No card is spoken to.
 */
const VERSION = 0x11;
const ESTABLISH_CONTEXT = 0x01;
const CONNECT = 0x04;
const DISCONNECT = 0x06;
const GET_ATTRIB = 0x0f;

const MAJOR = 4;
/** What is tried first; a pcscd of another release names its own. */
const MINOR = 4;
const NAME_BYTES = 128;
const ATTRIBUTE_BYTES = 264;
/** Without a card, beside whoever uses one. */
const SHARE_DIRECT = 3;
const LEAVE_CARD = 0;
/** SCARD_ATTR_CHANNEL_ID: 0x0020 for USB, the bus, the device's address on it (PC/SC part 3). */
const CHANNEL_ID = 0x0002_0110;
const USB = 0x0020;
/** pcscd may be busy with a card. One that never answers holds nobody up: the reader is told without its port. */
const TRIES = 5;

/** Where pcscd listens; libpcsclite knows the same variable. */
export const pcscdSocket = (): string => process.env.PCSCLITE_CSOCK_NAME ?? '/run/pcscd/pcscd.comm';

export interface Places {
  /** Where pcscd listens. */
  readonly socket: string;
  /** The kernel's list of USB devices. */
  readonly devices: string;
  /** How long pcscd may take over one answer, milliseconds. */
  readonly answerMs: number;
}

/** The USB port of a reader of pcscd as the kernel names it, `1-1.2`: it stays with the socket. Null where nobody can tell. Never rejects. */
export async function usbPortOf(reader: string, places: Places): Promise<string | null> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      const channel = await channelOf(reader, places, MINOR);
      if (channel === null || channel >>> 16 !== USB) return null;
      return portAt((channel >>> 8) & 0xff, channel & 0xff, places.devices);
    } catch {
      // Once more.
    }
  }
  return null;
}

/** @throws when pcscd can't be reached or stops answering */
async function channelOf(reader: string, places: Places, minor: number): Promise<number | null> {
  const socket = connect(places.socket);
  socket.setTimeout(places.answerMs, () => socket.destroy(new Error('pcscd does not answer')));
  try {
    const version = await ask(socket, VERSION, words(MAJOR, minor, 0));
    if (version.readInt32LE(8) !== 0) {
      const its = version.readInt32LE(4);
      return version.readInt32LE(0) === MAJOR && its !== minor && minor === MINOR
        ? await channelOf(reader, places, its)
        : null;
    }
    const context = await ask(socket, ESTABLISH_CONTEXT, words(0, 0, 0));
    const name = Buffer.alloc(NAME_BYTES);
    name.write(reader);
    const request = Buffer.concat([context.subarray(4, 8), name, words(SHARE_DIRECT, 0, 0, 0, 0)]);
    const connected = await ask(socket, CONNECT, request);
    const card = connected.subarray(4 + NAME_BYTES + 8, 4 + NAME_BYTES + 12);
    if (connected.readInt32LE(connected.length - 4) !== 0) return null;
    const empty = Buffer.alloc(ATTRIBUTE_BYTES);
    const told = await ask(
      socket,
      GET_ATTRIB,
      Buffer.concat([card, words(CHANNEL_ID), empty, words(ATTRIBUTE_BYTES, 0)]),
    );
    await ask(socket, DISCONNECT, Buffer.concat([card, words(LEAVE_CARD, 0)]));
    const isTold = told.readInt32LE(told.length - 4) === 0 && told.readUInt32LE(told.length - 8) === 4;
    return isTold ? told.readUInt32LE(8) : null;
  } finally {
    socket.destroy();
  }
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value, i * 4);
  return bytes;
}

async function ask(socket: Socket, command: number, body: Buffer): Promise<Buffer> {
  socket.write(Buffer.concat([words(body.length, command), body]));
  for (;;) {
    const answer: Buffer | null = socket.read(body.length);
    if (answer?.length === body.length) return answer;
    if (answer !== null || socket.readableEnded || socket.destroyed) throw new Error('pcscd hung up');
    await Promise.race([once(socket, 'readable'), once(socket, 'close')]);
  }
}

function portAt(bus: number, address: number, devices: string): string | null {
  const number = (device: string, file: string): number => Number(readFileSync(join(devices, device, file), 'utf8'));
  // Names with a colon are parts of a device.
  const ports = readdirSync(devices).filter((name) => /^\d+-[\d.]+$/.test(name));
  return ports.find((port) => number(port, 'busnum') === bus && number(port, 'devnum') === address) ?? null;
}
