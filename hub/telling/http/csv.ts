import { DateTime } from 'luxon';

export type RowOf<Columns extends readonly string[]> = Readonly<Record<Columns[number], string | number | null>>;

/** RFC 4180, with a byte order mark: without it the spreadsheet that most offices use reads Japanese as mojibake. */
export function csvOf<const Columns extends readonly string[]>(
  columns: Columns,
  rows: readonly RowOf<Columns>[],
): string {
  const names: readonly Columns[number][] = columns;
  const lines = [columns.join(','), ...rows.map((row) => names.map((name) => cell(row[name])).join(','))];
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

/** Quoted where it must be; a text that a spreadsheet would run as a formula is kept a text. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** ISO 8601 with the offset of Japan. */
export const iso = (at: number): string =>
  DateTime.fromMillis(at, { zone: 'Asia/Tokyo' }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
