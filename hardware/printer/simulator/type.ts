import type { Settings } from './settings.ts';

/** A character as it is printed: 12 dots wide, or 24. */
export interface Typed {
  readonly character: string;
  readonly halves: 1 | 2;
}

const HALF_WIDTH = /^[\x20-\x7e\xa1-\xff\uff61-\uff9f]$/;
const NO_TYPE: Typed = { character: '▯', halves: 1 };

/** The printer's fonts, and which bytes mean which character in them. It shares nothing with the driver's encoding. */
export class Type {
  readonly #violation: (why: string) => void;
  readonly #shiftJis = new TextDecoder('shift_jis');
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #kanji: ReadonlySet<string> | null = null;
  #begun: number[] = [];

  constructor(violation: (why: string) => void) {
    this.#violation = violation;
  }

  reset(): void {
    this.#begun = [];
  }

  take(bytes: Uint8Array, set: Settings): Typed[] {
    return [...bytes].flatMap((byte) => (set.utf8 ? this.#takeUtf8(byte, set) : this.#takeShiftJis(byte, set)));
  }

  #takeShiftJis(byte: number, { kanji, shiftJis }: Settings): Typed[] {
    const [lead] = this.#begun;
    if (lead !== undefined) {
      this.#begun = [];
      return [{ character: this.#shiftJis.decode(Uint8Array.of(lead, byte)), halves: 2 }];
    }
    if (!isLead(byte)) return [{ character: this.#shiftJis.decode(Uint8Array.of(byte)), halves: 1 }];
    if (kanji && shiftJis) {
      this.#begun = [byte];
      return [];
    }
    this.#violation(`kanji byte ${byte.toString(16)} outside of kanji mode and Shift_JIS`);
    return [NO_TYPE];
  }

  #takeUtf8(byte: number, { japaneseFirst }: Settings): Typed[] {
    this.#begun.push(byte);
    const [lead = 0] = this.#begun;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (this.#begun.length < length) return [];
    const bytes = Uint8Array.from(this.#begun);
    this.#begun = [];
    let character: string;
    try {
      character = this.#utf8.decode(bytes);
    } catch {
      this.#violation(`no UTF-8: ${Buffer.from(bytes).toString('hex')}`);
      return [NO_TYPE];
    }
    if (HALF_WIDTH.test(character)) return [{ character, halves: 1 }];
    this.#kanji ??= this.#allKanji();
    if (!this.#kanji.has(character)) this.#violation(`no type for ${character}`);
    else if (!japaneseFirst) this.#violation('kanji in UTF-8 before the Japanese font is made the first');
    return [{ character, halves: 2 }];
  }

  #allKanji(): ReadonlySet<string> {
    const characters = new Set<string>();
    for (let lead = 0x81; lead <= 0xfc; lead += 1) {
      if (!isLead(lead)) continue;
      for (let trail = 0x40; trail <= 0xfc; trail += 1)
        characters.add(this.#shiftJis.decode(Uint8Array.of(lead, trail)));
    }
    return characters;
  }
}

const isLead = (byte: number): boolean => (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
