import { createHash } from 'node:crypto';

/** The largest QR code holds 7,089 figures. */
export const SCAN_LIMIT_BYTES = 7_200;
/** A code that is read again within this is still the same scan. */
const SAME_SCAN_MS = 2_000;

/** Control characters, and bytes that no UTF-8 has there: what a line picks up when it comes up, and a scanner's own prefix and suffix. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NOISE = /^[\x00-\x20\x7f-\xc1\xf5-\xff]+|[\x00-\x20\x7f\xf5-\xff]+$/g;
/** What a scanner may be set to say of a code: its AIM identifier (ISO/IEC 15424: `]Q1`), then an ECI (`\\000026`: UTF-8). */
const IDENTIFIERS = /^(?:\][A-Za-z][0-9A-Za-z])?(?:\\\d{6})?/;

/**
 * The text of what a scanner sent between two terminators (bytes as Latin-1 characters): UTF-8, which plain QR codes and barcodes
 * are, without what some models put around it. Null where it is no text: noise, a wrong speed, another code.
 */
export function scanText(line: string): string | null {
  const bare = line.replace(NOISE, '').replace(IDENTIFIERS, '').replace(NOISE, '');
  if (bare === '') return null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(bare, 'latin1'));
    return /\p{Cc}/u.test(text.replaceAll('\t', ' ')) ? null : text;
  } catch {
    return null;
  }
}

/** What was last read: not the text, which may be a resident's, but what tells it from another. */
export interface LastScan {
  readonly digest: string;
  readonly atMs: number;
}

/** Whether a code is read anew. Pure; times are monotonic milliseconds. Each reading prolongs the scan. */
export function stepScan(
  last: LastScan | null,
  text: string,
  atMs: number,
): { readonly last: LastScan; readonly isNew: boolean } {
  const digest = createHash('sha256').update(text).digest('base64');
  return { last: { digest, atMs }, isNew: last?.digest !== digest || atMs - last.atMs >= SAME_SCAN_MS };
}
