/**
 * Tells a person's press from a contact that bounces and from a panel that runs wild. Pure: times are monotonic
 * milliseconds, and what comes out depends on nothing else.
 *
 * - A press within 300 ms of the last press of that button is a bounce, unless a release came between; then within 50 ms of
 *   the last edge. Bounces prolong the wait, so that a button that repeats while it is held acts once.
 * - A release that got lost blocks nothing: after 300 ms of quiet the next press acts.
 * - More than 40 lines at once, or a second on average, is no hand: nothing acts until a second has passed without.
 */
export interface PressState {
  readonly buttons: ReadonlyMap<number, { readonly edgeMs: number; readonly released: boolean }>;
  /** Lines that may still come at once, at the time of the last one. */
  readonly allowance: number;
  readonly lastLineMs: number;
  /** When the allowance was last exceeded. */
  readonly excessMs: number | null;
}

export const HELD_BOUNCE_MS = 300;
export const RELEASED_BOUNCE_MS = 50;
export const FLOOD_LINES_PER_SECOND = 40;
export const FLOOD_OVER_AFTER_MS = 1000;

export const noPresses: PressState = {
  buttons: new Map(),
  allowance: FLOOD_LINES_PER_SECOND,
  lastLineMs: 0,
  excessMs: null,
};

export interface Edge {
  readonly type: 'press' | 'release';
  readonly button: number;
  readonly atMs: number;
}

export function stepPress(state: PressState, edge: Edge): { readonly state: PressState; readonly act: boolean } {
  const { button, atMs } = edge;
  const refilled = state.allowance + ((atMs - state.lastLineMs) * FLOOD_LINES_PER_SECOND) / 1000;
  const allowance = Math.min(FLOOD_LINES_PER_SECOND, refilled) - 1;
  const exceeded = allowance < 0;
  const last = state.buttons.get(button);
  const next: PressState = {
    buttons: new Map(state.buttons).set(button, { edgeMs: atMs, released: edge.type === 'release' }),
    allowance: Math.max(0, allowance),
    lastLineMs: atMs,
    excessMs: exceeded ? atMs : state.excessMs,
  };
  const bounce = last !== undefined && atMs - last.edgeMs < (last.released ? RELEASED_BOUNCE_MS : HELD_BOUNCE_MS);
  return { state: next, act: edge.type === 'press' && !bounce && !isFlooding(next, atMs) };
}

export const isFlooding = (state: PressState, atMs: number): boolean =>
  state.excessMs !== null && atMs - state.excessMs < FLOOD_OVER_AFTER_MS;
