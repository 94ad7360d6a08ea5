/** The same card within this after it was taken away, milliseconds: it slipped, it was not put there again. */
export const SLIP_MS = 2_000;

export interface TapState {
  /** The card last seen; null when none is remembered. */
  readonly card: Uint8Array | null;
  /** When it was last taken away; null while it lies there. */
  readonly goneAtMs: number | null;
}

export const noTaps: TapState = { card: null, goneAtMs: null };

/** A card was put on the reader: whether somebody meant it to be. Pure. */
export function stepTap(state: TapState, card: Uint8Array, atMs: number): { state: TapState; act: boolean } {
  const same = state.card !== null && Buffer.compare(state.card, card) === 0;
  const slipped = same && (state.goneAtMs === null || atMs - state.goneAtMs < SLIP_MS);
  return { state: { card, goneAtMs: null }, act: !slipped };
}

export function takenAway(state: TapState, atMs: number): TapState {
  return { ...state, goneAtMs: atMs };
}
