/** Lines out of bytes, whatever the chunks. Pure; begins with {@link noLine}. */
export interface LineState {
  /** What came since the last terminator, or since the last `too-long`. */
  readonly text: string;
  /** The rest of a line that was too long: skipped up to its terminator. */
  readonly skipping: boolean;
}

export const noLine: LineState = { text: '', skipping: false };

export type LineStep = {
  readonly state: LineState;
  /** A whole line without its terminator; `too-long` for each `limitBytes` that are none. */
  readonly line: string | { readonly broken: 'too-long' } | null;
};

/** CR, LF and both end a line; empty lines are none. Bytes count as Latin-1 characters. */
export function stepLine(state: LineState, byte: number, limitBytes: number): LineStep {
  if (byte === 0x0a || byte === 0x0d) {
    return { state: noLine, line: state.text === '' || state.skipping ? null : state.text };
  }
  const text = state.text + String.fromCharCode(byte);
  if (text.length > limitBytes) return { state: { text: '', skipping: true }, line: { broken: 'too-long' } };
  return { state: { text, skipping: state.skipping }, line: null };
}
