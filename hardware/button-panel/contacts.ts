/** A contact that closed or opened. `atMs` is when it did, in the milliseconds of the driver's own monotonic clock. */
export interface ContactEdge {
  readonly type: 'press' | 'release';
  readonly button: number;
  readonly atMs: number;
}

/** Nothing happened, but so much time has passed. */
export interface TimePassed {
  readonly type: 'time';
  readonly atMs: number;
}

/**
 * Takes the bounces out of a panel's edges. Pure. `edges` are those that are certain now, each once, with the time at which it
 * happened; `dueMs` is when the filter wants to hear of the time though nothing happened.
 */
export interface ContactFilter<State> {
  readonly initial: State;
  step(state: State, input: ContactEdge | TimePassed): ContactStep<State>;
  /** More edges a second than this are no hand. */
  readonly handEdgesPerSecond: number;
}

export interface ContactStep<State> {
  readonly state: State;
  readonly edges: readonly ContactEdge[];
  readonly dueMs: number | null;
}

/** The earliest of some moments; null where there is none. */
export function earliest(moments: Iterable<number | null>): number | null {
  let first: number | null = null;
  for (const moment of moments) if (moment !== null && (first === null || moment < first)) first = moment;
  return first;
}
