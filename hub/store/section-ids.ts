import type { Statements } from './statements.ts';
import { StoreFault } from './store.ts';

/** The store's own number of each section, by path: in memory, since every event that is written needs it. */
export class SectionIds {
  readonly #statements: Statements;
  readonly #file: string;
  readonly #ids = new Map<string, number>();

  constructor(statements: Statements, file: string) {
    this.#statements = statements;
    this.#file = file;
    this.readAgain();
  }

  get(path: string): number | undefined {
    return this.#ids.get(path);
  }

  getOrAdd(path: string): number {
    const known = this.#ids.get(path);
    if (known !== undefined) return known;
    const id = this.#statements.insertSection.get(path)?.id;
    if (id === undefined) throw new StoreFault('unwritable', this.#file);
    this.#ids.set(path, id);
    return id;
  }

  /** Sections that a transaction added which failed are not there. */
  readAgain(): void {
    this.#ids.clear();
    for (const { path, id } of this.#statements.selectSections.all()) this.#ids.set(path, id);
  }
}
