/**
 * What an ESC/POS printer sends, told apart byte by byte. Pure: a new connection begins with {@link atRest}.
 *
 * The fixed bits tell the replies apart (b is a byte; all hexadecimal):
 * b & 93 = 12 DLE EOT · b & 93 = 10 first of the four bytes of automatic status (ASB) · b & 90 = 00 GS r ·
 * 11 XON · 13 XOFF · 37 … 00 a block, the process id 37 22 d1 d2 d3 d4 00 among them · 5F … 00 what GS I asks for, as text.
 * DLE EOT, XON and XOFF may come in the middle of the others. Process ids are therefore made of 40–4F only
 * (process-ids.ts), which have the fixed bits of none of the three. Text has them: GS I is asked for while nothing else is, and
 * 5F begins a text only then ({@link asked}).
 */
export type Reply =
  | { readonly type: 'real-time'; readonly byte: number }
  | { readonly type: 'automatic'; readonly bytes: readonly [number, number, number, number] }
  | { readonly type: 'process-id'; readonly id: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'other' }
  | { readonly type: 'xon' }
  | { readonly type: 'xoff' }
  | { readonly type: 'garbage' };

export type ReplyState =
  | { readonly at: 'rest' }
  | { readonly at: 'asked' }
  | { readonly at: 'text'; readonly bytes: readonly number[] }
  | { readonly at: 'automatic'; readonly bytes: readonly number[] }
  | { readonly at: 'block'; readonly bytes: readonly number[] };

export const atRest: ReplyState = { at: 'rest' };
/** At rest behind a GS I. */
export const asked: ReplyState = { at: 'asked' };

/** Longest block that is kept; a longer one is garbage (a reply to something that this driver never asks). */
const BLOCK_LIMIT_BYTES = 80;
const PROCESS_ID = 0x22;

export interface ReplyStep {
  readonly state: ReplyState;
  readonly reply: Reply | null;
}

export function stepReply(state: ReplyState, byte: number): ReplyStep {
  if (state.at === 'text') return stepText(state.bytes, byte);
  if (byte === 0x11) return { state, reply: { type: 'xon' } };
  if (byte === 0x13) return { state, reply: { type: 'xoff' } };
  if ((byte & 0x93) === 0x12) return { state, reply: { type: 'real-time', byte } };
  switch (state.at) {
    case 'rest':
      return begin(byte, null);
    case 'asked':
      return byte === 0x5f ? { state: { at: 'text', bytes: [] }, reply: null } : begin(byte, null);
    case 'automatic': {
      if ((byte & 0x90) !== 0) return begin(byte, { type: 'garbage' });
      const bytes = [...state.bytes, byte];
      const [first, second, third, fourth] = bytes;
      if (first === undefined || second === undefined || third === undefined || fourth === undefined) {
        return { state: { at: 'automatic', bytes }, reply: null };
      }
      return { state: atRest, reply: { type: 'automatic', bytes: [first, second, third, fourth] } };
    }
    case 'block': {
      if (byte === 0x00) return { state: atRest, reply: blockReply(state.bytes) };
      if (state.bytes.length >= BLOCK_LIMIT_BYTES) return { state: atRest, reply: { type: 'garbage' } };
      return { state: { at: 'block', bytes: [...state.bytes, byte] }, reply: null };
    }
  }
}

function stepText(bytes: readonly number[], byte: number): ReplyStep {
  if (byte === 0x00) return { state: atRest, reply: { type: 'text', text: String.fromCharCode(...bytes) } };
  const isText = byte >= 0x20 && byte <= 0x7e && bytes.length < BLOCK_LIMIT_BYTES;
  return isText ? { state: { at: 'text', bytes: [...bytes, byte] }, reply: null } : begin(byte, { type: 'garbage' });
}

/** A byte that begins something; `broken` is what it broke off. */
function begin(byte: number, broken: Reply | null): ReplyStep {
  if (byte === 0x37) return { state: { at: 'block', bytes: [] }, reply: broken };
  if ((byte & 0x93) === 0x10) return { state: { at: 'automatic', bytes: [byte] }, reply: broken };
  return { state: atRest, reply: broken ?? ((byte & 0x90) === 0x00 ? { type: 'other' } : { type: 'garbage' }) };
}

function blockReply(bytes: readonly number[]): Reply {
  if (bytes[0] !== PROCESS_ID || bytes.length !== 5) return { type: 'other' };
  return { type: 'process-id', id: String.fromCharCode(...bytes.slice(1)) };
}
