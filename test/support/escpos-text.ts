/*
 * A reader of ESC/POS that shares nothing with the driver or its simulator: command lengths are from the tables of Epson's
 * ESC/POS command reference, and Shift_JIS is read by the TextDecoder of the platform, not by the package that wrote it.
 */

export interface ReadLine {
  readonly text: string;
  /** 1 to 8 times the plain height. */
  readonly height: number;
}
export interface ReadPaper {
  readonly lines: readonly ReadLine[];
  /** What the QR codes hold. */
  readonly codes: readonly string[];
  readonly cut: boolean;
}

const [LF, DLE, ESC, FS, GS] = [0x0a, 0x10, 0x1b, 0x1c, 0x1d];

/** Bytes of commands of a fixed length, by their first two bytes. */
const LENGTHS = new Map<string, number>([
  ...entries(ESC, { '@': 2, '2': 2, '3': 3, ' ': 3, '!': 3, '-': 3, E: 3, G: 3, J: 3, M: 3, R: 3, a: 3, d: 3, t: 3 }),
  ...entries(FS, { '&': 2, '.': 2, C: 3, S: 4, '!': 3, '-': 3 }),
  ...entries(GS, { '!': 3, B: 3, L: 4, W: 4, a: 3, r: 3, I: 3 }),
  ...entries(DLE, { '\x04': 3 }),
]);

function entries(first: number | undefined, lengths: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(lengths).map(([second, length]) => [`${first} ${second}`, length]);
}

/** Reads papers off what was sent to a printer. @throws at a command that the tables don't have */
export function readPapers(bytes: Uint8Array): ReadPaper[] {
  const papers: ReadPaper[] = [];
  let lines: ReadLine[] = [];
  let codes: string[] = [];
  let text: number[] = [];
  let [height, tallest] = [1, 1];
  let shiftJis = false;
  let stored = '';
  const endLine = (): void => {
    lines.push({ text: decodeText(text, shiftJis), height: tallest });
    text = [];
    tallest = height;
  };
  const endPaper = (cut: boolean): void => {
    if (text.length > 0) endLine();
    if (lines.length > 0 || codes.length > 0) papers.push({ lines, codes, cut });
    lines = [];
    codes = [];
  };

  for (let i = 0; i < bytes.length; ) {
    const at = (offset: number): number => bytes[i + offset] ?? 0;
    const first = at(0);
    if (first === LF) {
      endLine();
      i += 1;
    } else if (first >= 0x20) {
      text.push(first);
      tallest = Math.max(tallest, height);
      i += 1;
    } else if (first === GS && at(1) === 0x56) {
      // GS V m, or GS V m n for m = 65, 66: the cut.
      endPaper(true);
      i += at(2) >= 65 ? 4 : 3;
    } else if ((first === GS || first === FS) && at(1) === 0x28) {
      // GS ( k pL pH cn fn m …: cn 49 is QR; fn 80 stores its data, fn 81 prints it.
      const length = at(3) + at(4) * 256;
      const isQr = first === GS && at(2) === 0x6b && at(5) === 49;
      if (isQr && at(6) === 80) stored = new TextDecoder().decode(bytes.subarray(i + 8, i + 5 + length));
      if (isQr && at(6) === 81) codes.push(stored);
      i += 5 + length;
    } else {
      const name = `${first} ${String.fromCharCode(at(1))}`;
      const length = LENGTHS.get(name);
      if (length === undefined)
        throw new Error(`the tables have no command ${first.toString(16)} ${at(1).toString(16)} (at byte ${i})`);
      if (name === `${GS} !`) height = (at(2) & 0x0f) + 1;
      if (name === `${FS} C`) shiftJis = at(2) === 1 || at(2) === 49;
      if (name === `${ESC} @`) [height, tallest, shiftJis, text] = [1, 1, false, []];
      i += length;
    }
  }
  endPaper(false);
  return papers;
}

function decodeText(bytes: readonly number[], shiftJis: boolean): string {
  if (!shiftJis && bytes.some((byte) => byte >= 0x80)) throw new Error('Japanese before FS C 1 chose Shift_JIS');
  return new TextDecoder('shift_jis', { fatal: true }).decode(Uint8Array.from(bytes)).trim();
}
