import type { Closable } from './environment.ts';

/** What a part hears of the role that it belongs to, beside being closed. `Moment`: what the role tells when its state has moved on. */
export interface Hearing<Moment> {
  /** The role's state moved on: it is durable and folded. Must not throw, and must not wait. */
  moved?(moment: Moment): void;
  /** Something beside that state changed: a device, another unit, a connection. */
  changed?(): void;
}

/**
 * The parts of a running role. They hear in the order in which they were added and are closed in the other: what promises is
 * closed first, what remembers last. There is no bus behind it: who hears what, and when, is the order of the lines that add.
 */
export class Parts<Moment = never> implements Closable {
  readonly #parts: (Closable & { readonly hears: Hearing<Moment> })[] = [];
  #closing: Promise<void> | undefined;

  /** Adds a part that was opened just now, and gives it back. */
  add<T extends Closable>(part: T, hears: Hearing<Moment> = {}): T {
    this.#parts.push({ hears, close: () => part.close() });
    return part;
  }

  moved(moment: Moment): void {
    for (const { hears } of this.#parts) hears.moved?.(moment);
  }

  changed(): void {
    for (const { hears } of this.#parts) hears.changed?.();
  }

  /** Closes every part, also where one of them can't be. @throws that part's error, or all of several */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    const faults: unknown[] = [];
    for (const part of [...this.#parts].reverse()) {
      try {
        await part.close();
      } catch (fault) {
        faults.push(fault);
      }
    }
    if (faults.length > 1) throw new AggregateError(faults, 'several parts could not be closed');
    if (faults.length === 1) throw faults[0];
  }
}

/**
 * A role that is open as a whole or not at all: where one of its parts can't be opened, those before it are closed again.
 *
 * @throws what `open` throws
 */
export async function openWhole<Moment, Role extends object>(
  open: (parts: Parts<Moment>) => Promise<Role>,
): Promise<Role & Closable> {
  const parts = new Parts<Moment>();
  try {
    return Object.assign(await open(parts), { close: () => parts.close() });
  } catch (error) {
    // Why it could not be opened is what somebody has to know.
    await parts.close().catch(() => undefined);
    throw error;
  }
}
