import type { SerialPort } from 'serialport';
import { faultOf, HardwareFault } from '../fault.ts';
import type { Connection, Link, LinkReceiver } from './link.ts';

/** A serial port, 8N1 without flow control. `serialport` is loaded when the first port is opened, and only then. */
export class SerialLink implements Link {
  readonly name: string;
  readonly #baudRate: number;

  constructor(options: { readonly path: string; readonly baudRate: number }) {
    this.name = options.path;
    this.#baudRate = options.baudRate;
  }

  async open(receiver: LinkReceiver, signal: AbortSignal): Promise<Connection> {
    const { SerialPort } = await loadSerialPort(this.name);
    if (signal.aborted) throw new HardwareFault('closed', this.name);
    const port = new SerialPort({ path: this.name, baudRate: this.#baudRate, autoOpen: false });
    await new Promise<void>((resolve, reject) => {
      port.open((error) => (error ? reject(faultOf(error, this.name)) : resolve()));
    });
    const connection = new SerialConnection(port, receiver, this.name);
    if (signal.aborted) {
      await connection.close();
      throw new HardwareFault('closed', this.name);
    }
    return connection;
  }
}

async function loadSerialPort(subject: string): Promise<typeof import('serialport')> {
  try {
    return await import('serialport');
  } catch (cause) {
    throw new HardwareFault('package-missing', subject, {
      message: `${subject}: serial ports need the package serialport; install it with: npm install serialport`,
      command: 'npm install serialport',
      cause,
    });
  }
}

class SerialConnection implements Connection {
  readonly #port: SerialPort;
  readonly #name: string;
  #closing: Promise<void> | null = null;
  #ended = false;

  constructor(port: SerialPort, receiver: LinkReceiver, name: string) {
    this.#port = port;
    this.#name = name;
    const end = (fault: HardwareFault): void => {
      if (this.#ended) return;
      this.#ended = true;
      if (!this.#closing) receiver.closed(fault);
    };
    port.on('error', (error) => {
      end(faultOf(error, name));
      void this.close();
    });
    port.on('close', () => end(new HardwareFault('lost', name)));
    port.on('data', (bytes: Buffer) => {
      if (!this.#ended && !this.#closing) receiver.data(bytes);
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#ended || this.#closing || !this.#port.isOpen) {
      return Promise.reject(new HardwareFault('closed', this.#name));
    }
    return new Promise((resolve, reject) => {
      // A port that dies with bytes under way forgets the callback: its end answers in its place.
      const lost = (): void => reject(new HardwareFault('lost', this.#name));
      this.#port.once('close', lost);
      this.#port.write(Buffer.from(bytes), (error) => {
        this.#port.off('close', lost);
        if (error) reject(new HardwareFault('lost', this.#name, { cause: error }));
        else resolve();
      });
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#shut();
    return this.#closing;
  }

  #shut(): Promise<void> {
    if (!this.#port.isOpen) return Promise.resolve();
    return new Promise((resolve) => this.#port.close(() => resolve()));
  }
}
