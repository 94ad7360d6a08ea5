/**
 * The sign's frames: STX (02) text ETX (03) LRC. The text is 0 to 8 characters of 20–7E, what the sign shows from now on; none
 * is blank. LRC is the exclusive or of the text and ETX. The sign answers ACK (06) to a whole frame and NAK (15) to a
 * broken one. A sign that heard no whole frame for 30 seconds goes blank: an old number must not stand there.
 *
 * Several signs on one RS-485 bus: SOH (01), the sign's address in two figures, and the same frame, whose LRC covers the address
 * too and begins at FF, so that no part of it is a frame of the other kind. Only the sign that is addressed answers, within 100 ms or not at all: its address in two figures, and ACK or NAK.
 */
const SOH = 0x01;
const STX = 0x02;
const ETX = 0x03;
export const ACK = 0x06;
export const NAK = 0x15;
export const SIGN_WIDTH = 8;
export const BLANK_AFTER_MS = 30_000;

/** `text` as a frame, for the sign with this address where there are several. The text is one that {@link signText} made. */
export function encodeFrame(text: string, address?: number): Uint8Array {
  const to = address === undefined ? [] : addressBytes(address);
  const body = [...Buffer.from(text, 'latin1'), ETX];
  return Uint8Array.of(...(to.length === 0 ? [] : [SOH, ...to]), STX, ...body, lrc(to, body));
}

/** 1 to 99 in two figures. */
export const addressBytes = (address: number): number[] => [...Buffer.from(String(address).padStart(2, '0'), 'latin1')];

const lrc = (address: readonly number[], body: readonly number[]): number =>
  [...address, ...body].reduce((sum, byte) => sum ^ byte, address.length === 0 ? 0 : 0xff);

/** A number in characters of 20–7E: full-width letters made plain, a hyphen for what has no such shape; null is ''. */
export function plainText(number: string | null): string {
  return [...(number ?? '').normalize('NFKC').trim()]
    .map((character) => (/^[\x20-\x7e]$/.test(character) ? character : '-'))
    .join('');
}

/** A number as the sign can show it: the last 8 characters. */
export const signText = (number: string | null): string => plainText(number).slice(-SIGN_WIDTH);

export type FrameState =
  | { readonly at: 'outside' }
  | { readonly at: 'address'; readonly address: readonly number[] }
  | { readonly at: 'text' | 'check'; readonly address: readonly number[]; readonly bytes: readonly number[] };

export const outside: FrameState = { at: 'outside' };

export interface FrameStep {
  readonly state: FrameState;
  readonly frame: { readonly text: string; readonly address?: number } | { readonly broken: string } | null;
}

const broken = (why: string): FrameStep => ({ state: outside, frame: { broken: why } });

/** The sign's ear, byte by byte. Pure; begins with {@link outside}. An SOH or STX within a frame begins again. */
export function stepFrame(state: FrameState, byte: number): FrameStep {
  if (state.at === 'check') return wholeFrame(state.address, state.bytes, byte);
  const goesOn = state.at === 'address' && state.address.length === 2;
  if (byte === SOH || (byte === STX && !goesOn)) {
    const next: FrameState = byte === SOH ? { at: 'address', address: [] } : { at: 'text', address: [], bytes: [] };
    return { state: next, frame: state.at === 'outside' ? null : { broken: 'a frame within a frame' } };
  }
  switch (state.at) {
    case 'outside':
      return { state, frame: { broken: 'a byte outside of a frame' } };
    case 'address':
      if (goesOn && byte === STX) return { state: { at: 'text', address: state.address, bytes: [] }, frame: null };
      if (goesOn || byte < 0x30 || byte > 0x39) return broken('an address that is none');
      return { state: { at: 'address', address: [...state.address, byte] }, frame: null };
    case 'text':
      if (byte === ETX) return { state: { ...state, at: 'check' }, frame: null };
      if (byte < 0x20 || byte > 0x7e) return broken('a character that is not printable');
      if (state.bytes.length >= SIGN_WIDTH) return broken('a text that is too long');
      return { state: { ...state, bytes: [...state.bytes, byte] }, frame: null };
  }
}

function wholeFrame(address: readonly number[], bytes: readonly number[], check: number): FrameStep {
  if (check !== lrc(address, [...bytes, ETX])) return broken('wrong LRC');
  const text = String.fromCharCode(...bytes);
  const to = address.length === 0 ? {} : { address: Number(String.fromCharCode(...address)) };
  return { state: outside, frame: { text, ...to } };
}
