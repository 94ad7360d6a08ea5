import { type ContactEdge, type ContactFilter, earliest, type TimePassed } from './contacts.ts';
import { type Flood, floodEndsMs, isFlooding, noFlood, stepFlood } from './flood.ts';
import { type Gesture, type GestureState, noGestures, stepGestures, stuckButtons } from './gestures.ts';

/** What is known of the hand at a panel, from the raw edges of its contacts up to what they mean. */
export interface HandState<Contacts> {
  readonly contacts: Contacts;
  readonly gestures: GestureState;
  readonly flood: Flood;
}

export interface HandStep<Contacts> {
  readonly state: HandState<Contacts>;
  readonly acts: readonly Gesture[];
  /** When to say what time it is, though nothing happened. */
  readonly dueMs: number | null;
}

export interface HandRules<Contacts> {
  readonly filter: ContactFilter<Contacts>;
  readonly known: ReadonlySet<Gesture>;
}

export const noHand = <Contacts>(filter: ContactFilter<Contacts>): HandState<Contacts> => ({
  contacts: filter.initial,
  gestures: noGestures,
  flood: noFlood,
});

/** Edges in, gestures out: the bounces are taken out, and while a panel floods nothing acts and nothing is held. Pure. */
export function stepHand<Contacts>(
  before: HandState<Contacts>,
  input: ContactEdge | TimePassed,
  { filter, known }: HandRules<Contacts>,
): HandStep<Contacts> {
  const { atMs } = input;
  const flood = input.type === 'time' ? before.flood : stepFlood(before.flood, atMs, filter.handEdgesPerSecond);
  const contacts = filter.step(before.contacts, input);
  const floods = isFlooding(flood, atMs);
  let gestures = floods ? { ...before.gestures, held: new Map() } : before.gestures;
  const acts: Gesture[] = [];
  let gesturesDueMs: number | null = null;
  for (const edge of floods ? [] : [...contacts.edges, { type: 'time', atMs } as const]) {
    const step = stepGestures(gestures, edge, known);
    gestures = step.state;
    gesturesDueMs = step.dueMs;
    acts.push(...step.acts);
  }
  const floodEnds = floods ? floodEndsMs(flood) : null;
  return {
    state: { contacts: contacts.state, gestures, flood },
    acts,
    dueMs: earliest([contacts.dueMs, gesturesDueMs, floodEnds]),
  };
}

export const handFloods = ({ flood }: HandState<unknown>, atMs: number): boolean => isFlooding(flood, atMs);
export const stuckAt = ({ gestures }: HandState<unknown>, atMs: number): readonly number[] =>
  stuckButtons(gestures, atMs);
