/*
 * What an ESC/POS printer writes on paper, read by Epson's command tables alone (ESC/POS Command Reference: lengths of the
 * commands; FS & and FS . switch kanji mode, in which two bytes are a Shift_JIS character). A second opinion: it shares nothing
 * with our driver or its simulator. No npm package that was found reads kanji back out of ESC/POS.
 */

/** Parameter bytes of the commands of fixed length, by their first two bytes in hexadecimal. */
const FIXED: Readonly<Record<string, number>> = {
  '1b40': 0,
  '1b21': 1,
  '1b24': 2,
  '1b2d': 1,
  '1b32': 0,
  '1b33': 1,
  '1b45': 1,
  '1b47': 1,
  '1b4a': 1,
  '1b4d': 1,
  '1b52': 1,
  '1b53': 0,
  '1b54': 1,
  '1b61': 1,
  '1b64': 1,
  '1b69': 0,
  '1b6d': 0,
  '1b74': 1,
  '1b7b': 1,
  '1b20': 1,
  '1b56': 1,
  '1b25': 1,
  '1c21': 1,
  '1c26': 0,
  '1c2e': 0,
  '1c2d': 1,
  '1c43': 1,
  '1c53': 2,
  '1c57': 1,
  '1d21': 1,
  '1d42': 1,
  '1d4c': 2,
  '1d57': 2,
  '1d61': 1,
  '1d62': 1,
  '1d72': 1,
  '1d50': 2,
  '1d48': 1,
  '1d66': 1,
  '1d68': 1,
  '1d77': 1,
  '1004': 1,
  '1005': 1,
};

export interface PaperText {
  readonly lines: readonly string[];
  /** What the QR codes say. */
  readonly codes: readonly string[];
  readonly cuts: number;
}

/** @throws on a command that the tables above don't have */
export function escposText(bytes: Uint8Array): PaperText {
  const lines: string[] = [];
  const codes: string[] = [];
  let line: number[] = [];
  let cuts = 0;
  const end = (): void => {
    const text = new TextDecoder('shift_jis').decode(Uint8Array.from(line)).trim();
    if (text !== '') lines.push(text);
    line = [];
  };
  for (let i = 0; i < bytes.length; ) {
    const at = (offset: number): number => bytes[i + offset] ?? 0;
    const first = at(0);
    if (first === 0x0a) end();
    if (first !== 0x1b && first !== 0x1c && first !== 0x1d && first !== 0x10) {
      if (first >= 0x20) line.push(first);
      i += 1;
      continue;
    }
    const name = Buffer.from([first, at(1)]).toString('hex');
    const fixed = FIXED[name];
    if (fixed !== undefined) i += 2 + fixed;
    else if (name === '1d56') {
      end();
      cuts += 1;
      i += at(2) >= 65 ? 4 : 3;
    } else if (at(1) === 0x28) {
      const length = at(3) + 256 * at(4);
      // GS ( k, symbol QR (49), function 80: the symbol's data.
      if (name === '1d28' && at(2) === 0x6b && at(5) === 0x31 && at(6) === 0x50) {
        codes.push(Buffer.from(bytes.slice(i + 8, i + 5 + length)).toString('latin1'));
      }
      i += 5 + length;
    } else if (name === '1d76') i += 8 + (at(4) + 256 * at(5)) * (at(6) + 256 * at(7));
    else if (name === '1b2a') i += 5 + (at(3) + 256 * at(4)) * (at(2) >= 32 ? 3 : 1);
    else throw new Error(`byte ${i}: ${name} is in no table`);
  }
  end();
  return { lines, codes, cuts };
}
