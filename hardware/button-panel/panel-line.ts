/** What a panel says, a line each. */
export type PanelLine =
  | { readonly type: 'press' | 'release'; readonly button: number }
  | { readonly type: 'panel'; readonly buttons: number }
  | { readonly type: 'garbage' };

/** Longest line of a panel, bytes. */
export const PANEL_LINE_LIMIT_BYTES = 32;

export function parsePanelLine(line: string): PanelLine {
  const match = /^\s*(press|release|panel)\s+(\d{1,2})\s*$/.exec(line);
  const number = Number(match?.[2] ?? 0);
  if (!match || number === 0) return { type: 'garbage' };
  if (match[1] === 'panel') return { type: 'panel', buttons: number };
  return { type: match[1] === 'press' ? 'press' : 'release', button: number };
}
