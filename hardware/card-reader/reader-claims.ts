/** Which of a unit's card readers takes which reader of PC/SC. One that two would take is nobody's: a card would act twice. */
export class ReaderClaims {
  readonly #claims: {
    readonly device: string;
    readonly counter: number;
    readonly takes: (reader: string) => boolean;
  }[] = [];

  /** `takes` tells by a reader's name whether it would be this device's. */
  claim(of: { readonly id: string; readonly counter: number }, takes: (reader: string) => boolean): void {
    this.#claims.push({ device: of.id, counter: of.counter, takes });
  }

  /** The counters of the other devices that would take this reader too. */
  rivals(device: string, reader: string): readonly number[] {
    return this.#claims.filter((one) => one.device !== device && one.takes(reader)).map(({ counter }) => counter);
  }
}
