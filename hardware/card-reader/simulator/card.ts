/**
 * A card, byte for byte: commands in, answers out, whatever carries them (vpcd-outlet.ts, memory-card-link.ts).
 * What was heard is kept, so that a test can see what reached the card.
 */
export interface SimulatedCard {
  /** Answer to reset; empty for a card that doesn't answer to it. */
  readonly atr: Uint8Array;
  /** Every command that reached it, in order. */
  readonly heard: readonly Uint8Array[];
  /** The field or the power went and came back: nothing is selected or unlocked any more. */
  reset(): void;
  /** The answer with its status; null for a card that never answers. */
  answer(command: Uint8Array): Uint8Array | null;
}

/** A status of ISO 7816-4 as its two bytes, after the data. */
export function answerOf(status: number, data: Uint8Array = new Uint8Array()): Uint8Array {
  return Uint8Array.of(...data, status >> 8, status & 0xff);
}

/** An ATR of a card without contacts (PC/SC part 3): 3B 8n 80 01, the historical bytes, their check. */
export function contactlessAtr(historical: readonly number[]): Uint8Array {
  const bytes = [0x80 | historical.length, 0x80, 0x01, ...historical];
  return Uint8Array.of(
    0x3b,
    ...bytes,
    bytes.reduce((check, byte) => check ^ byte, 0),
  );
}

/** GET DATA for the card's number is the reader's own command; readers answer it from what they learned at contact. */
export const isCardIdCommand = (command: Uint8Array): boolean =>
  Buffer.from(command).equals(Buffer.from('ffca000000', 'hex'));
