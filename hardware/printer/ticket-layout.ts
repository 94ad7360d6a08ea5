import { transform } from 'receiptline';
import { encodings } from './encoding.ts';
import { escposCommands } from './escpos-commands.ts';
import { type Layout, paperDots } from './layout-files.ts';
import type { TicketContent } from './printer.ts';
import { fillTemplate } from './template.ts';
import { wordsOf } from './ticket-words.ts';
import type { Typeface } from './typeface.ts';
import { COLUMN_DOTS, type Setting } from './typesetting.ts';

export interface Paper {
  /** Millimetres. */
  readonly width: 80 | 58;
  readonly encoding: keyof typeof encodings;
  readonly layout: Layout;
  /** Draws what the printer has no type for; null where this machine can't. */
  readonly typeface: Typeface | null;
}

export interface TicketBytes {
  readonly bytes: Uint8Array;
  /** Characters that are not printed as they are written: an accent dropped, or 〓. */
  readonly substituted: readonly string[];
  /** Of these the ones that became 〓. */
  readonly missing: readonly string[];
}

/** A ticket as ESC/POS, from ESC @ to the cut. Pure. */
export function ticketBytes(content: TicketContent, { width, encoding, layout, typeface }: Paper): TicketBytes {
  const columns = paperDots(width) / COLUMN_DOTS;
  const setting: Setting = { encoding: encodings[encoding], typeface, columns };
  const substitutions = { substituted: new Set<string>(), missing: new Set<string>() };
  const document = fillTemplate(layout.template, {
    words: wordsOf(content),
    qr: content.url === null ? null : qr(content.url, width),
    logo: layout.logo === null ? null : `{i:${layout.logo}}`,
    columns,
  });
  const commands = transform(document, {
    cpl: columns,
    command: escposCommands(setting, substitutions),
    spacing: true,
    cutting: true,
    gradient: false,
  });
  const { substituted, missing } = substitutions;
  return { bytes: Buffer.from(commands, 'latin1'), substituted: [...substituted], missing: [...missing] };
}

function qr(url: string, width: 80 | 58): string {
  const cell = url.length > 100 ? 4 : width === 80 ? 6 : 5;
  const bytes = [...Buffer.from(url, 'utf8')].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`);
  return `{c:${bytes.join('')};o:qrcode,${cell},m}`;
}
