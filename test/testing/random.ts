/** A seeded source of numbers from 0 to 1 (mulberry32): the same seed gives the same run. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from `from` to `to`, both included. */
export const integer = (random: () => number, from: number, to: number): number =>
  from + Math.floor(random() * (to - from + 1));

export function choose<T>(random: () => number, from: readonly [T, ...T[]]): T {
  return from[integer(random, 0, from.length - 1)] ?? from[0];
}

/** The seeds of a suite: its own, or those that an environment variable names, separated by commas. */
export function seeds(variable: string, byDefault: readonly number[]): readonly number[] {
  const named = process.env[variable];
  return named === undefined ? byDefault : named.split(',').map(Number);
}
