import { type ContactEdge, type ContactFilter, earliest } from './contacts.ts';

/**
 * For a panel that sends lines: it decides itself what a press is, and may tell a press and its release in one breath.
 *
 * - A press within 300 ms of the last press of that button is a bounce, unless a release came between; then within 50 ms of
 *   the last edge. Bounces prolong the wait, so that a button that repeats while it is held is pressed once.
 * - A release counts when no press of that button follows within 50 ms; it counts from when it came.
 * - A release that got lost blocks nothing: after 300 ms of quiet the next press counts.
 */
export type PressState = ReadonlyMap<number, LineButton>;

interface LineButton {
  readonly edgeMs: number;
  readonly released: boolean;
  /** When a release came that does not count yet. */
  readonly releasedMs: number | null;
}

const HELD_BOUNCE_MS = 300;
const RELEASED_BOUNCE_MS = 50;

export const lineContacts: ContactFilter<PressState> = {
  initial: new Map(),
  handEdgesPerSecond: 40,
  step(state, input) {
    const buttons = new Map(state);
    const edges = settle(buttons, input.atMs);
    if (input.type !== 'time') edges.push(...take(buttons, input));
    return { state: buttons, edges, dueMs: dueMs(buttons) };
  },
};

function settle(buttons: Map<number, LineButton>, atMs: number): ContactEdge[] {
  const edges: ContactEdge[] = [];
  for (const [button, one] of buttons) {
    if (one.releasedMs === null || atMs < one.releasedMs + RELEASED_BOUNCE_MS) continue;
    edges.push({ type: 'release', button, atMs: one.releasedMs });
    buttons.set(button, { ...one, releasedMs: null });
  }
  return edges;
}

function take(buttons: Map<number, LineButton>, edge: ContactEdge): readonly ContactEdge[] {
  const { type, button, atMs } = edge;
  const last = buttons.get(button);
  if (type === 'release') {
    buttons.set(button, { edgeMs: atMs, released: true, releasedMs: atMs });
    return [];
  }
  const isBounce = last !== undefined && atMs - last.edgeMs < (last.released ? RELEASED_BOUNCE_MS : HELD_BOUNCE_MS);
  buttons.set(button, { edgeMs: atMs, released: false, releasedMs: null });
  return isBounce ? [] : [edge];
}

const dueMs = (buttons: ReadonlyMap<number, LineButton>): number | null =>
  earliest([...buttons.values()].map((one) => (one.releasedMs === null ? null : one.releasedMs + RELEASED_BOUNCE_MS)));
