/**
 * The values of a TLV, by tag; of a tag that comes twice the last. Values are views of `bytes`, never copies: who wipes the
 * bytes wipes them all. Lengths are BER's, up to 65535. `one-byte` tags are the licence's: its 1F and 5F stand for
 * themselves, where BER would go on to a second byte. FF or 00 in place of a tag is filling and ends it. Null: not a TLV.
 */
export function parseTlv(bytes: Uint8Array, tags: 'ber' | 'one-byte'): ReadonlyMap<number, Uint8Array> | null {
  const values = new Map<number, Uint8Array>();
  let at = 0;
  while (at < bytes.length) {
    let tag = bytes[at] ?? 0;
    at += 1;
    const isLong = tags === 'ber' && (tag & 0x1f) === 0x1f;
    if (tag === 0x00 || (tag === 0xff && !isLong)) break;
    if (isLong) {
      const second = bytes[at];
      // Filling, in a file of BER.
      if (second === undefined || second === 0xff) break;
      if (second >= 0x80) return null;
      tag = (tag << 8) | second;
      at += 1;
    }
    const length = lengthAt(bytes, at);
    if (length === null) return null;
    at = length.end + length.value;
    if (at > bytes.length) return null;
    values.set(tag, bytes.subarray(length.end, at));
  }
  return values;
}

function lengthAt(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | null {
  const first = bytes[at];
  if (first === undefined) return null;
  if (first < 0x80) return { value: first, end: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 2 || at + 1 + count > bytes.length) return null;
  const value = bytes.subarray(at + 1, at + 1 + count).reduce((sum, byte) => sum * 256 + byte, 0);
  return { value, end: at + 1 + count };
}
