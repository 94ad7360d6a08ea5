import type { HardwareFault } from '../fault.ts';

/**
 * The seam under a card reader's driver: readers that come and go, and cards on them as channels for commands.
 *
 * `open` begins to watch and goes on through every end of the service and of its readers until `close`, which is idempotent
 * and resolves when nothing is left behind. After `close` the listener hears nothing. Opening twice does nothing.
 */
export interface CardLink {
  /** For logs and for staff. */
  readonly name: string;
  open(listener: CardListener): void;
  close(): Promise<void>;
}

export interface CardListener {
  /** The service answers, and these are its readers from now on; none is possible. */
  readers(names: readonly string[]): void;
  /** The service can't be used; every card and reader of before is gone. Told at each attempt. */
  down(fault: HardwareFault): void;
  /** A card answers on a reader. It stays until its `gone` aborts; the same card put back is another. */
  card(card: CardChannel): void;
  /** Something lies on a reader and doesn't answer as a card does. */
  mute(reader: string): void;
}

export interface CardChannel {
  readonly reader: string;
  /** Answer to reset: what kind of card it is (ISO 7816-3; PC/SC part 3 for cards without contacts). */
  readonly atr: Uint8Array;
  /** Aborts when the card is taken away, its reader unplugged or the service lost. */
  readonly gone: AbortSignal;
  /**
   * Sends one command and resolves with the answer and its status, two bytes at least. Commands go out in the order of the
   * calls, one at a time. A command that {@link passageOf} doesn't allow never reaches a card: it rejects with code
   * `forbidden`. Rejects with `lost` once the card is gone, with `silent` if no answer comes.
   */
  transmit(command: Uint8Array): Promise<Uint8Array>;
}
