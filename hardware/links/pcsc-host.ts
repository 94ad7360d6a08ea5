/**
 * The process that holds nfc-pcsc, started by pcsc.ts. Its native part waits without end for a pcscd that doesn't answer and
 * stops the process on what it didn't expect; here it can hold up nobody but the cards. The gate stands here, next to the
 * card: whatever is asked for, only what it allows is sent.
 */
import type { Reader } from 'nfc-pcsc';
import { HardwareFault } from '../fault.ts';
import { type Exchange, gatedExchange } from './gated-channel.ts';
import { type FromHost, type HostFault, type ToHost, WITH_PORTS } from './pcsc-messages.ts';
import { pcscdSocket, usbPortOf } from './pcsc-usb-port.ts';

/** The longest answer to a short command: 256 bytes and the status. */
const ANSWER_MAX_BYTES = 258;
/** How long a card may take to answer to its reset before it counts as mute, milliseconds. */
const MUTE_AFTER_MS = 1_500;
/** How long after a failed command a card may be taken for present; then nfc-pcsc has lost its thread. */
const LOST_THREAD_MS = 1_000;

const tell = (message: FromHost): void => {
  if (process.connected) process.send?.(message);
};

function end(fault: HostFault): void {
  const last: FromHost = { type: 'over', fault };
  if (!process.connected || process.send === undefined) process.exit(1);
  process.send(last, () => process.exit(1));
}

/** PC/SC's error codes stand in nfc-pcsc's messages. */
function faultOf(error: unknown): HostFault {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof HardwareFault) return { code: error.code, message };
  const before = error instanceof Error && 'previous' in error && error.previous instanceof Error;
  const said = before ? `${message} ${String(error.previous)}` : message;
  if (/0x8010006a/i.test(said)) return { code: 'permission', message: 'pcscd: its polkit rule refuses this user' };
  // No service, service stopped, transport error.
  if (/0x801000(1d|1e|13)/i.test(said)) return { code: 'refused', message: 'pcscd: it is not running' };
  return { code: 'failed', message: `pcscd: ${message}` };
}

const readers = new Set<string>();
const cards = new Map<number, Exchange>();
let lastCard = 0;

const places = { socket: pcscdSocket(), devices: '/sys/bus/usb/devices', answerMs: 1_000 };
/** Whether readers are told with their USB ports: a configuration names one by it. */
const withPorts = process.argv.includes(WITH_PORTS);

function watch(reader: Reader): void {
  let { name } = reader;
  let ended = false;
  /** The port is part of the name: what stays a reader's own where it has no number. Nothing is told of it before. */
  const named = (withPorts ? usbPortOf(name, places) : Promise.resolve(null)).then((port) => {
    if (port !== null) name = `${name} [USB ${port}]`;
    if (ended) return;
    readers.add(name);
    readersChanged();
  });
  let card: number | null = null;
  let muteTimer: NodeJS.Timeout | undefined;
  const gone = (): void => {
    clearTimeout(muteTimer);
    if (card === null) return;
    cards.delete(card);
    tell({ type: 'card-gone', card });
    card = null;
  };
  const readersChanged = (): void => tell({ type: 'readers', names: [...readers] });

  reader.autoProcessing = false;
  reader.on('card', ({ atr }: { atr?: Buffer }) => {
    gone();
    lastCard += 1;
    card = lastCard;
    const present = card;
    const exchange = gatedExchange(async (command) => {
      try {
        return await reader.transmit(Buffer.from(command), ANSWER_MAX_BYTES);
      } catch (error) {
        setTimeout(() => {
          if (cards.has(present)) end(faultOf(error));
        }, LOST_THREAD_MS);
        throw new HardwareFault('lost', name, { message: `${name}: the card went away`, cause: error });
      }
    }, name);
    cards.set(card, exchange);
    void named.then(() => {
      if (cards.has(present)) tell({ type: 'card', card: present, reader: name, atr: Uint8Array.from(atr ?? []) });
    });
  });
  reader.on('card.off', gone);
  reader.reader.on('status', ({ state }: { state: number }) => {
    clearTimeout(muteTimer);
    if ((state & reader.reader.SCARD_STATE_PRESENT) === 0) return;
    muteTimer = setTimeout(() => {
      if (card === null) void named.then(() => tell({ type: 'mute', reader: name }));
    }, MUTE_AFTER_MS);
  });
  // What goes wrong with a reader ends it; what goes wrong with pcscd is told by NFC itself.
  reader.on('error', () => undefined);
  reader.on('end', () => {
    ended = true;
    gone();
    readers.delete(name);
    readersChanged();
  });
}

async function transmit({ id, card, command }: ToHost): Promise<void> {
  try {
    const exchange = cards.get(card);
    if (exchange === undefined) throw new HardwareFault('lost', 'card', { message: 'the card is gone' });
    const answer = await exchange(command);
    tell({ type: 'answer', id, answer: Uint8Array.from(answer) });
    answer.fill(0);
  } catch (error) {
    tell({ type: 'refusal', id, fault: faultOf(error) });
  } finally {
    command.fill(0);
  }
}

async function run(): Promise<void> {
  let NFC: typeof import('nfc-pcsc').NFC;
  try {
    ({ NFC } = await import('nfc-pcsc'));
  } catch (error) {
    const message = `card readers need the package nfc-pcsc: ${error instanceof Error ? error.message.split('\n')[0] : ''}`;
    return end({ code: 'package-missing', message });
  }
  try {
    const nfc = new NFC();
    nfc.on('reader', watch);
    nfc.on('error', (error) => end(faultOf(error)));
    tell({ type: 'readers', names: [] });
  } catch (error) {
    end(faultOf(error));
  }
}

// It ends with its parent, and only so: a Ctrl-C is for the parent to deal with.
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('message', (message) => void transmit(message as ToHost));
void run();
