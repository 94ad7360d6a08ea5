import { type BaseCommand, commands, type QRCode } from 'receiptline';
import { charactersOf, columnsOf } from './characters.ts';
import { type Segment, type Setting, type Substitutions, setLine } from './typesetting.ts';

const $ = String.fromCharCode;

/** Automatic status of all that a ticket printer has: on/offline, errors, paper. It tells its state at once. */
export const AUTOMATIC_STATUS = '\x1da\x0e';

const CENTRED = '\x1ba\x01';
const PLAIN = { size: 0, bold: false, inverted: false, underlined: false } as const;

/**
 * receiptline's plain ESC/POS for one ticket, with no more commands than every clone and every decoder knows. A line of text
 * is put together here (typesetting.ts): in the middle of the paper the printer itself centres (ESC a) where receiptline would
 * set positions; kanji mode holds throughout, so that text stays text; rules are text too; the printer makes the QR code;
 * automatic status is left on; and no GS r asks at the end for an answer that nobody waits for.
 */
export function escposCommands(setting: Setting, substitutions: Substitutions): BaseCommand {
  const plain = commands.generic;
  let line: Segment[] = [];
  let look: Omit<Segment, 'text' | 'column'> = PLAIN;
  let column = 0;
  let areaColumn = 0;
  let alignment = 1;
  const put = (text: string): string => {
    line.push({ text, ...look, column });
    const { size } = look;
    column += columnsOf(text) * (size < 2 ? size + 1 : size - 1);
    return '';
  };
  const change = (changes: Partial<typeof look>): string => {
    look = { ...look, ...changes };
    return '';
  };
  /** Pictures obey the alignment of their column. */
  const aligned = (picture: string): string =>
    alignment === 1 || picture === '' ? picture : `\x1ba${$(alignment)}${picture}${CENTRED}`;
  return {
    ...plain,
    open(printer) {
      plain.open.call(this, printer);
      return `\x1b@${AUTOMATIC_STATUS}${setting.encoding.begin}${CENTRED}`;
    },
    close() {
      return this.cut();
    },
    measureText: (text) => columnsOf(text),
    arrayFrom: (text) => charactersOf(text),
    area(left) {
      areaColumn = left;
      return '';
    },
    align(align) {
      alignment = align;
      return '';
    },
    absolute(position) {
      column = areaColumn + position;
      return '';
    },
    relative(position) {
      column += position;
      return '';
    },
    normal: () => change(PLAIN),
    em: () => change({ bold: true }),
    iv: () => change({ inverted: true }),
    ul: () => change({ underlined: true }),
    wh: (size) => change({ size }),
    hr(width) {
      column = areaColumn;
      return put('━'.repeat(Math.floor(width / 2)));
    },
    text: (text) => put(text),
    lf() {
      const segments = line;
      line = [];
      return setLine(segments, setting, substitutions);
    },
    image(image: string, align?: number, left?: number, width?: number, right?: number) {
      const place = [align ?? alignment, left ?? 0, width ?? setting.columns, right ?? 0] as const;
      return aligned(plain.image.call(this, image, ...place));
    },
    qrcode: (symbol) => aligned(nativeQr(symbol)),
  };
}

/** GS ( k: model 2, module size, error correction, store, print. */
function nativeQr({ data, cell, level }: QRCode): string {
  const bytes = Buffer.from(data, 'utf8').toString('latin1');
  if (bytes.length === 0) return '';
  const command = (...parts: readonly number[]): string => `\x1d(k${$(parts.length, 0)}${$(...parts)}`;
  const length = bytes.length + 3;
  return (
    command(49, 65, 50, 0) +
    command(49, 67, cell) +
    command(49, 69, 48 + 'lmqh'.indexOf(level)) +
    `\x1d(k${$(length & 255, length >> 8)}1P0${bytes}` +
    command(49, 81, 48)
  );
}
