/** Bytes that a person saved as something else than UTF-8. The message says what, and the remedy; whoever catches it names the file. */
export class NotUtf8 extends Error {
  constructor(bytes: Uint8Array) {
    const name = encodingOf(bytes);
    super(`the file is not UTF-8${name === undefined ? '' : ` (it reads as ${name})`}; save it as UTF-8`);
    this.name = 'NotUtf8';
  }
}

/** The text of a file that a person wrote, without a byte order mark. @throws NotUtf8 */
export function textOf(bytes: Uint8Array): string {
  const text = decoded(bytes, 'utf-8');
  // UTF-16 without its mark is UTF-8 with a NUL at every other place; ISO-2022-JP is UTF-8 with escapes.
  if (text === undefined || text.includes('\0') || text.includes('\x1b')) throw new NotUtf8(bytes);
  return text;
}

/** In this order: text in EUC-JP often reads as half-width katakana in Shift_JIS, text in Shift_JIS hardly ever as EUC-JP. */
const ENCODINGS = ['iso-2022-jp', 'euc-jp', 'shift_jis'] as const;
const NAMES = { 'iso-2022-jp': 'ISO-2022-JP', 'euc-jp': 'EUC-JP', shift_jis: 'Shift_JIS' } as const;

function encodingOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || bytes.includes(0)) return 'UTF-16';
  const fits = ENCODINGS.find((encoding) => {
    const text = decoded(bytes, encoding);
    return text !== undefined && !text.includes('\x1b');
  });
  return fits === undefined ? undefined : NAMES[fits];
}

/** Undefined where the bytes are something else, or Node.js was built without this encoding. */
function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
