import { networkOf } from './network-of.ts';

/** How much each address holds of something that it may hold only so much of. Addresses of one IPv6 network are one. */
export class PerAddress {
  readonly most: number;
  readonly #held = new Map<string, number>();

  constructor(most: number) {
    this.most = most;
  }

  /** One more of an address, until `release` is called for it. How many it holds now, which may be more than the most. */
  take(address: string): number {
    const network = networkOf(address);
    const held = (this.#held.get(network) ?? 0) + 1;
    this.#held.set(network, held);
    return held;
  }

  release(address: string): void {
    const network = networkOf(address);
    const left = (this.#held.get(network) ?? 1) - 1;
    if (left > 0) this.#held.set(network, left);
    else this.#held.delete(network);
  }
}
