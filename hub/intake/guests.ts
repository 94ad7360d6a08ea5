import type { Logger } from '../../protocol/ground/environment.ts';
import type { Names } from '../core/names.ts';

/** Units of a section that are taken in, so that whoever may publish can't fill the memory with names. */
const UNITS = 64;

export interface GuestsOptions {
  readonly names: Names;
  readonly logger: Logger;
}

/** Lets in the sections that the hub knows, and the units of each; of others staff are told once. */
export class Guests {
  readonly #options: GuestsOptions;
  readonly #units = new Map<string, Set<string>>();
  readonly #told = new Set<string>();

  constructor(options: GuestsOptions) {
    this.#options = options;
  }

  /** Whether what a section says is taken in; `about`: it says what it is. */
  admits(section: string, about: boolean): boolean {
    const { names, logger } = this.#options;
    const what = names.hear(section, about);
    if (what !== 'counted' || this.#told.has(section)) return what === 'taken';
    this.#told.add(section);
    logger.warn(
      { section },
      "a section that this hub's configuration does not name publishes; it is counted, not shown. If it is one of the city's, name it under sections of its office",
    );
    return false;
  }

  /** Whether a unit is one of those of its section that are taken in. */
  admitsUnit(section: string, unit: string): boolean {
    const units = this.#units.get(section) ?? new Set();
    this.#units.set(section, units);
    if (units.size < UNITS) units.add(unit);
    return this.hasUnit(section, unit);
  }

  hasUnit(section: string, unit: string): boolean {
    return this.#units.get(section)?.has(unit) === true;
  }
}
