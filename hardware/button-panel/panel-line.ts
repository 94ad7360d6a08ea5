/** What a panel says, a line each. */
export type PanelLine =
  | { readonly type: 'press' | 'release'; readonly button: number }
  | { readonly type: 'panel'; readonly buttons: number }
  /** `press`: it may have been one. */
  | { readonly type: 'garbage'; readonly press: boolean };

/** Longest line of a panel, bytes. */
export const PANEL_LINE_LIMIT_BYTES = 32;

/**
 * Whether a line of a panel can have this byte. What else comes is the wire's own: the NULs of a break, the 0xFF of a line that
 * comes up, XON.
 */
export const isOfPanelLine = (byte: number): boolean =>
  (byte >= 0x20 && byte <= 0x7e) || byte === 0x09 || byte === 0x0a || byte === 0x0d;

/**
 * Reads the end of a line: a prompt, or half a line from before the panel was reset, runs into the first whole one. A panel's words
 * are read in any case.
 */
export function parsePanelLine(line: string): PanelLine {
  const match = /(press|release|panel)\s+0?([1-9]\d?)\s*$/i.exec(line);
  const number = Number(match?.[2]);
  switch (match?.[1]?.toLowerCase()) {
    case 'panel':
      return { type: 'panel', buttons: number };
    case 'press':
      return { type: 'press', button: number };
    case 'release':
      return { type: 'release', button: number };
    default:
      // Some of its letters, or a button's number at the end.
      return { type: 'garbage', press: /pre|ess|\s\d{1,2}\s*$/i.test(line) };
  }
}
