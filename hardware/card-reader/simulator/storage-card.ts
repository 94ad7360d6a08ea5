import { answerOf, contactlessAtr, isCardIdCommand, type SimulatedCard } from './card.ts';

const STANDARDS = { 'type-a': 0x03, 'type-b': 0x07, felica: 0x11 } as const;

/** A FeliCa, MIFARE or type B memory card on a PC/SC reader: a number, and nothing else that Matazu asks for. */
export class StorageCard implements SimulatedCard {
  readonly atr: Uint8Array;
  readonly heard: Uint8Array[] = [];
  readonly #id: Uint8Array;

  constructor(standard: keyof typeof STANDARDS, id: string) {
    this.#id = Uint8Array.from(Buffer.from(id, 'hex'));
    const provider = [0xa0, 0x00, 0x00, 0x03, 0x06];
    this.atr = contactlessAtr([0x80, 0x4f, 0x0c, ...provider, STANDARDS[standard], 0, 0, 0, 0, 0, 0]);
  }

  reset(): void {}

  answer(command: Uint8Array): Uint8Array {
    this.heard.push(Uint8Array.from(command));
    return isCardIdCommand(command) ? answerOf(0x9000, this.#id) : answerOf(0x6a81);
  }
}

/** A card that says whatever it was given to say, at random lengths: a stranger, or a broken one. */
export class GarbageCard implements SimulatedCard {
  readonly heard: Uint8Array[] = [];
  readonly atr: Uint8Array;
  readonly #answers: readonly Uint8Array[];

  constructor(answers: readonly Uint8Array[], atr: Uint8Array = contactlessAtr([1, 2, 3])) {
    this.#answers = answers;
    this.atr = atr;
  }

  reset(): void {}

  answer(command: Uint8Array): Uint8Array | null {
    this.heard.push(Uint8Array.from(command));
    return this.#answers[(this.heard.length - 1) % this.#answers.length] ?? null;
  }
}
