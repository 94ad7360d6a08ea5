/** 0 ≤ x < 1, the same sequence for the same seed: sfc32, begun from a text. */
export function seededRandom(seed: string): () => number {
  const word = hashWords(seed);
  let a = word();
  let b = word();
  let c = word();
  let count = 1;
  const next = (): number => {
    const sum = (a + b + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let warm = 0; warm < 12; warm += 1) next();
  return next;
}

/** FNV-1a over the text, then a new word for each call. */
function hashWords(text: string): () => number {
  let hash = 0x811c9dc5;
  const mix = (value: number): void => {
    hash = Math.imul(hash ^ value, 0x01000193);
  };
  for (const sign of text) mix(sign.codePointAt(0) ?? 0);
  let round = 0;
  return () => {
    round += 1;
    mix(round);
    return hash ^ (hash >>> 15);
  };
}

/** The draws of a ward day. Each takes from the one sequence, so their order is part of the seed's meaning. */
export class Draws {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  between(low: number, high: number): number {
    return low + this.#random() * (high - low);
  }

  /** With mean 1: the time to the next arrival, in mean times between arrivals. */
  exponential(): number {
    return -Math.log(1 - this.#random());
  }

  /** Box and Muller. */
  normal(mean: number, deviation: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#random()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.#random());
  }

  /** With this mean; `cv` is the deviation in means. */
  logNormal(mean: number, cv: number): number {
    const variance = Math.log(1 + cv * cv);
    return Math.exp(this.normal(Math.log(mean) - variance / 2, Math.sqrt(variance)));
  }

  /** One of the values, each as likely as its weight. @throws RangeError where there is none */
  weighted<T>(values: readonly { readonly value: T; readonly weight: number }[]): T {
    const total = values.reduce((sum, { weight }) => sum + weight, 0);
    let left = this.#random() * total;
    for (const { value, weight } of values) {
      left -= weight;
      if (left < 0) return value;
    }
    const last = values.at(-1);
    if (last === undefined) throw new RangeError('nothing to draw from');
    return last.value;
  }
}
