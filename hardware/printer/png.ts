import { crc32, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** A picture's size in dots; null for what is no whole PNG. Every chunk is looked at, for a broken file would be found at a ticket. */
export function pngSize(file: Buffer): { readonly width: number; readonly height: number } | null {
  if (!file.subarray(0, 8).equals(SIGNATURE)) return null;
  let size: { width: number; height: number } | null = null;
  const data: Buffer[] = [];
  for (let at = 8; at + 12 <= file.length; ) {
    const length = file.readUInt32BE(at);
    const end = at + 8 + length;
    if (end + 4 > file.length) return null;
    if (crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end)) return null;
    const kind = file.toString('latin1', at + 4, at + 8);
    if (kind === 'IHDR' && length === 13)
      size = { width: file.readUInt32BE(at + 8), height: file.readUInt32BE(at + 12) };
    if (kind === 'IDAT') data.push(file.subarray(at + 8, end));
    if (kind === 'IEND') return inflates(Buffer.concat(data)) ? size : null;
    at = end + 4;
  }
  return null;
}

function inflates(data: Buffer): boolean {
  try {
    inflateSync(data);
    return true;
  } catch {
    return false;
  }
}
