/** What lies on the paper, in dots from the upper left corner of the printable area. */
export interface TextMark {
  readonly kind: 'text';
  readonly x: number;
  readonly y: number;
  readonly widthDots: number;
  readonly heightDots: number;
  readonly character: string;
  readonly bold: boolean;
  readonly inverted: boolean;
  readonly underlined: boolean;
}

export interface DotsMark {
  readonly kind: 'dots';
  readonly x: number;
  readonly y: number;
  readonly widthDots: number;
  readonly heightDots: number;
  /** Size of one dot of the picture in dots of the printer. */
  readonly cellDots: number;
  /** Row by row; true is black. */
  readonly rows: readonly (readonly boolean[])[];
}

/** Dots that have no place yet. */
export type Picture = Omit<DotsMark, 'x' | 'y'>;

export type Mark = TextMark | DotsMark;

/** Rows of a bit picture, most significant bit leftmost. */
export function bitRows(bytes: Uint8Array, rowBytes: number, widthDots = rowBytes * 8): boolean[][] {
  const rows: boolean[][] = [];
  for (let start = 0; start + rowBytes <= bytes.length; start += rowBytes) {
    rows.push(
      Array.from({ length: widthDots }, (_, x) => (((bytes[start + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) === 1),
    );
  }
  return rows;
}

export function picture(rows: readonly (readonly boolean[])[], cellDots: number): Picture {
  return {
    kind: 'dots',
    widthDots: (rows[0]?.length ?? 0) * cellDots,
    heightDots: rows.length * cellDots,
    cellDots,
    rows,
  };
}
