import { createHash } from 'node:crypto';

/** The largest QR code holds 7,089 figures. */
export const SCAN_LIMIT_BYTES = 7_200;
/** A code that is read again within this is still the same scan. */
export const SAME_SCAN_MS = 2_000;

/**
 * The text of what a scanner sent between two terminators (bytes as Latin-1 characters): UTF-8, which plain QR codes and barcodes
 * are, without the control characters that some models put around it. Null where it is no text: noise, a wrong speed, another code.
 */
export function scanText(line: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a scanner's prefix and suffix are control characters
  const bare = line.replace(/^[\x00-\x20]+|[\x00-\x20]+$/g, '');
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
