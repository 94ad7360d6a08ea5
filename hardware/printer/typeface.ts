/** A picture in black and white. */
export interface Bitmap {
  readonly widthDots: number;
  readonly heightDots: number;
  /** Row by row from the top, each of whole bytes, the most significant bit leftmost; 1 is black. */
  readonly bytes: Uint8Array;
}

/** Text of one look. */
export interface Run {
  readonly text: string;
  /** Times 12 (half-width) by 24 dots. */
  readonly scaleX: number;
  readonly scaleY: number;
  readonly bold: boolean;
  readonly inverted: boolean;
  readonly underlined: boolean;
  /** Where it begins, in dots from the left edge; null follows the run before it. */
  readonly leftDots: number | null;
}

/** Fonts of this machine, for what the printer has no type for. */
export interface Typeface {
  /** Whether a font has the character. */
  has(character: string): boolean;
  /** One line of text, at most so wide: squeezed where it is longer. Exactly so wide where its runs say where they begin. */
  draw(runs: readonly Run[], widthDots: number): Bitmap;
}

/** GS v 0. */
export function rasterCommand({ widthDots, heightDots, bytes }: Bitmap): string {
  const rowBytes = (widthDots + 7) >> 3;
  const size = [rowBytes & 255, rowBytes >> 8, heightDots & 255, heightDots >> 8];
  return `\x1dv0${String.fromCharCode(0, ...size)}${Buffer.from(bytes).toString('latin1')}`;
}
