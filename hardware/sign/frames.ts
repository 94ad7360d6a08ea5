/**
 * The sign's frames: STX (02) text ETX (03) LRC. The text is 0 to 8 signs of 20–7E, what the sign shows from now on; none
 * is blank. LRC is the exclusive or of the text and ETX. The sign answers ACK (06) to a whole frame and NAK (15) to a
 * broken one. A sign that heard no whole frame for 30 seconds goes blank: an old number must not stand there.
 */
export const STX = 0x02;
export const ETX = 0x03;
export const ACK = 0x06;
export const NAK = 0x15;
export const SIGN_WIDTH = 8;
export const BLANK_AFTER_MS = 30_000;

/** `text` as a frame. The text is one that {@link signText} made. */
export function encodeFrame(text: string): Uint8Array {
  const body = [...Buffer.from(text, 'latin1'), ETX];
  return Uint8Array.of(STX, ...body, lrc(body));
}

const lrc = (body: readonly number[]): number => body.reduce((sum, byte) => sum ^ byte, 0);

/** A number as the sign can show it: full-width letters made plain, what it has no shape for a hyphen, the last 8 signs. */
export function signText(number: string | null): string {
  if (number === null) return '';
  return [...number.normalize('NFKC').trim()]
    .map((sign) => (/^[\x20-\x7e]$/.test(sign) ? sign : '-'))
    .slice(-SIGN_WIDTH)
    .join('');
}

export type FrameState =
  | { readonly at: 'outside' }
  | { readonly at: 'text'; readonly bytes: readonly number[] }
  | { readonly at: 'check'; readonly bytes: readonly number[] };

export const outside: FrameState = { at: 'outside' };

export interface FrameStep {
  readonly state: FrameState;
  readonly frame: { readonly text: string } | { readonly broken: string } | null;
}

/** The sign's ear, byte by byte. Pure; begins with {@link outside}. An STX within a text begins again. */
export function stepFrame(state: FrameState, byte: number): FrameStep {
  if (state.at === 'check') {
    const body = [...state.bytes, ETX];
    const text = String.fromCharCode(...state.bytes);
    return { state: outside, frame: byte === lrc(body) ? { text } : { broken: 'wrong LRC' } };
  }
  if (byte === STX) {
    return { state: { at: 'text', bytes: [] }, frame: state.at === 'text' ? { broken: 'STX within a text' } : null };
  }
  if (state.at === 'outside') return { state, frame: { broken: 'a byte outside of a frame' } };
  if (byte === ETX) return { state: { at: 'check', bytes: state.bytes }, frame: null };
  if (byte < 0x20 || byte > 0x7e) return { state: outside, frame: { broken: 'a sign that is not printable' } };
  if (state.bytes.length >= SIGN_WIDTH) return { state: outside, frame: { broken: 'a text that is too long' } };
  return { state: { at: 'text', bytes: [...state.bytes, byte] }, frame: null };
}
