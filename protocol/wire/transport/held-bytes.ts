/** Bytes that are held for many holders, within one limit for all of them. No I/O. */
export class HeldBytes<Holder> {
  readonly #limit: number;
  readonly #bytes = new Map<Holder, number>();
  #total = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  /** A holder holds so many from now on; none at 0. */
  set(holder: Holder, bytes: number): void {
    this.#total += bytes - (this.#bytes.get(holder) ?? 0);
    if (bytes === 0) this.#bytes.delete(holder);
    else this.#bytes.set(holder, bytes);
  }

  /** Whether all of them stay within the limit if a holder holds so many. */
  fits(holder: Holder, bytes: number): boolean {
    return this.#total + bytes - (this.#bytes.get(holder) ?? 0) <= this.#limit;
  }

  get isOver(): boolean {
    return this.#total > this.#limit;
  }
}
