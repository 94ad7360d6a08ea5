import { constants, write as writeTo } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Changes } from '../changes.ts';
import { faultOf, HardwareFault } from '../fault.ts';
import { systemTimers } from '../timers.ts';
import type { Connection, Link, LinkReceiver } from './link.ts';

/** A reply is awaited soon after a write; between tickets what comes by itself may take a tenth of a second. */
const EAGER_LOOK_MS = 5;
const IDLE_LOOK_MS = 100;
const EAGER_FOR_MS = 2000;
/** usblp's own buffer holds no more at once. */
const BLOCK_BYTES = 8192;

/**
 * A printer at the kernel's printer class driver (usblp): /dev/usb/lp0, or a udev name for it. No package is needed.
 *
 * Everything is non-blocking: a blocking read of usblp returns only when the printer says something, and would hold a thread
 * of Node's pool until then. So the device is asked again and again, with EAGAIN for nothing new. usblp lets one program in
 * (EBUSY), and does not buffer: a write is under way until the printer has taken it, which a write of no bytes tells.
 */
export class UsbLink implements Link {
  readonly name: string;

  constructor(path: string) {
    this.name = path;
  }

  async open(receiver: LinkReceiver, signal: AbortSignal): Promise<Connection> {
    const { O_RDWR, O_NONBLOCK, O_NOCTTY } = constants;
    let handle: FileHandle;
    try {
      handle = await open(this.name, O_RDWR | O_NONBLOCK | O_NOCTTY);
    } catch (error) {
      throw faultOf(error, this.name);
    }
    // A plain file would swallow every ticket and look like a printer that says nothing.
    if (!(await handle.stat()).isCharacterDevice() || signal.aborted) {
      await handle.close();
      throw signal.aborted ? new HardwareFault('closed', this.name) : notADevice(this.name);
    }
    return new UsbConnection(handle, receiver, this.name);
  }
}

const notADevice = (name: string): HardwareFault =>
  new HardwareFault('missing', name, {
    message: `${name}: this is no device; name the printer's own, as in /dev/usb/lp0`,
  });

class UsbConnection implements Connection {
  readonly #handle: FileHandle;
  readonly #receiver: LinkReceiver;
  readonly #name: string;
  readonly #buffer = Buffer.alloc(1024);
  /** Ends with the connection, whoever ends it. */
  readonly #over = new AbortController();
  readonly #reading: Promise<void>;
  #writing: Promise<unknown> = Promise.resolve();
  readonly #wrote = new Changes();
  #eagerUntilMs = 0;
  #closing: Promise<void> | null = null;

  constructor(handle: FileHandle, receiver: LinkReceiver, name: string) {
    this.#handle = handle;
    this.#receiver = receiver;
    this.#name = name;
    this.#reading = this.#read();
  }

  write(bytes: Uint8Array): Promise<void> {
    const written = this.#writing.then(() => this.#write(bytes));
    this.#writing = written.catch(() => {});
    return written;
  }

  close(): Promise<void> {
    this.#closing ??= this.#shut();
    return this.#closing;
  }

  async #shut(): Promise<void> {
    this.#over.abort();
    await Promise.all([this.#reading, this.#writing]);
    // usblp lets go of what the printer has not taken. A device that is gone may complain; it is let go of all the same.
    await this.#handle.close().catch(() => {});
  }

  async #write(bytes: Uint8Array): Promise<void> {
    let done = 0;
    try {
      while (done < bytes.length) {
        if (this.#over.signal.aborted) throw new HardwareFault(done === 0 ? 'closed' : 'lost', this.#name);
        const taken = await this.#offer(bytes.subarray(done, done + BLOCK_BYTES));
        done += taken;
        this.#lookSoon();
        if (taken === 0) await this.#pauseInWriting();
      }
      while (!(await this.#drained())) {
        if (this.#over.signal.aborted) throw new HardwareFault('lost', this.#name);
        await this.#pauseInWriting();
      }
    } catch (error) {
      if (error instanceof HardwareFault) throw error;
      this.#end(error);
      // ENODEV comes before usblp hands anything over; of any other error nobody knows.
      const untouched = done === 0 && codeOf(error) === 'ENODEV';
      throw new HardwareFault(untouched ? 'closed' : 'lost', this.#name, { cause: error });
    }
  }

  /** How many of the bytes were taken: none while the printer is busy with the last. */
  async #offer(bytes: Uint8Array): Promise<number> {
    try {
      return await writeOnce(this.#handle.fd, bytes);
    } catch (error) {
      if (isAgain(error)) return 0;
      throw error;
    }
  }

  async #drained(): Promise<boolean> {
    try {
      await writeOnce(this.#handle.fd, new Uint8Array());
      return true;
    } catch (error) {
      if (isAgain(error)) return false;
      throw error;
    }
  }

  async #read(): Promise<void> {
    let listens = true;
    while (!this.#over.signal.aborted) {
      try {
        const { bytesRead } = listens ? await this.#handle.read(this.#buffer, 0, this.#buffer.length, null) : NOTHING;
        if (this.#over.signal.aborted) return;
        if (bytesRead > 0) {
          this.#receiver.data(Uint8Array.from(this.#buffer.subarray(0, bytesRead)));
          continue;
        }
        // Nothing, without EAGAIN: an empty USB packet, or a printer that is gone. Whether it is there, a write of nothing tells.
        await this.#drained();
      } catch (error) {
        // EINVAL: a printer that only listens (the unidirectional protocol of the printer class).
        if (codeOf(error) === 'EINVAL' && listens) listens = false;
        else if (!isAgain(error)) return this.#end(error);
      }
      await this.#pauseInReading();
    }
  }

  #lookSoon(): void {
    this.#eagerUntilMs = performance.now() + EAGER_FOR_MS;
    this.#wrote.notify();
  }

  async #pauseInReading(): Promise<void> {
    const isEager = (): boolean => performance.now() < this.#eagerUntilMs;
    const { signal } = this.#over;
    if (isEager()) await this.#wrote.until(() => false, { timers: systemTimers, timeoutMs: EAGER_LOOK_MS, signal });
    else await this.#wrote.until(isEager, { timers: systemTimers, timeoutMs: IDLE_LOOK_MS, signal });
  }

  async #pauseInWriting(): Promise<void> {
    const { signal } = this.#over;
    await this.#wrote.until(() => false, { timers: systemTimers, timeoutMs: EAGER_LOOK_MS, signal });
  }

  #end(error: unknown): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    // Gone in mid-connection, whatever the kernel calls it (ENODEV, EIO, ENXIO).
    this.#receiver.closed(new HardwareFault('lost', this.#name, { cause: error }));
  }
}

const NOTHING = { bytesRead: 0 } as const;

/** One write(2), of no bytes too, which FileHandle.write would not carry out. */
function writeOnce(fd: number, bytes: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    writeTo(fd, bytes, 0, bytes.length, null, (error, written) => (error ? reject(error) : resolve(written)));
  });
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);
const isAgain = (error: unknown): boolean => codeOf(error) === 'EAGAIN';
