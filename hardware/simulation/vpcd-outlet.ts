import { connect, type Socket } from 'node:net';
import type { SimulatedCard } from '../card-reader/simulator/card.ts';

/** The first virtual reader's port; the second has the next one. */
export const VPCD_PORT = 35_963;

/**
 * Puts a simulated card on a virtual reader of pcscd (vsmartcard-vpcd). Each message is its length, two bytes, and its
 * bytes; one byte is a control: 00 power off, 01 on, 02 reset, 04 asks for the ATR. The socket's end takes the card away.
 */
export class VpcdOutlet {
  readonly #socket: Socket;
  readonly #card: SimulatedCard;
  readonly #closed: Promise<void>;
  #read = Buffer.alloc(0);

  private constructor(socket: Socket, card: SimulatedCard) {
    this.#socket = socket;
    this.#card = card;
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (bytes) => this.#hear(bytes));
    socket.on('error', () => undefined);
  }

  /** @throws the socket's error, where no virtual reader waits for a card */
  static insert(card: SimulatedCard, port = VPCD_PORT): Promise<VpcdOutlet> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new VpcdOutlet(socket, card));
      });
    });
  }

  /** Takes the card away; resolves when it is. Idempotent. */
  async remove(): Promise<void> {
    this.#socket.destroy();
    await this.#closed;
  }

  #hear(bytes: Buffer): void {
    this.#read = Buffer.concat([this.#read, bytes]);
    while (this.#read.length >= 2) {
      const end = 2 + this.#read.readUInt16BE(0);
      if (this.#read.length < end) return;
      const message = this.#read.subarray(2, end);
      this.#read = this.#read.subarray(end);
      this.#answer(message);
    }
  }

  #answer(message: Buffer): void {
    if (message.length !== 1) return this.#send(this.#card.answer(message));
    if (message[0] === 0x04) this.#send(this.#card.atr);
    else this.#card.reset();
  }

  #send(bytes: Uint8Array | null): void {
    if (bytes === null || this.#socket.destroyed) return;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    this.#socket.write(Buffer.concat([length, bytes]));
  }
}
