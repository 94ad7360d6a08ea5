/*
 * The futures that are played. Whatever is left to chance (how long a visit takes, when a break begins) falls differently in
 * each: of all futures, each takes another of as many equally likely values (Latin hypercube sampling: McKay, Beckman and
 * Conover 1979), in an order of the thing's own. So few futures say as much as many drawn at random; and the same thing falls
 * the same way each time it is asked about, so that an estimate only moves when what it is made of has moved.
 */

/** Futures that are played for each estimate. */
export const FUTURES = 64;

/** Orders in which values are given to futures. */
const ORDERS = 256;

/**
 * The orders, each a shuffled list of all values, the same in every run (a linear congruential generator: Numerical Recipes).
 */
const orders: Uint8Array = (() => {
  const shuffled = new Uint8Array(ORDERS * FUTURES);
  let random = 1;
  for (let order = 0; order < ORDERS; order += 1) {
    const own = shuffled.subarray(order * FUTURES, (order + 1) * FUTURES);
    for (let i = 0; i < FUTURES; i += 1) own[i] = i;
    for (let i = FUTURES - 1; i > 0; i -= 1) {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
      const j = Math.floor((random / 2 ** 32) * (i + 1));
      [own[i], own[j]] = [own[j] ?? 0, own[i] ?? 0];
    }
  }
  return shuffled;
})();

/**
 * A number that names something left to chance, for {@link draw}: of a thing (`id`), and what about it is left to chance
 * (`about`).
 */
export function chanceOf(id: number, about: number): number {
  // Murmur3's finalizer.
  let hash = Math.imul(id | 0, 0x9e3779b1) ^ Math.imul(about + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The place of the value that a thing left to chance takes in a future: from 0 to {@link FUTURES} − 1. */
export const draw = (chance: number, future: number): number =>
  orders[(chance & (ORDERS - 1)) * FUTURES + ((future ^ (chance >>> 8)) & (FUTURES - 1))] ?? 0;

/** As many equally likely values as there are futures, smallest first, of the distribution with this quantile function. */
export const valuesOf = (quantile: (share: number) => number): Float64Array =>
  Float64Array.from({ length: FUTURES }, (_, i) => quantile((i + 0.5) / FUTURES));

/** Values of a mean of 1: exponential. */
export const exponential = valuesOf((share) => -Math.log(1 - share));
/** Values of a mean of 0 and a deviation of 1: logistic, which is nearly normal. */
export const deviating = valuesOf((share) => (Math.sqrt(3) / Math.PI) * Math.log(share / (1 - share)));
