import type { Device } from '../device.ts';
import type { Cancel } from '../timers.ts';

/** A card that was put on a reader on purpose. */
export interface CardTap {
  readonly device: string;
  readonly counter: number;
  /** The card's lasting number. It is wiped when the listeners have returned: keep nothing of it but a keyed hash. */
  readonly id: Uint8Array;
}

/**
 * The card reader of one counter.
 *
 * `onTap` hears each card with a lasting number once per tap: a card that slips is one tap. A card without one (type B: My
 * Number card, driving licence) is no tap; the reader's view says so. Nothing of a card is in the view, in the log or kept
 * longer than two seconds after the card has gone.
 * `tell` shows a sentence for staff in the view for ten seconds: what came of the last tap.
 */
export interface CardReader extends Device {
  readonly kind: 'card-reader';
  readonly counter: number;
  onTap(listener: (tap: CardTap) => void): Cancel;
  tell(words: string): void;
}
