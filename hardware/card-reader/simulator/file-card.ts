import { answerOf, isCardIdCommand, type SimulatedCard } from './card.ts';

/** An elementary file of bytes, or one that holds a key. */
export interface DataFile {
  readonly data: Uint8Array;
  /** Keys, by their files' ids, any of which opens it. None: it is free to read. */
  readonly openedBy?: readonly number[];
}
export interface KeyFile {
  readonly key: string;
  tries: number;
  readonly maxTries: number;
}

export interface Application {
  /** Its name; empty for the root (MF). */
  readonly name: string;
  readonly files: ReadonlyMap<number, DataFile | KeyFile>;
}

export interface FileCardOptions {
  readonly atr: Uint8Array;
  /** What the reader answers for the card's number: a PUPI, another at each contact. */
  readonly nextId: () => Uint8Array;
  readonly applications: readonly Application[];
  /** Whether opening a key in one application opens files of the others, as the licence's root does for DF1. */
  readonly keysAreShared: boolean;
}

/**
 * A card with files (ISO 7816-4, JICSAP): SELECT by name, by file id and of the root, READ BINARY by offset and by short id,
 * VERIFY with its counter. It answers every way to a file that a real card knows, the ones that Matazu must never use too.
 */
export class FileCard implements SimulatedCard {
  readonly heard: Uint8Array[] = [];
  readonly atr: Uint8Array;
  readonly #options: FileCardOptions;
  #application: Application | null;
  #file: number | null = null;
  #opened = new Set<string>();
  #id: Uint8Array;

  constructor(options: FileCardOptions) {
    this.#options = options;
    this.atr = options.atr;
    this.#id = options.nextId();
    this.#application = this.#root();
  }

  reset(): void {
    this.#application = this.#root();
    this.#file = null;
    this.#opened = new Set();
    this.#id = this.#options.nextId();
  }

  /** For tests of the gate: as if the holder had typed every number. */
  openAll(): void {
    for (const application of this.#options.applications)
      for (const id of application.files.keys()) this.#opened.add(this.#keyName(application, id));
  }

  answer(command: Uint8Array): Uint8Array | null {
    this.heard.push(Uint8Array.from(command));
    if (isCardIdCommand(command)) return answerOf(0x9000, this.#id);
    const [, ins = 0, p1 = 0, p2 = 0] = command;
    if (command.length < 4) return answerOf(0x6700);
    switch (ins) {
      case 0xa4:
        return this.#select(p1, command.subarray(5, 5 + (command[4] ?? 0)));
      case 0xb0:
        return this.#read(p1, p2, command[4] ?? 0);
      case 0x20:
        return this.#verify(p2, command.subarray(5, 5 + (command[4] ?? 0)));
      default:
        return answerOf(0x6d00);
    }
  }

  #root(): Application | null {
    return this.#options.applications.find(({ name }) => name === '') ?? null;
  }

  #select(p1: number, data: Uint8Array): Uint8Array {
    if (p1 === 0x04) {
      const name = Buffer.from(data).toString('hex');
      const found = this.#options.applications.find((each) => each.name !== '' && each.name === name);
      if (found === undefined) return answerOf(0x6a82);
      this.#application = found;
      this.#file = null;
      return answerOf(0x9000);
    }
    if (p1 === 0x00 && data.length === 0) {
      this.#application = this.#root();
      this.#file = null;
      return answerOf(this.#application === null ? 0x6a82 : 0x9000);
    }
    // By file id, and by a path that ends in one.
    const id = ((data.at(-2) ?? 0) << 8) | (data.at(-1) ?? 0);
    if (this.#application?.files.has(id) !== true) return answerOf(0x6a82);
    this.#file = id;
    return answerOf(0x9000);
  }

  #read(p1: number, p2: number, le: number): Uint8Array {
    const isShort = p1 >= 0x80;
    if (isShort) this.#file = p1 & 0x1f;
    const offset = isShort ? p2 : (p1 << 8) | p2;
    const application = this.#application;
    const file = this.#file === null ? undefined : application?.files.get(this.#file);
    if (application === null || file === undefined) return answerOf(0x6986);
    if ('key' in file) return answerOf(0x6981);
    const opened = file.openedBy ?? [];
    if (opened.length > 0 && !opened.some((key) => this.#isOpen(application, key))) return answerOf(0x6982);
    if (offset >= file.data.length) return answerOf(0x6b00);
    return answerOf(0x9000, file.data.subarray(offset, offset + (le === 0 ? 256 : le)));
  }

  #verify(p2: number, digits: Uint8Array): Uint8Array {
    if (p2 !== 0x80) this.#file = p2 & 0x1f;
    const application = this.#application;
    const file = this.#file === null ? undefined : application?.files.get(this.#file);
    if (application === null || this.#file === null || file === undefined || !('key' in file)) return answerOf(0x6a88);
    if (digits.length === 0) return answerOf(0x63c0 | file.tries);
    if (file.tries === 0) return answerOf(0x6984);
    if (Buffer.from(digits).toString('latin1') !== file.key) {
      file.tries -= 1;
      return answerOf(0x63c0 | file.tries);
    }
    file.tries = file.maxTries;
    this.#opened.add(this.#keyName(application, this.#file));
    return answerOf(0x9000);
  }

  #isOpen(application: Application, key: number): boolean {
    const holders = this.#options.keysAreShared ? this.#options.applications : [application];
    return holders.some((holder) => this.#opened.has(this.#keyName(holder, key)));
  }

  #keyName = ({ name }: Application, id: number): string => `${name} ${id}`;
}
