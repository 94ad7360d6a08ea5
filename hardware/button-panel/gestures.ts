import { type ContactEdge, earliest, type TimePassed } from './contacts.ts';

/** What a hand does: `5` a press, `5 long` held and let go, `1+5` two at once (the smaller first). */
export type Gesture = string;

export const GESTURE = /^[1-9]\d?( long|\+[1-9]\d?)?$/;

/** Whether it is one button's press, to which that button's lamp belongs. */
export const isPlain = (gesture: Gesture): boolean => /^\d+$/.test(gesture);

/** Held for so long, a press is a long one. It acts when it is let go: what leans on a button does nothing. */
const LONG_MS = 800;
/** Two buttons of a chord are pressed within so long of each other. */
const CHORD_MS = 250;
/** What is held for so long is no hand. */
export const STUCK_MS = 10_000;

/** The buttons of a gesture that {@link GESTURE} matches. */
export function buttonsOf(gesture: Gesture): readonly number[] {
  return gesture.replace(' long', '').split('+').map(Number);
}

/** The same gesture, written in one way only. */
export const canonical = (gesture: Gesture): Gesture =>
  gesture.includes('+') ? [...buttonsOf(gesture)].sort((a, b) => a - b).join('+') : gesture;

interface Held {
  readonly sinceMs: number;
  /** Whether it has acted, or never will. */
  readonly spent: boolean;
}

export interface GestureState {
  readonly held: ReadonlyMap<number, Held>;
  /** Whether this panel is known to tell releases. One that does not can have no stuck button and no long press. */
  readonly tellsReleases: boolean;
}

export const noGestures: GestureState = { held: new Map(), tellsReleases: false };

/** A hand's state at the beginning: what is held then was pressed for somebody else, and never acts. */
export const handsFrom = (held: Iterable<number>, atMs: number): GestureState => ({
  held: new Map([...held].map((button) => [button, { sinceMs: atMs, spent: true }])),
  tellsReleases: true,
});

export interface GestureStep {
  readonly state: GestureState;
  readonly acts: readonly Gesture[];
  readonly dueMs: number | null;
}

/**
 * Tells presses, long presses and chords from edges that do not bounce. Pure. `known` are the gestures that mean something: a
 * button that has no long press and no chord acts at once; one with a chord when the other button has not come in time, or it is
 * let go; one with a long press when it is let go. A gesture acts once, and what was held too long does not act at all.
 */
export function stepGestures(
  { held: before, tellsReleases }: GestureState,
  input: ContactEdge | TimePassed,
  known: ReadonlySet<Gesture>,
): GestureStep {
  const held = new Map(before);
  const acts: Gesture[] = alone(held, input.atMs, known);
  if (input.type === 'press') acts.push(...press(held, input, known));
  if (input.type === 'release') acts.push(...release(held, input, known));
  const state = { held, tellsReleases: tellsReleases || input.type === 'release' };
  return { state, acts, dueMs: dueMs(state, input.atMs, known) };
}

/** The buttons that something seems to lean on. */
export const stuckButtons = ({ held, tellsReleases }: GestureState, atMs: number): readonly number[] =>
  tellsReleases ? [...held].flatMap(([button, { sinceMs }]) => (atMs - sinceMs >= STUCK_MS ? [button] : [])) : [];

const hasLong = (button: number, known: ReadonlySet<Gesture>): boolean => known.has(`${button} long`);
const hasChord = (button: number, known: ReadonlySet<Gesture>): boolean =>
  [...known].some((gesture) => gesture.includes('+') && buttonsOf(gesture).includes(button));

/** Whose partner has not come in time is pressed alone. */
function alone(held: Map<number, Held>, atMs: number, known: ReadonlySet<Gesture>): Gesture[] {
  const acts: Gesture[] = [];
  for (const [button, { sinceMs, spent }] of held) {
    if (spent || hasLong(button, known) || atMs - sinceMs < CHORD_MS) continue;
    held.set(button, { sinceMs, spent: true });
    acts.push(`${button}`);
  }
  return acts;
}

function press(held: Map<number, Held>, { button, atMs }: ContactEdge, known: ReadonlySet<Gesture>): Gesture[] {
  // Its release got lost, and so would this one's: it acts now or never.
  const lostRelease = held.has(button);
  for (const [other, { sinceMs, spent }] of held) {
    const chord = canonical(`${other}+${button}`);
    if (other === button || spent || Math.abs(atMs - sinceMs) > CHORD_MS || !known.has(chord)) continue;
    held.set(other, { sinceMs, spent: true });
    held.set(button, { sinceMs: atMs, spent: true });
    return [chord];
  }
  const waits = !lostRelease && (hasLong(button, known) || hasChord(button, known));
  held.set(button, { sinceMs: atMs, spent: !waits });
  return waits ? [] : [`${button}`];
}

function release(held: Map<number, Held>, { button, atMs }: ContactEdge, known: ReadonlySet<Gesture>): Gesture[] {
  const one = held.get(button);
  held.delete(button);
  if (one === undefined || one.spent) return [];
  const heldMs = atMs - one.sinceMs;
  if (heldMs >= STUCK_MS) return [];
  return [heldMs >= LONG_MS && hasLong(button, known) ? `${button} long` : `${button}`];
}

function dueMs({ held, tellsReleases }: GestureState, atMs: number, known: ReadonlySet<Gesture>): number | null {
  return earliest(
    [...held].map(([button, { sinceMs, spent }]) => {
      if (!spent && !hasLong(button, known)) return sinceMs + CHORD_MS;
      const stuckMs = sinceMs + STUCK_MS;
      return tellsReleases && stuckMs > atMs ? stuckMs : null;
    }),
  );
}
