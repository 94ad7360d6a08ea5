import { byteAt, type PrinterCommand, wordAt } from './commands.ts';

/** How the next character will look and where it goes. */
export interface Settings {
  /** 0 left, 1 centre, 2 right. */
  readonly align: number;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly bold: boolean;
  readonly inverted: boolean;
  readonly underlined: boolean;
  readonly kanji: boolean;
  readonly shiftJis: boolean;
  readonly utf8: boolean;
  /** Characters that several countries write each in their own way are written as in Japan. */
  readonly japaneseFirst: boolean;
  readonly spacingDots: number;
  readonly leftDots: number;
  readonly areaDots: number;
}

/** A sixth of an inch. */
const LINE_SPACING_DOTS = 34;

export const powerOnSettings = (widthDots: number): Settings => ({
  align: 0,
  scaleX: 1,
  scaleY: 1,
  bold: false,
  inverted: false,
  underlined: false,
  kanji: false,
  shiftJis: false,
  utf8: false,
  japaneseFirst: false,
  spacingDots: LINE_SPACING_DOTS,
  leftDots: 0,
  areaDots: widthDots,
});

/** Switches come as 0 and 1 and as the digits "0" and "1". */
const on = (command: PrinterCommand): boolean => (byteAt(command, 2) & 0x0f) !== 0;

/** The settings after a command that does nothing else; null for one that prints, moves or cuts. Pure. */
export function withSetting(set: Settings, command: PrinterCommand, widthDots: number): Settings | null {
  const n = byteAt(command, 2);
  const double = (bit: number): number => ((n & bit) !== 0 ? 2 : 1);
  switch (command.name) {
    case 'ESC 2':
      return { ...set, spacingDots: LINE_SPACING_DOTS };
    case 'ESC 3':
      return { ...set, spacingDots: n };
    case 'ESC a':
      return { ...set, align: n & 3 };
    case 'ESC E':
    case 'ESC G':
      return { ...set, bold: on(command) };
    case 'ESC -':
    case 'FS -':
      return { ...set, underlined: on(command) };
    case 'ESC !':
      return { ...set, bold: (n & 0x08) !== 0, scaleX: double(0x20), scaleY: double(0x10) };
    case 'FS !':
      return { ...set, scaleX: double(0x04), scaleY: double(0x08) };
    case 'GS !':
      return { ...set, scaleX: (n >> 4) + 1, scaleY: (n & 0x0f) + 1 };
    case 'GS B':
      return { ...set, inverted: on(command) };
    case 'GS L':
      return { ...set, leftDots: wordAt(command, 2) };
    case 'GS W':
      return { ...set, areaDots: Math.min(wordAt(command, 2), widthDots - set.leftDots) };
    case 'FS &':
      return { ...set, kanji: true };
    case 'FS .':
      return { ...set, kanji: false };
    case 'FS C':
      return { ...set, shiftJis: on(command) };
    // How Latin letters look and how far apart they stand; a ticket uses the only font that is drawn here.
    case 'ESC M':
    case 'ESC R':
    case 'ESC t':
    case 'ESC  ':
    case 'ESC {':
    case 'FS S':
      return set;
    case 'FS (':
      return withCharacterSystem(set, command);
    default:
      return null;
  }
}

/** FS ( C: function 48 chooses one-byte codes or UTF-8, function 60 the font that is looked in first. */
function withCharacterSystem(set: Settings, command: PrinterCommand): Settings | null {
  // FS ( A and others: how kanji look.
  if (byteAt(command, 2) !== 0x43) return set;
  const [task, value, font] = [byteAt(command, 5), byteAt(command, 6), byteAt(command, 7)];
  if (task === 48) return { ...set, utf8: (value & 0x0f) === 2 };
  if (task === 60) return value === 0 ? { ...set, japaneseFirst: font === 11 } : set;
  return null;
}
