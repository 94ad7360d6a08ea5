import { plainText } from './frames.ts';
import type { SignProtocol } from './line-sign.ts';

/** Ends a line. */
export const CR = 0x0d;

/**
 * Plain lines, as most digit displays for counters and scales take them at 9600 8N1: as many characters of 20–7E as the sign is
 * wide, the number at the right, and CR. All blanks make it dark. It answers nothing, so `ok` says that the line is there and no
 * more; and it keeps its last number for as long as it has power: let its unit's power be its own.
 */
export const asciiProtocol = (width: number): SignProtocol => ({
  text: (number) => plainText(number).slice(-width).padStart(width),
  encode: (text) => Uint8Array.of(...Buffer.from(text, 'latin1'), CR),
  listen: () => ({ sent: () => {}, hear: () => 'enough', condition: () => ({ state: 'ok', detail: null }) }),
});
