import { transform } from 'receiptline';
import { escposCommands } from './escpos-commands.ts';
import type { TicketContent } from './printer.ts';
import { encode, printable } from './shift-jis.ts';

export interface Paper {
  /** Millimetres. */
  readonly width: 80 | 58;
}

export interface TicketBytes {
  readonly bytes: Uint8Array;
  /** Signs that the printer has not, shown as 〓. */
  readonly missing: readonly string[];
}

/** Columns of 12 dots; 576 dots on 80 mm, 384 on 58 mm. */
const columns = (paper: Paper): number => (paper.width === 80 ? 48 : 32);

/** A ticket as ESC/POS, from ESC @ to the cut. Pure. */
export function ticketBytes(content: TicketContent, paper: Paper): TicketBytes {
  const { lines, missing } = ticketDocument(content, paper);
  const commands = transform(lines.join('\n'), {
    cpl: columns(paper),
    encoding: 'shiftjis',
    command: escposCommands(),
    spacing: true,
    cutting: true,
  });
  return { bytes: Buffer.from(commands, 'latin1'), missing };
}

function ticketDocument(content: TicketContent, paper: Paper): { lines: string[]; missing: string[] } {
  const missing = new Set<string>();
  const show = (text: string): string => {
    const result = printable(text);
    for (const sign of result.missing) missing.add(sign);
    return result.text;
  };
  const say = (text: string): string => asItStands(show(text));
  const large = (text: string): string => `^^^"${say(text)}"`;
  const english = (text: string): string[] => wrapWords(show(text), columns(paper)).map(asItStands);
  /** Said in English too, where that is not the same. */
  const also = (ja: string, en: string): string[] => (ja === en ? [] : english(en));
  const wide = paper.width === 80;
  /** Both languages on a line where it is wide enough: the Japanese large, the English beside it. */
  const both = (ja: string, en: string): string[] =>
    wide ? [`${large(ja)}^^^ / ${say(en)}`] : [large(ja), ...english(en)];
  const { office, section, service } = content;
  const counted = [
    ...(content.waiting === null ? [] : both(`待ち人数 ${content.waiting}人`, `${content.waiting} waiting`)),
    ...(content.estimate === null ? [] : both(...estimateWords(content.estimate))),
  ].flatMap((line) => [line, gap(8)]);
  const lines = [
    ...(content.reprint ? [wide ? '^^^`  再発行 REISSUED  `' : '^^^`再発行 REISSUED`', gap(24)] : []),
    `^^^${say(office.ja)}`,
    gap(6),
    large(section.ja),
    gap(6),
    ...also(`${office.ja} ${section.ja}`, `${office.en}  ${section.en}`),
    '-',
    '番号札 / Your number',
    gap(20),
    largest(show(content.number), paper),
    gap(28),
    large(service.ja),
    gap(6),
    ...also(service.ja, service.en),
    '-',
    ...(counted.length === 0 ? [] : [gap(4), ...counted, '-']),
    ...(content.url === null ? [] : qrLines(content.url, wide)),
    ...(wide ? ['番号が呼ばれたら窓口へお越しください。'] : ['番号が呼ばれたら', '窓口へお越しください。']),
    ...english('Please come when your number is called.'),
    gap(16),
    say(`${issued(content)} 発行`),
  ];
  return { lines, missing: [...missing] };
}

/** ESC J: a little more room, in dots. */
const gap = (dots: number): string => `{x:${hexadecimal(Uint8Array.of(0x1b, 0x4a, dots))}}`;

/** Latin text in lines of at most `width` columns, broken between words where it can be. */
function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => line.trim());
}

/** The number in the largest letters that the paper holds, up to 8 × 8: 12 mm wide and 24 mm high each. */
function largest(text: string, paper: Paper): string {
  const bytes = encode(text);
  const scale = Math.max(1, Math.min(8, Math.floor(columns(paper) / Math.max(1, bytes.length))));
  const size = String.fromCharCode(((scale - 1) << 4) | (scale - 1));
  const commands = `\x1bE\x01\x1d!${size}${bytes.toString('latin1')}\n\x1d!\x00\x1bE\x00`;
  return `{x:${hexadecimal(Buffer.from(commands, 'latin1'))}}`;
}

function estimateWords({ lowMinutes, highMinutes }: { lowMinutes: number; highMinutes: number }): [string, string] {
  const low = Math.round(lowMinutes);
  const high = Math.max(low, Math.round(highMinutes), 1);
  if (low <= 0) return [`${high}分以内`, `within ${high} min`];
  if (low === high) return [`約${low}分`, `approx. ${low} min`];
  return [`約${low}〜${high}分`, `approx. ${low}-${high} min`];
}

function qrLines(url: string, wide: boolean): string[] {
  const cell = url.length > 100 ? 4 : wide ? 6 : 5;
  return [
    gap(16),
    `{c:${hexadecimal(Buffer.from(url, 'utf8'))};o:qrcode,${cell},m}`,
    gap(12),
    'スマートフォンで順番が分かります',
    'Follow your turn on your phone',
    '-',
  ];
}

function issued({ issuedAt, timezone }: TicketContent): string {
  const parts = new Intl.DateTimeFormat('ja-JP', {
    timeZone: timezone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(issuedAt);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}年${part('month')}月${part('day')}日(${part('weekday')}) ${part('hour')}:${part('minute')}`;
}

/** receiptline's own signs taken as they stand, and a line of nothing but - or = (its rule, its cut) kept a line of text. */
const asItStands = (text: string): string =>
  text.replace(/[\\{|}~_"`^]/g, '\\$&').replace(/^(?=[-=\s]*$)[-=]/, (sign) => `\\x${sign.charCodeAt(0).toString(16)}`);

const hexadecimal = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
