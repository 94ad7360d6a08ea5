import { connect, type Socket } from 'node:net';
import { faultOf, HardwareFault } from '../fault.ts';
import type { Connection, Link, LinkReceiver } from './link.ts';

const OPEN_TIMEOUT_MS = 4000;
/** After this long without traffic the operating system asks whether the other end is there. */
const KEEP_ALIVE_AFTER_MS = 5000;
/** How long a polite end of a connection may take before the socket is destroyed. */
const CLOSE_TIMEOUT_MS = 300;

export class TcpLink implements Link {
  readonly name: string;
  readonly #host: string;
  readonly #port: number;

  constructor(address: { readonly host: string; readonly port: number }) {
    this.#host = address.host;
    this.#port = address.port;
    this.name = `${address.host}:${address.port}`;
  }

  open(receiver: LinkReceiver, signal: AbortSignal): Promise<Connection> {
    const name = this.name;
    if (signal.aborted) return Promise.reject(new HardwareFault('closed', name));
    return new Promise<Connection>((resolve, reject) => {
      const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
      const fail = (error: unknown): void => {
        signal.removeEventListener('abort', abort);
        socket.removeAllListeners();
        socket.on('error', () => {});
        socket.destroy();
        reject(faultOf(error, name));
      };
      const abort = (): void => fail(new HardwareFault('closed', name));
      signal.addEventListener('abort', abort, { once: true });
      socket.setTimeout(OPEN_TIMEOUT_MS, () => fail(new HardwareFault('timeout', name)));
      socket.once('error', fail);
      socket.once('connect', () => {
        signal.removeEventListener('abort', abort);
        socket.off('error', fail);
        socket.setTimeout(0);
        socket.setKeepAlive(true, KEEP_ALIVE_AFTER_MS);
        resolve(new TcpConnection(socket, receiver, name));
      });
    });
  }
}

class TcpConnection implements Connection {
  readonly #socket: Socket;
  readonly #name: string;
  #fault: HardwareFault | null = null;
  #closing = false;
  readonly #ended: Promise<void>;

  constructor(socket: Socket, receiver: LinkReceiver, name: string) {
    this.#socket = socket;
    this.#name = name;
    socket.on('data', (bytes) => {
      if (!this.#closing) receiver.data(bytes);
    });
    socket.on('error', (error) => {
      this.#fault = faultOf(error, name);
    });
    // A printer that ends its half is leaving: what is written from now on may go nowhere.
    socket.on('end', () => socket.destroy());
    this.#ended = new Promise((resolve) => {
      socket.on('close', () => {
        this.#fault ??= new HardwareFault('lost', name);
        if (!this.#closing) receiver.closed(this.#fault);
        resolve();
      });
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#closing || this.#socket.destroyed || !this.#socket.writable) {
      return Promise.reject(new HardwareFault('closed', this.#name));
    }
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => {
        if (error) reject(new HardwareFault('lost', this.#name, { cause: error }));
        else resolve();
      });
    });
  }

  async close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      this.#socket.end();
      const forced = setTimeout(() => this.#socket.destroy(), CLOSE_TIMEOUT_MS);
      void this.#ended.then(() => clearTimeout(forced));
    }
    await this.#ended;
  }
}
