export interface BackOff {
  readonly firstMs: number;
  readonly maxMs: number;
  readonly random: () => number;
}

/** Endless waits: doubling from `firstMs` to `maxMs`, each spread over its upper half, so that a floor of units does not knock together. */
export function* backOffMs({ firstMs, maxMs, random }: BackOff): Generator<number, never> {
  for (let ceilingMs = firstMs; ; ceilingMs = Math.min(maxMs, ceilingMs * 2)) {
    yield Math.round(ceilingMs * (0.5 + random() / 2));
  }
}
