/** Which section the ticket of a code belongs to. The day's tickets are the only ones that have a page, so their codes are all it holds. */
export class TicketCodes {
  readonly #sectionOf = new Map<string, string>();
  readonly #codesOf = new Map<string, Set<string>>();

  /** The section's path; undefined for a code that no ticket of the day has. */
  sectionOf(code: string): string | undefined {
    return this.#sectionOf.get(code);
  }

  add(section: string, code: string): void {
    this.#sectionOf.set(code, section);
    const codes = this.#codesOf.get(section) ?? new Set();
    this.#codesOf.set(section, codes.add(code));
  }

  /** These are all of the section's codes from now on. */
  replace(section: string, codes: Iterable<string>): void {
    for (const code of this.#codesOf.get(section) ?? []) this.#sectionOf.delete(code);
    this.#codesOf.delete(section);
    for (const code of codes) this.add(section, code);
  }
}
