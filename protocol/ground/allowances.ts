/** How much each may take: so much at once, and so much more a second. */
export interface Allowance {
  readonly atOnce: number;
  readonly aSecond: number;
}

/** So many are told apart: more than a hub has sections, or a section has units and pages. */
const REMEMBERED = 4_096;

/** What is left of the allowance of each of many, who are told apart by a name. No clock, no I/O. */
export class Allowances {
  readonly #allowance: Allowance;
  /** Who took something, whoever has taken nothing for longest first. */
  readonly #taken = new Map<string, { readonly left: number; readonly at: number }>();

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  /** How much is left at `at`, milliseconds. A clock that was set back gives nothing and takes nothing. */
  left(name: string, at: number): number {
    const { atOnce, aSecond } = this.#allowance;
    const before = this.#taken.get(name) ?? { left: atOnce, at };
    return Math.min(atOnce, before.left + (Math.max(0, at - before.at) / 1_000) * aSecond);
  }

  /** Takes so much; false where less is left, and nothing is taken. */
  take(name: string, amount: number, at: number): boolean {
    const left = this.left(name, at);
    const enough = amount <= left;
    this.#taken.delete(name);
    this.#taken.set(name, { left: enough ? left - amount : left, at });
    for (const longest of this.#taken.keys()) {
      if (this.#taken.size <= REMEMBERED) break;
      this.#taken.delete(longest);
    }
    return enough;
  }
}
