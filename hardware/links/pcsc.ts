import { type ChildProcess, fork } from 'node:child_process';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Changes } from '../changes.ts';
import type { DeviceEnvironment } from '../device.ts';
import { faultOf, HardwareFault } from '../fault.ts';
import { backOffMs } from './back-off.ts';
import type { CardLink, CardListener } from './card-link.ts';
import { WITH_PORTS } from './pcsc-messages.ts';
import { HostSession } from './pcsc-session.ts';
import { pcscdSocket } from './pcsc-usb-port.ts';

/** The compiled host, beside this file or, where this file is TypeScript, in the build. */
const HOST = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../dist/hardware/links/pcsc-host.js' : './pcsc-host.js',
    import.meta.url,
  ),
);

/**
 * Cards over PC/SC. Each connection to pcscd is a process of its own with nfc-pcsc in it (pcsc-host.ts), started when pcscd
 * accepts connections and ended when anything goes wrong: after a restart of pcscd only a new one recovers.
 */
export class PcscLink implements CardLink {
  readonly name = 'pcscd';
  readonly #environment: DeviceEnvironment;
  readonly #arguments: readonly string[];
  #stop: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();

  /** `withPorts`: readers' names are told with their USB ports, ` [USB 1-1.2]`. */
  constructor(environment: DeviceEnvironment, { withPorts = false }: { readonly withPorts?: boolean } = {}) {
    this.#environment = environment;
    this.#arguments = withPorts ? [WITH_PORTS] : [];
  }

  open(listener: CardListener): void {
    if (this.#stop) return;
    this.#stop = new AbortController();
    this.#running = this.#run(listener, this.#stop.signal);
  }

  async close(): Promise<void> {
    this.#stop ??= new AbortController();
    this.#stop.abort();
    await this.#running;
  }

  async #run(listener: CardListener, stop: AbortSignal): Promise<void> {
    const { timers, random, logger } = this.#environment;
    const waits = () => backOffMs({ firstMs: 200, maxMs: 5000, random });
    let back = waits();
    let lastReason = '';
    while (!stop.aborted) {
      const { fault, held } = await this.#oneConnection(listener, stop);
      if (stop.aborted) return;
      if (held) back = waits();
      const reason = `${fault.code} ${fault.message}`;
      if (reason !== lastReason || held) logger.warn({ link: this.name, code: fault.code }, fault.message);
      lastReason = reason;
      listener.down(fault);
      await new Changes().until(() => false, { timers, timeoutMs: back.next().value, signal: stop });
    }
  }

  async #oneConnection(listener: CardListener, stop: AbortSignal): Promise<{ fault: HardwareFault; held: boolean }> {
    try {
      await acceptsConnections(pcscdSocket());
    } catch (error) {
      return { fault: serviceFault(error), held: false };
    }
    if (stop.aborted) return { fault: new HardwareFault('closed', this.name), held: false };
    const session = new HostSession({ host: startHost(this.#arguments), listener, timers: this.#environment.timers });
    const stopNow = (): void => session.end(new HardwareFault('closed', this.name));
    stop.addEventListener('abort', stopNow, { once: true });
    const fault = await session.over;
    stop.removeEventListener('abort', stopNow);
    return { fault, held: session.ready };
  }
}

function startHost(withArguments: readonly string[]): ChildProcess {
  return fork(HOST, withArguments, {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** Resolves when something listens there; systemd starts pcscd by it. nfc-pcsc itself would ask for ever. */
function acceptsConnections(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

function serviceFault(error: unknown): HardwareFault {
  const { code } = faultOf(error, 'pcscd');
  if (code === 'permission') return new HardwareFault('permission', 'pcscd', { cause: error });
  return new HardwareFault('refused', 'pcscd', { message: 'pcscd: it is not running; start it', cause: error });
}
