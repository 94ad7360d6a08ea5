/** How much each address holds of something that it may hold only so much of. */
export class PerAddress {
  readonly most: number;
  readonly #held = new Map<string, number>();

  constructor(most: number) {
    this.most = most;
  }

  /** One more of an address, until `release` is called for it. How many it holds now, which may be more than the most. */
  take(address: string): number {
    const held = (this.#held.get(address) ?? 0) + 1;
    this.#held.set(address, held);
    return held;
  }

  release(address: string): void {
    const left = (this.#held.get(address) ?? 1) - 1;
    if (left > 0) this.#held.set(address, left);
    else this.#held.delete(address);
  }
}
