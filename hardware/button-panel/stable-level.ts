import { type ContactEdge, type ContactFilter, earliest } from './contacts.ts';

/**
 * For bare contacts on GPIO lines: a level counts when it has stood for 25 ms, so that neither a bouncing contact nor a spike on a
 * long cable is a press. It counts from the edge that began it. What decides is the time of the edges, which the kernel gives
 * where it can: a unit that was busy for a second still tells a press from a bounce.
 */
export type LevelState = ReadonlyMap<number, LevelButton>;

interface LevelButton {
  readonly stable: ContactEdge['type'];
  /** What the last edge said, and when; it counts, or will. */
  readonly last: ContactEdge['type'];
  readonly sinceMs: number;
}

const STABLE_MS = 25;

export const levelContacts: ContactFilter<LevelState> = {
  initial: new Map(),
  /** A worn contact bounces some twenty times a press. */
  handEdgesPerSecond: 200,
  step(state, input) {
    const buttons = new Map(state);
    const edges = settle(buttons, input.atMs);
    if (input.type !== 'time') {
      const { button, type, atMs } = input;
      const stable = buttons.get(button)?.stable ?? 'release';
      buttons.set(button, { stable, last: type, sinceMs: atMs });
    }
    return { state: buttons, edges, dueMs: earliest([...buttons.values()].map(dueMs)) };
  },
};

function settle(buttons: Map<number, LevelButton>, atMs: number): ContactEdge[] {
  const edges: ContactEdge[] = [];
  for (const [button, one] of buttons) {
    const due = dueMs(one);
    if (due === null || atMs < due) continue;
    edges.push({ type: one.last, button, atMs: one.sinceMs });
    buttons.set(button, { ...one, stable: one.last });
  }
  return edges;
}

const dueMs = ({ stable, last, sinceMs }: LevelButton): number | null => (stable === last ? null : sinceMs + STABLE_MS);

/** The filter's state where these buttons are held already: their release is an edge, and no press was. */
export const heldFromTheStart = (buttons: Iterable<number>): LevelState =>
  new Map([...buttons].map((button) => [button, { stable: 'press', last: 'press', sinceMs: 0 }]));
