import { byteAt, type PrinterCommand, wordAt } from './commands.ts';
import { bitRows, type DotsMark, type Mark, type Picture, picture, type TextMark } from './marks.ts';
import { Pictures } from './pictures.ts';
import { powerOnSettings, type Settings, withSetting } from './settings.ts';
import { Type } from './type.ts';

/** One cut piece of paper. */
export interface Piece {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly marks: readonly Mark[];
  /** Line by line, as a person reads it. */
  readonly text: string;
  /** What is written in the largest letters. */
  readonly number: string | null;
  /** What the QR codes say. */
  readonly codes: readonly string[];
}

const HALF_WIDTH_DOTS = 12;
const HEIGHT_DOTS = 24;
/** Between the head and the knife. */
const CUT_FEED_DOTS = 90;

type Line = { readonly mark: TextMark | DotsMark }[];

export interface RollOptions {
  readonly widthDots: number;
  readonly knowsUtf8: boolean;
  readonly violation: (why: string) => void;
}

/** Paper, head and knife: carries out what was taken off the wire. What it does not understand it tells in `violation`. */
export class Roll {
  readonly #widthDots: number;
  readonly #knowsUtf8: boolean;
  readonly #violation: (why: string) => void;
  #set: Settings;
  #marks: Mark[] = [];
  #lines: string[] = [];
  #codes: string[] = [];
  #line: Line = [];
  #x = 0;
  #y = 0;
  readonly #type: Type;
  readonly #pictures: Pictures;

  constructor({ widthDots, knowsUtf8, violation }: RollOptions) {
    this.#widthDots = widthDots;
    this.#knowsUtf8 = knowsUtf8;
    this.#violation = violation;
    this.#type = new Type(violation);
    this.#set = powerOnSettings(widthDots);
    this.#pictures = new Pictures(violation);
  }

  /** Lines fed since the last cut, in dots; 0 is clean paper. */
  get usedDots(): number {
    return this.#y;
  }

  reset(): void {
    this.#set = powerOnSettings(this.#widthDots);
    this.#line = [];
    this.#x = 0;
    this.#type.reset();
  }

  /** Takes the paper off: what was printed so far becomes a piece; null where it is blank. */
  tear(): Piece | null {
    const marks = this.#marks;
    const piece: Piece = {
      widthDots: this.#widthDots,
      heightDots: this.#y + CUT_FEED_DOTS,
      marks,
      text: this.#lines.join('\n').trim(),
      number: largestText(marks),
      codes: this.#codes,
    };
    this.#marks = [];
    this.#lines = [];
    this.#codes = [];
    this.#y = 0;
    return marks.length > 0 ? piece : null;
  }

  /** Carries out one command; a piece where it cut one off. */
  print(command: PrinterCommand): Piece | null {
    const set = withSetting(this.#set, command, this.#widthDots);
    if (set?.utf8 && !this.#knowsUtf8) this.#violation('this model knows no UTF-8 (FS ( C)');
    else if (set) {
      this.#set = set;
      return null;
    }
    switch (command.name) {
      case 'text':
        for (const { character, halves } of this.#type.take(command.bytes, this.#set)) this.#put(character, halves);
        return null;
      case 'control':
        if (byteAt(command, 0) === 0x0a) this.#feed();
        return null;
      case 'ESC @':
        this.reset();
        return null;
      case 'ESC $':
        this.#x = wordAt(command, 2);
        return null;
      case 'ESC \\': {
        const by = wordAt(command, 2);
        this.#x += by > 0x7fff ? by - 0x10000 : by;
        return null;
      }
      case 'ESC J':
        if (this.#line.length > 0) this.#feed(byteAt(command, 2));
        else this.#y += byteAt(command, 2);
        return null;
      case 'ESC d':
        for (let lines = byteAt(command, 2); lines > 0; lines -= 1) this.#feed();
        return null;
      case 'GS v':
        this.#place(picture(bitRows(command.bytes.slice(8), wordAt(command, 4)), 1));
        return null;
      case 'ESC *':
        this.#columns(command);
        return null;
      case 'GS 8':
        this.#place(this.#pictures.graphics(command.bytes.slice(7)));
        return null;
      case 'GS (':
        this.#extended(command);
        return null;
      case 'GS V':
        if (this.#line.length > 0) this.#feed();
        return this.tear();
      default:
        this.#violation(`${command.name} is not printed`);
        return null;
    }
  }

  #put(character: string, halves: 1 | 2): void {
    const { scaleX, scaleY, bold, inverted, underlined, areaDots } = this.#set;
    const widthDots = HALF_WIDTH_DOTS * halves * scaleX;
    if (this.#x + widthDots > areaDots) this.#feed();
    const heightDots = HEIGHT_DOTS * scaleY;
    const mark: TextMark = {
      kind: 'text',
      x: this.#x,
      y: 0,
      widthDots,
      heightDots,
      character,
      bold,
      inverted,
      underlined,
    };
    this.#line.push({ mark });
    this.#x += widthDots;
  }

  /** Ends the line: lays its marks on the paper, standing on one base line. */
  #feed(atLeastDots = this.#set.spacingDots): void {
    const line = this.#line.map(({ mark }) => mark);
    const heightDots = Math.max(0, ...line.map((mark) => mark.heightDots));
    const shift = this.#set.leftDots + Math.floor(((this.#set.areaDots - this.#x) * this.#set.align) / 2);
    for (const mark of line) {
      this.#marks.push({ ...mark, x: mark.x + shift, y: this.#y + heightDots - mark.heightDots });
    }
    this.#lines.push(
      line
        .map((mark) => (mark.kind === 'text' ? mark.character : ''))
        .join('')
        .trimEnd(),
    );
    this.#y += Math.max(heightDots, atLeastDots);
    this.#line = [];
    this.#x = 0;
  }

  #place(mark: Picture | null): void {
    if (!mark) return;
    if (this.#line.length > 0) this.#feed();
    const { leftDots, areaDots, align } = this.#set;
    this.#marks.push({ ...mark, x: leftDots + Math.floor(((areaDots - mark.widthDots) * align) / 2), y: this.#y });
    this.#y += mark.heightDots;
  }

  /** ESC *: columns of dots, 8 or 24 high, in the line. */
  #columns(command: PrinterCommand): void {
    const columnBytes = [32, 33].includes(byteAt(command, 2)) ? 3 : 1;
    const turned = bitRows(command.bytes.slice(5), columnBytes);
    const rows = Array.from({ length: columnBytes * 8 }, (_, y) => turned.map((column) => column[y] ?? false));
    this.#line.push({ mark: { ...picture(rows, 1), x: this.#x, y: 0 } });
    this.#x += turned.length;
  }

  #extended(command: PrinterCommand): void {
    const kind = String.fromCharCode(byteAt(command, 2));
    const body = command.bytes.slice(5);
    if (kind === 'L') this.#place(this.#pictures.graphics(body));
    else if (kind === 'k') {
      const code = this.#pictures.code(body);
      if (code) this.#codes.push(code.data);
      this.#place(code?.picture ?? null);
    } else this.#violation(`GS ( ${kind} is not printed`);
  }
}

function largestText(marks: readonly Mark[]): string | null {
  const characters = marks.filter((mark) => mark.kind === 'text');
  const heightDots = Math.max(...characters.map((mark) => mark.heightDots));
  return characters.length === 0
    ? null
    : characters
        .filter((mark) => mark.heightDots === heightDots)
        .map((mark) => mark.character)
        .join('')
        .trim();
}
