/** One whole command as a printer takes it off the wire. */
export interface PrinterCommand {
  /** In hexadecimal words of the manual: `ESC @`, `GS (`; `text` for printable bytes, `control` for LF and the like. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Acted on as it arrives, whatever the printer is doing. */
  readonly urgent: boolean;
}

/** The byte at `index` of a whole command, counted from its first. */
export const byteAt = ({ bytes }: PrinterCommand, index: number): number => at(bytes, index);
/** Two bytes, the lower first. */
export const wordAt = ({ bytes }: PrinterCommand, index: number): number =>
  at(bytes, index) + at(bytes, index + 1) * 256;

export type Taken =
  | { readonly found: PrinterCommand; readonly length: number }
  | { readonly found: 'incomplete' }
  | { readonly found: 'violation'; readonly length: number; readonly why: string };

const DLE = 0x10;
const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;

/** Length in bytes of a command from its first byte on, null while its length is not yet known; -1 is not a command. */
type Length = number | null | -1;
type Rule = (bytes: Uint8Array) => Length;

const fixed =
  (length: number): Rule =>
  () =>
    length;
const at = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0;
const known = (bytes: Uint8Array, needed: number, length: () => number): Length =>
  bytes.length < needed ? null : length();
/** `( X pL pH …`: the length is in the command. */
const counted: Rule = (bytes) => known(bytes, 5, () => 5 + at(bytes, 3) + at(bytes, 4) * 256);

const table = (first: number, name: string, rules: Readonly<Record<string, Rule>>) =>
  Object.entries(rules).map(([second, rule]) => ({
    first,
    second: second.charCodeAt(0),
    name: `${name} ${second}`,
    rule,
  }));

const RULES = new Map(
  [
    ...table(ESC, 'ESC', {
      '@': fixed(2),
      '2': fixed(2),
      '3': fixed(3),
      ' ': fixed(3),
      '!': fixed(3),
      $: fixed(4),
      '\\': fixed(4),
      '-': fixed(3),
      E: fixed(3),
      G: fixed(3),
      J: fixed(3),
      M: fixed(3),
      R: fixed(3),
      a: fixed(3),
      d: fixed(3),
      t: fixed(3),
      '{': fixed(3),
      '*': (bytes) =>
        known(bytes, 5, () => 5 + (at(bytes, 3) + at(bytes, 4) * 256) * ([32, 33].includes(at(bytes, 2)) ? 3 : 1)),
    }),
    ...table(FS, 'FS', {
      '&': fixed(2),
      '.': fixed(2),
      C: fixed(3),
      S: fixed(4),
      '-': fixed(3),
      '!': fixed(3),
      '(': counted,
    }),
    ...table(GS, 'GS', {
      '!': fixed(3),
      B: fixed(3),
      L: fixed(4),
      W: fixed(4),
      V: (bytes) => known(bytes, 3, () => ([65, 66, 97, 98, 103, 104].includes(at(bytes, 2)) ? 4 : 3)),
      a: fixed(3),
      r: fixed(3),
      I: fixed(3),
      v: (bytes) =>
        known(bytes, 8, () => 8 + (at(bytes, 4) + at(bytes, 5) * 256) * (at(bytes, 6) + at(bytes, 7) * 256)),
      '8': (bytes) =>
        known(
          bytes,
          7,
          () => 7 + at(bytes, 3) + at(bytes, 4) * 2 ** 8 + at(bytes, 5) * 2 ** 16 + at(bytes, 6) * 2 ** 24,
        ),
      '(': counted,
    }),
  ].map((row) => [row.first * 256 + row.second, row] as const),
);

const URGENT_LENGTH = new Map([
  [0x04, 3],
  [0x05, 3],
  [0x14, 5],
]);

/** The first command of `bytes`, which are not empty. Pure: feed it what is left over together with what comes next. */
export function takeCommand(bytes: Uint8Array): Taken {
  const first = at(bytes, 0);
  if (first === DLE) {
    if (bytes.length < 2) return { found: 'incomplete' };
    const length = URGENT_LENGTH.get(at(bytes, 1));
    if (length === undefined) return violation(bytes, 2);
    return take(bytes, `DLE ${at(bytes, 1) === 4 ? 'EOT' : at(bytes, 1) === 5 ? 'ENQ' : 'DC4'}`, length, true);
  }
  if (first === ESC || first === FS || first === GS) {
    if (bytes.length < 2) return { found: 'incomplete' };
    const row = RULES.get(first * 256 + at(bytes, 1));
    if (!row) return violation(bytes, 2);
    const length = row.rule(bytes);
    if (length === null) return { found: 'incomplete' };
    return take(bytes, row.name, length, false);
  }
  if ([0x09, 0x0a, 0x0c, 0x0d].includes(first)) return take(bytes, 'control', 1, false);
  if (first < 0x20) return violation(bytes, 1);
  let end = 1;
  while (end < bytes.length && at(bytes, end) >= 0x20) end += 1;
  return take(bytes, 'text', end, false);
}

function take(bytes: Uint8Array, name: string, length: number, urgent: boolean): Taken {
  if (bytes.length < length) return { found: 'incomplete' };
  return { found: { name, bytes: bytes.slice(0, length), urgent }, length };
}

function violation(bytes: Uint8Array, length: number): Taken {
  const seen = [...bytes.slice(0, length)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return { found: 'violation', length, why: `unknown command ${seen}` };
}
