import { constants, deflateRawSync } from 'node:zlib';

/** A gzip stream that begins: deflated, no name, no time (RFC 1952, 2.3). */
const GZIP_BEGINS = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/**
 * Events as they are sent, to whoever takes them plain and to whoever takes them compressed. It is compressed once for all its
 * readers: flushed, and with no word of what was sent before it, it fits into each one's gzip stream at any place.
 */
export class StreamFrame {
  readonly plain: Buffer;
  #zipped: Buffer | undefined;

  constructor(text: string) {
    this.plain = Buffer.from(text);
  }

  for(zips: boolean): Buffer {
    if (!zips) return this.plain;
    this.#zipped ??= deflateRawSync(this.plain, { finishFlush: constants.Z_FULL_FLUSH });
    return this.#zipped;
  }

  /** The same, as the first that a reader is sent. */
  first(zips: boolean): Buffer {
    return zips ? Buffer.concat([GZIP_BEGINS, this.for(true)]) : this.plain;
  }
}
