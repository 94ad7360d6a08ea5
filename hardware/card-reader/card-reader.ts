import type { Device } from '../device.ts';
import type { Cancel } from '../timers.ts';
import type { Face, FaceOutcome, FaceRequest } from './face/face.ts';

/** A card that was put on a reader on purpose. */
export interface CardTap {
  readonly device: string;
  readonly counter: number;
  /** The card's lasting number. It is wiped when the listeners have returned: keep nothing of it but a keyed hash. */
  readonly id: Uint8Array;
}

export type FaceUse<T> = (face: Face) => T | Promise<T>;

/**
 * The card reader of one counter.
 *
 * `onTap` hears each card with a lasting number once per tap: a card that slips is one tap. A card without one (type B: My
 * Number card, driving licence) is no tap; the reader's view says so. Nothing of a card is in the view, in the log or kept
 * longer than two seconds after the card has gone.
 * `readFace` waits for a card until `signal` aborts, reads what is printed on it with the number that its holder typed, and
 * lends it to `use`; when that has ended, every byte of it and the number are wiped. Off unless the configuration says
 * `face: true`. The card's counter is asked first and its last try never used; a number is tried once a tap. While it waits,
 * a card is no tap. One reading at a time. It rejects only with what `use` rejects with; nothing of it is logged or in the view.
 * `tell` shows a sentence for staff in the view for ten seconds: what came of the last tap.
 */
export interface CardReader extends Device {
  readonly kind: 'card-reader';
  readonly counter: number;
  onTap(listener: (tap: CardTap) => void): Cancel;
  readFace<T>(request: FaceRequest, use: FaceUse<T>, signal: AbortSignal): Promise<FaceOutcome<T>>;
  tell(words: string): void;
}
