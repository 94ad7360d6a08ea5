import type { SimulatedCard } from '../card-reader/simulator/card.ts';
import { HardwareFault } from '../fault.ts';
import type { CardLink, CardListener } from '../links/card-link.ts';
import { gatedExchange } from '../links/gated-channel.ts';

/** Readers and cards without pcscd: the same commands past the same gate, for tests on a hand-driven clock. */
export class MemoryCardLink implements CardLink {
  readonly name = 'memory';
  #readers: readonly string[];
  #down: HardwareFault | null = null;
  #listener: CardListener | null = null;
  readonly #lying = new Map<string, { readonly card: SimulatedCard; gone: AbortController | null }>();

  constructor(readers: readonly string[] = ['Virtual PCD 00 00']) {
    this.#readers = readers;
  }

  open(listener: CardListener): void {
    this.#listener ??= listener;
    queueMicrotask(() => this.#announce());
  }

  async close(): Promise<void> {
    this.#listener = null;
    for (const place of this.#lying.values()) place.gone?.abort();
  }

  /** Plugs readers in and out; a card on one that is gone is gone. */
  setReaders(names: readonly string[]): void {
    this.#readers = names;
    for (const reader of [...this.#lying.keys()]) if (!names.includes(reader)) this.remove(reader);
    this.#announce();
  }

  /** Ends the service, or lets it come back. */
  setDown(fault: HardwareFault | null): void {
    this.#down = fault;
    for (const place of this.#lying.values()) {
      place.gone?.abort();
      place.gone = null;
    }
    this.#announce();
  }

  insert(card: SimulatedCard, reader = this.#readers[0] ?? ''): void {
    this.#lying.set(reader, { card, gone: null });
    this.#present(reader);
  }

  remove(reader = this.#readers[0] ?? ''): void {
    const place = this.#lying.get(reader);
    this.#lying.delete(reader);
    place?.gone?.abort();
  }

  #announce(): void {
    if (this.#down !== null) return this.#listener?.down(this.#down);
    this.#listener?.readers(this.#readers);
    for (const reader of this.#lying.keys()) this.#present(reader);
  }

  #present(reader: string): void {
    const place = this.#lying.get(reader);
    if (place === undefined || place.gone !== null || this.#down !== null || this.#listener === null) return;
    const { card } = place;
    card.reset();
    if (card.atr.length === 0) return this.#listener.mute(reader);
    const gone = new AbortController();
    place.gone = gone;
    const transmit = gatedExchange(async (command) => {
      await Promise.resolve();
      if (gone.signal.aborted) throw new HardwareFault('lost', reader);
      const answer = card.answer(command);
      if (answer === null) throw new HardwareFault('silent', reader);
      return Uint8Array.from(answer);
    }, reader);
    this.#listener.card({ reader, atr: card.atr, gone: gone.signal, transmit });
  }
}
