import type { Cancel } from '../../timers.ts';
import type { Piece } from './roll.ts';
import { pieceSvg } from './svg.ts';

/** A piece of paper that came out. */
export interface Paper {
  /** 1, 2, 3 … in the order in which they came out. */
  readonly id: number;
  /** What is written in the largest letters: the ticket's number. */
  readonly number: string | null;
  /** Its lines, as a person reads them. */
  readonly text: string;
  /** What its QR codes say. */
  readonly codes: readonly string[];
  /** Its picture, drawn when it is asked for; see svg.ts. */
  readonly svg: string;
  /** `torn`: it ended without a cut, because the power went. */
  readonly end: 'cut' | 'torn';
}

/** What came out of a printer and lies before it, the oldest first; of more than `keep` pieces the older are thrown away. */
export class Papers {
  readonly #keep: number;
  readonly #pieces: Paper[] = [];
  readonly #listeners = new Set<(paper: Paper) => void>();
  #count = 0;

  constructor(keep: number) {
    this.#keep = keep;
  }

  all(): readonly Paper[] {
    return this.#pieces;
  }

  onPaper(listener: (paper: Paper) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  add(piece: Piece, end: Paper['end']): void {
    this.#count += 1;
    const { number, text, codes } = piece;
    const paper: Paper = {
      id: this.#count,
      number,
      text,
      codes,
      end,
      get svg() {
        return pieceSvg(piece);
      },
    };
    this.#pieces.push(paper);
    if (this.#pieces.length > this.#keep) this.#pieces.shift();
    for (const listener of [...this.#listeners]) listener(paper);
  }
}
