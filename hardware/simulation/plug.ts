import type { Cancel } from '../timers.ts';

/** The unit's end of a wire, as a simulated device sees it. */
export interface Peer {
  write(bytes: Uint8Array): void;
  /** The device hangs up: its power went, or its cable. */
  end(): void;
}

/** The device's end of one connection. */
export interface Wire {
  data(bytes: Uint8Array): void;
  /** The unit hung up. Nothing is written to the peer any more. */
  ended(): void;
}

/**
 * What every simulator offers: bytes in and out, whatever carries them (tcp-outlet.ts, duplex-outlet.ts, memory-link.ts),
 * and faults by name. It polices its protocol: what a real device would not have understood is in `violations`.
 */
export interface SimulatedDevice<Fault extends string = string> {
  readonly plug: Plug;
  connect(peer: Peer): Wire;
  /** All that can be broken. `unplugged` is among them. */
  readonly possibleFaults: readonly Fault[];
  faults(): ReadonlySet<Fault>;
  setFault(fault: Fault, broken: boolean): void;
  readonly violations: readonly string[];
}

/** Whether a simulated device is plugged in. Who carries its bytes listens here: unplugged, nothing can connect. */
export class Plug {
  #inserted = true;
  readonly #listeners = new Set<(inserted: boolean) => void>();

  get inserted(): boolean {
    return this.#inserted;
  }

  set(inserted: boolean): void {
    if (inserted === this.#inserted) return;
    this.#inserted = inserted;
    for (const listener of [...this.#listeners]) listener(inserted);
  }

  onChange(listener: (inserted: boolean) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
