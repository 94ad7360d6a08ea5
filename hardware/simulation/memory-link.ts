import { HardwareFault } from '../fault.ts';
import type { Connection, Link, LinkReceiver } from '../links/link.ts';
import type { SimulatedDevice, Wire } from './plug.ts';

/** A link to a simulated device without sockets or ports: the same bytes, for tests on a hand-driven clock. */
export class MemoryLink implements Link {
  readonly name = 'memory';
  readonly #device: SimulatedDevice;
  /** How many connections were opened so far. */
  opened = 0;

  constructor(device: SimulatedDevice) {
    this.#device = device;
  }

  async open(receiver: LinkReceiver): Promise<Connection> {
    if (!this.#device.plug.inserted) throw new HardwareFault('refused', this.name);
    this.opened += 1;
    return new MemoryConnection(this.#device, receiver, this.name);
  }
}

class MemoryConnection implements Connection {
  readonly #wire: Wire;
  readonly #receiver: LinkReceiver;
  readonly #name: string;
  readonly #stop: () => void;
  #open = true;

  constructor(device: SimulatedDevice, receiver: LinkReceiver, name: string) {
    this.#receiver = receiver;
    this.#name = name;
    this.#stop = device.plug.onChange((inserted) => {
      if (!inserted) this.#hangUp();
    });
    this.#wire = device.connect({
      write: (bytes) => {
        const copy = Uint8Array.from(bytes);
        queueMicrotask(() => {
          if (this.#open) receiver.data(copy);
        });
      },
      end: () => this.#hangUp(),
    });
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#open) throw new HardwareFault('closed', this.#name);
    this.#wire.data(Uint8Array.from(bytes));
    if (!this.#open) throw new HardwareFault('lost', this.#name);
  }

  async close(): Promise<void> {
    if (this.#end()) this.#wire.ended();
  }

  #hangUp(): void {
    if (!this.#end()) return;
    this.#wire.ended();
    queueMicrotask(() => this.#receiver.closed(new HardwareFault('lost', this.#name)));
  }

  #end(): boolean {
    const was = this.#open;
    this.#open = false;
    this.#stop();
    return was;
  }
}
