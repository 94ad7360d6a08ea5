import type { DeviceEnvironment } from '../device.ts';
import { faultOf, HardwareFault } from '../fault.ts';
import type { Cancel } from '../timers.ts';
import { backOffMs } from './back-off.ts';
import type { Connection, LinkReceiver } from './link.ts';

/** The protocol of one connection. It is made anew for each, so nothing that it keeps can reach a later one. */
export interface Session<Heard = Uint8Array> {
  data(heard: Heard): void;
  /** The connection has ended; called once, also when the keeper closes it. The session lets go of its timers. */
  ended(fault: HardwareFault | null): void;
}

/** What is kept open: a link of bytes, or of anything else that comes and ends as one does (link.ts). */
export interface Openable<Heard, Opened> {
  readonly name: string;
  open(receiver: LinkReceiver<Heard>, signal: AbortSignal): Promise<Opened>;
}

type Closes = Pick<Connection, 'close'>;

export interface KeeperOptions<Heard = Uint8Array, Opened extends Closes = Connection> {
  readonly link: Openable<Heard, Opened>;
  readonly environment: DeviceEnvironment;
  /** The device's id, for the log. */
  readonly device: string;
  readonly begin: (connection: Opened) => Session<Heard>;
  /** Why there is no connection; called after each failed attempt and each loss. */
  readonly onDown: (fault: HardwareFault) => void;
  readonly firstMs?: number;
  readonly maxMs?: number;
}

/** A connection that held this long was a good one: the next loss is tried again at once. */
const GOOD_AFTER_MS = 3000;

/**
 * Keeps one connection of a link: opens it, begins a session on it, and when it ends opens a new one after a back-off.
 * Never two at a time.
 */
export class Keeper<Heard = Uint8Array, Opened extends Closes = Connection> {
  readonly #options: KeeperOptions<Heard, Opened>;
  #stopped: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();
  #drop: (() => void) | null = null;
  #fault: HardwareFault | null = null;

  constructor(options: KeeperOptions<Heard, Opened>) {
    this.#options = options;
  }

  /** Why there is no connection; null while there is one, and before the first attempt has ended. */
  get fault(): HardwareFault | null {
    return this.#fault;
  }

  open(): void {
    if (this.#stopped) return;
    this.#stopped = new AbortController();
    this.#running = this.#run(this.#stopped.signal);
  }

  /** Ends the present connection, if there is one; a new one is opened after the back-off. For a device that went dumb. */
  reconnect(): void {
    this.#drop?.();
  }

  async close(): Promise<void> {
    this.#stopped ??= new AbortController();
    this.#stopped.abort();
    await this.#running;
  }

  async #run(stop: AbortSignal): Promise<void> {
    const { environment, link, device, onDown } = this.#options;
    const waits = () =>
      backOffMs({
        firstMs: this.#options.firstMs ?? 200,
        maxMs: this.#options.maxMs ?? 5000,
        random: environment.random,
      });
    let back = waits();
    let lastReason = '';
    while (!stop.aborted) {
      const startedMs = environment.timers.elapsedMs();
      const fault = await this.#oneConnection(stop);
      if (stop.aborted) return;
      if (environment.timers.elapsedMs() - startedMs >= GOOD_AFTER_MS && fault.held) back = waits();
      const reason = `${fault.why.code} ${fault.why.message}`;
      if (reason !== lastReason || fault.held) {
        lastReason = reason;
        environment.logger.warn({ device, link: link.name, code: fault.why.code }, fault.why.message);
      }
      this.#fault = fault.why;
      onDown(fault.why);
      await pause(back.next().value, stop, environment);
    }
  }

  async #oneConnection(stop: AbortSignal): Promise<{ why: HardwareFault; held: boolean }> {
    const { link, begin, environment, device } = this.#options;
    let session: Session<Heard> | null = null;
    const early: Heard[] = [];
    let end: (fault: HardwareFault | null) => void = () => {};
    const ended = new Promise<HardwareFault | null>((resolve) => {
      end = resolve;
    });
    let connection: Opened;
    try {
      connection = await link.open(
        { data: (heard) => (session ? session.data(heard) : early.push(heard)), closed: (fault) => end(fault) },
        stop,
      );
    } catch (error) {
      return { why: faultOf(error, link.name), held: false };
    }
    const stopNow = (): void => end(null);
    stop.addEventListener('abort', stopNow, { once: true });
    if (stop.aborted) stopNow();
    this.#drop = () => end(new HardwareFault('silent', link.name));
    environment.logger.info({ device, link: link.name }, 'connected');
    this.#fault = null;
    session = begin(connection);
    for (const heard of early.splice(0)) session.data(heard);
    const fault = await ended;
    this.#drop = null;
    stop.removeEventListener('abort', stopNow);
    session.ended(fault);
    await connection.close();
    return { why: fault ?? new HardwareFault('closed', link.name), held: true };
  }
}

function pause(ms: number, stop: AbortSignal, environment: DeviceEnvironment): Promise<void> {
  return new Promise((resolve) => {
    let cancel: Cancel = () => {};
    const done = (): void => {
      cancel();
      stop.removeEventListener('abort', done);
      resolve();
    };
    if (stop.aborted) return resolve();
    stop.addEventListener('abort', done, { once: true });
    cancel = environment.timers.after(ms, done);
  });
}
