import type { HardwareFault } from '../fault.ts';

/**
 * The seam under every driver: bytes to a device and back. TCP, serial ports and simulators plug in here, so the real
 * protocol code runs in every test.
 *
 * `open` makes a NEW connection each time and rejects with a HardwareFault whose code says why it could not. It may be
 * called again after the connection has closed; two connections of one link never overlap.
 */
export interface Link {
  /** For logs and for staff: `127.0.0.1:9100`, `/dev/ttyUSB0`. */
  readonly name: string;
  /** `signal` gives up an attempt that is under way; `open` then rejects with code `closed`. */
  open(receiver: LinkReceiver, signal: AbortSignal): Promise<Connection>;
}

/** Who hears a connection. Neither method is called before `open` was, and `data` is never called after `closed`. */
export interface LinkReceiver<Heard = Uint8Array> {
  /** Bytes as they came, in any chunks. The link reads always: this is how an unplugged device is noticed. */
  data(heard: Heard): void;
  /** Called once, when the connection has ended for whatever reason but its own `close`; `fault` says why. */
  closed(fault: HardwareFault): void;
}

export interface Connection {
  /**
   * Resolves when the operating system has taken the bytes, which proves nothing about the device. Rejects with a
   * HardwareFault: code `closed` means that not one of these bytes was handed over; any other code means that nobody knows.
   * Bytes of overlapping calls go out in the order of the calls. Nothing is kept for a later connection.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Idempotent; resolves when the port or socket is free again. Pending writes reject. */
  close(): Promise<void>;
}
