import { crc32, deflateSync } from 'node:zlib';

/** A black and white picture of an even pattern, and which of its dots are black (rows of whole bytes). */
export function aLogo({ width, height }: { width: number; height: number }): { png: Buffer; rows: boolean[][] } {
  const isBlack = (x: number, y: number): boolean => x < width && (x + 2 * y) % 7 < 3;
  const grey = Array.from({ length: height }, (_, y) => [
    0,
    ...Array.from({ length: width }, (_, x) => (isBlack(x, y) ? 0 : 255)),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const png = Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(grey.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  const wholeBytes = ((width + 7) >> 3) * 8;
  const rows = Array.from({ length: height }, (_, y) => Array.from({ length: wholeBytes }, (_, x) => isBlack(x, y)));
  return { png, rows };
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
