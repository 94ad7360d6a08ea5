/** Lines out of bytes, whatever the chunks. Pure; begins with {@link noLine}. */
export interface LineState {
  /** What came since the last terminator, or since the last `too-long`. */
  readonly text: string;
  /** The `limitBytes` of this line that came before that; empty where the line is not too long. */
  readonly before: string;
}

export const noLine: LineState = { text: '', before: '' };

/** A line that is too long: `too-long` for each `limitBytes` of it, and at its terminator the last of it, as long as a line may be. */
export type BrokenLine = { readonly broken: 'too-long' } | { readonly broken: 'ended'; readonly last: string };

export type LineStep = {
  readonly state: LineState;
  /** A whole line without its terminator. */
  readonly line: string | BrokenLine | null;
};

/** CR, LF and both end a line; empty lines are none. Bytes count as Latin-1 characters. */
export function stepLine({ text, before }: LineState, byte: number, limitBytes: number): LineStep {
  if (byte === 0x0a || byte === 0x0d) {
    if (before !== '') return { state: noLine, line: { broken: 'ended', last: (before + text).slice(-limitBytes) } };
    return { state: noLine, line: text === '' ? null : text };
  }
  const sign = String.fromCharCode(byte);
  if (text.length < limitBytes) return { state: { text: text + sign, before }, line: null };
  return { state: { text: sign, before: text }, line: { broken: 'too-long' } };
}
