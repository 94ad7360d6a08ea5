import { Changes } from '../../changes.ts';
import type { CardChannel } from '../../links/card-link.ts';
import type { Timers } from '../../timers.ts';
import type { FaceUse } from '../card-reader.ts';
import type { FaceOutcome, FaceRequest } from './face.ts';
import { readFace } from './read-face.ts';

/** Where a card is put to be read: who waits for it, which card lies there, and whether a number was tried on it already. */
export class FaceReader {
  readonly #timers: Timers;
  readonly #changes = new Changes();
  readonly #tried = new WeakSet<CardChannel>();
  readonly #closing = new AbortController();
  #lying: CardChannel | null = null;
  #isWaiting = false;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** A card came: whether it is for whoever waits here. */
  put(card: CardChannel): boolean {
    this.#lying = card;
    const taken = this.#isWaiting;
    this.#changes.notify();
    return taken;
  }

  async read<T>(request: FaceRequest, use: FaceUse<T>, signal: AbortSignal): Promise<FaceOutcome<T>> {
    if (this.#isWaiting) {
      request.digits.fill(0);
      return { state: 'busy' };
    }
    this.#isWaiting = true;
    try {
      const present = (): CardChannel | null => (this.#lying?.gone.aborted === false ? this.#lying : null);
      await this.#changes.until(() => present() !== null, {
        timers: this.#timers,
        signal: AbortSignal.any([signal, this.#closing.signal]),
      });
      const card = present();
      if (card === null) return { state: 'no-card' };
      if (this.#tried.has(card)) return { state: 'tap-again' };
      this.#tried.add(card);
      return await readFace(card, request, use);
    } finally {
      this.#isWaiting = false;
      request.digits.fill(0);
    }
  }

  close(): void {
    this.#closing.abort();
  }
}
