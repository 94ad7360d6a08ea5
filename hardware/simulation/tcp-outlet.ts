import { createServer, type Server, type Socket } from 'node:net';
import type { SimulatedDevice } from './plug.ts';

/** Puts a simulated device on a TCP port of this machine. Unplugged, the port refuses. */
export class TcpOutlet {
  readonly #device: SimulatedDevice;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;
  #switching: Promise<void> = Promise.resolve();
  #stopListening: () => void = () => {};

  constructor(device: SimulatedDevice) {
    this.#device = device;
  }

  /** Resolves with the address once it accepts connections; port 0 picks a free one, which it keeps. */
  async open(port = 0): Promise<{ readonly host: string; readonly port: number }> {
    this.#port = port;
    this.#stopListening = this.#device.plug.onChange(() => {
      this.#switching = this.#switching.then(() => this.#follow());
    });
    await this.#follow();
    return { host: '127.0.0.1', port: this.#port };
  }

  /** Resolves when the last change of the plug has taken effect. */
  async settled(): Promise<void> {
    await this.#switching;
  }

  async close(): Promise<void> {
    this.#stopListening();
    await this.#switching;
    await this.#down();
  }

  async #follow(): Promise<void> {
    if (!this.#device.plug.inserted) await this.#down();
    else if (!this.#server) await this.#up();
  }

  #up(): Promise<void> {
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', () => {
        const address = server.address();
        if (address !== null && typeof address === 'object') this.#port = address.port;
        resolve();
      });
    });
  }

  #down(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    if (!server) return Promise.resolve();
    return new Promise((resolve) => server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    const wire = this.#device.connect({
      write: (bytes) => {
        if (socket.writable) socket.write(bytes);
      },
      end: () => socket.destroy(),
    });
    socket.on('data', (bytes) => wire.data(bytes));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      wire.ended();
    });
  }
}
