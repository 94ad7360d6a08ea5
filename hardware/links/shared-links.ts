/** What the devices of one unit share where their links lead to one place: a bus on which they take turns. */
export class SharedLinks {
  readonly #shared = new Map<string, Promise<object>>();

  /**
   * What is shared at a place; made by the first who asks. `isIts` tells whether it is what this kind shares.
   *
   * @throws what `make` throws, and where another kind shares that place
   */
  async at<T extends object>(
    place: string,
    make: () => Promise<T>,
    isIts: (shared: object) => shared is T,
  ): Promise<T> {
    const found = this.#shared.get(place) ?? make();
    this.#shared.set(place, found);
    const shared = await found;
    if (!isIts(shared)) throw new Error(`${place} is shared by devices of another kind; give each kind a port`);
    return shared;
  }
}
