import type { LogPosition } from '../../protocol/queue/log-messages.ts';

/** Sections whose log lost part of its story, and up to where each must be read anew from the store. */
export class UnreadSections {
  readonly #upTo = new Map<string, LogPosition>();

  has(section: string): boolean {
    return this.#upTo.has(section);
  }

  add(section: string, upTo: LogPosition): void {
    this.#upTo.set(section, upTo);
  }

  /**
   * Reads each; one that can't be read keeps no other from it, and stays.
   *
   * @throws AggregateError of what `read` threw
   */
  async readAll(read: (section: string, upTo: LogPosition) => Promise<void>): Promise<void> {
    const faults: unknown[] = [];
    for (const [section, upTo] of this.#upTo) {
      try {
        await read(section, upTo);
        this.#upTo.delete(section);
      } catch (error) {
        faults.push(error);
      }
    }
    if (faults.length > 0)
      throw new AggregateError(faults, 'sections could not be read anew; tried with the next commit');
  }
}
