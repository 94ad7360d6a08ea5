import { charactersOf, columnsOf, hasAll, MISSING, nearest } from './characters.ts';
import type { Encoding } from './encoding.ts';
import { type Run, rasterCommand, type Typeface } from './typeface.ts';

/** One piece of a line as receiptline lays it out. */
export interface Segment {
  readonly text: string;
  /** receiptline's size: 0 normal, 1 twice as wide, 2 twice as high, 3 both, 4 three times both …; 7 the largest that fits. */
  readonly size: number;
  readonly bold: boolean;
  readonly inverted: boolean;
  readonly underlined: boolean;
  /** Where receiptline puts it, in columns from the left edge of the paper. */
  readonly column: number;
}

export interface Setting {
  readonly encoding: Encoding;
  /** Draws what the printer has no type for; null where this machine can't. */
  readonly typeface: Typeface | null;
  /** Columns of the paper, 12 dots each. */
  readonly columns: number;
}

/** What was not printed as it is written, each character once. */
export interface Substitutions {
  readonly substituted: Set<string>;
  /** Of these the ones that became 〓. */
  readonly missing: Set<string>;
}

export const COLUMN_DOTS = 12;
/** A sixth of an inch: lines of text are never closer. */
const LINE_DOTS = 34;
const LARGEST = 7;
const $ = (...bytes: number[]): string => String.fromCharCode(...bytes);

/** receiptline's own idea of how much wider a size is, which it broke the line by. */
const layoutScale = (size: number): number => (size < 2 ? size + 1 : size - 1);

/** A line of text as ESC/POS: as text where the printer has all the type, as a picture where it has not and a font is there. */
export function setLine(segments: readonly Segment[], setting: Setting, substitutions: Substitutions): string {
  const isWhole = segments.every(({ text }) => hasAll(text, setting.encoding));
  const isDrawn = !isWhole && setting.typeface !== null;
  const known = segments.map((one) => ({
    ...one,
    text: isDrawn ? drawable(one.text, setting, substitutions) : one.text,
  }));
  if (isDrawn) return drawn(known, setting, setting.typeface);
  for (const character of isWhole ? [] : segments.flatMap(({ text }) => charactersOf(text))) {
    if (setting.encoding.has(character)) continue;
    substitutions.substituted.add(character);
    if (nearest(character, setting.encoding) === MISSING) substitutions.missing.add(character);
  }
  return typed(
    known.map((one) => ({ ...one, text: nearest(one.text, setting.encoding) })),
    setting,
  );
}

function drawable(text: string, { encoding, typeface }: Setting, { substituted, missing }: Substitutions): string {
  return charactersOf(text)
    .map((character) => {
      if (encoding.has(character) || typeface?.has(character)) return character;
      substituted.add(character);
      missing.add(character);
      return MISSING;
    })
    .join('');
}

function typed(segments: readonly Segment[], { encoding, columns }: Setting): string {
  const line = segments.map((segment) => {
    const { scaleX, scaleY } = scaleOf(segment, segments, columns);
    const on = [
      segment.bold ? '\x1bE\x01' : '',
      segment.inverted ? '\x1dB\x01' : '',
      segment.underlined ? '\x1b-\x02\x1c-\x02' : '',
      scaleX > 1 || scaleY > 1 ? `\x1d!${$(((scaleX - 1) << 4) | (scaleY - 1))}` : '',
    ].join('');
    const off = [
      segment.bold ? '\x1bE\x00' : '',
      segment.inverted ? '\x1dB\x00' : '',
      segment.underlined ? '\x1b-\x00\x1c-\x00' : '',
      scaleX > 1 || scaleY > 1 ? '\x1d!\x00' : '',
    ].join('');
    return { column: segment.column, words: `${on}${encoding.encode(segment.text).toString('latin1')}`, off };
  });
  if (isCentred(segments, columns)) return `${line.map(({ words, off }) => words + off).join('')}\n`;
  const placed = line.map(({ column, words, off }) => {
    const dots = Math.round(column * COLUMN_DOTS);
    return `\x1b$${$(dots & 255, dots >> 8)}${words}${off}`;
  });
  return `\x1ba\x00${placed.join('')}\n\x1ba\x01`;
}

function drawn(segments: readonly Segment[], { columns }: Setting, typeface: Typeface): string {
  const centred = isCentred(segments, columns);
  const runs = segments.map((segment, index): Run => {
    const { text, bold, inverted, underlined, column } = segment;
    const follows = centred || follow(segments[index - 1], segment);
    const leftDots = follows ? null : Math.round(column * COLUMN_DOTS);
    return { text, ...scaleOf(segment, segments, columns), bold, inverted, underlined, leftDots };
  });
  const bitmap = typeface.draw(runs, columns * COLUMN_DOTS);
  const rest = Math.max(0, LINE_DOTS - bitmap.heightDots);
  const picture = `${rasterCommand(bitmap)}${rest > 0 ? `\x1bJ${$(rest)}` : ''}`;
  return centred ? picture : `\x1ba\x00${picture}\x1ba\x01`;
}

const widthOf = ({ text, size }: Segment): number => columnsOf(text) * layoutScale(size);
const follow = (before: Segment | undefined, segment: Segment): boolean =>
  before !== undefined && before.column + widthOf(before) === segment.column;

/** One run of text in the middle of the paper: there the printer itself finds the middle, whatever its type is wide. */
function isCentred(segments: readonly Segment[], columns: number): boolean {
  const [first] = segments;
  if (!first) return true;
  const sum = segments.reduce((width, segment) => width + widthOf(segment), 0);
  const together = segments.every((segment, index) => index === 0 || follow(segments[index - 1], segment));
  return together && Math.abs(first.column - (columns - sum) / 2) < 1;
}

/** Up to 8 × 8: 12 mm wide and 24 mm high a letter. */
function scaleOf({ size }: Segment, line: readonly Segment[], columns: number): { scaleX: number; scaleY: number } {
  if (size === LARGEST) {
    const letters = line.reduce((sum, { text }) => sum + columnsOf(text), 0);
    const scale = Math.max(1, Math.min(8, Math.floor(columns / Math.max(1, letters))));
    return { scaleX: scale, scaleY: scale };
  }
  if (size < 3) return { scaleX: 1 + (size & 1), scaleY: 1 + (size >> 1) };
  return { scaleX: size - 1, scaleY: size - 1 };
}
