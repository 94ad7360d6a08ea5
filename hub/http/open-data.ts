import { DateTime } from 'luxon';
import type { OfficeView } from '../../protocol/views.ts';

const COLUMNS = [
  'city',
  'office',
  'office_name_ja',
  'section',
  'section_name_ja',
  'service',
  'service_name_ja',
  'level',
  'waiting',
  'low_minutes',
  'median_minutes',
  'high_minutes',
  'freshness',
  'source',
  'reception',
  'observed_at',
] as const;

type Row = Readonly<Record<(typeof COLUMNS)[number], string | number | null>>;

/** One row a service, stable columns; what is not known is null, never a zero. Times are ISO 8601 with the offset of Japan. */
export function openDataRows(offices: readonly OfficeView[]): Row[] {
  return offices.flatMap(({ city, office, name, sections }) =>
    sections.flatMap((section) =>
      section.services.map((service) => ({
        city,
        office,
        office_name_ja: name.ja,
        section: section.section,
        section_name_ja: section.name.ja,
        service: service.service,
        service_name_ja: service.name.ja,
        level: service.level,
        waiting: service.waiting,
        low_minutes: service.estimate?.lowMinutes ?? null,
        median_minutes: service.estimate?.medianMinutes ?? null,
        high_minutes: service.estimate?.highMinutes ?? null,
        freshness: section.freshness,
        source: section.source,
        reception: section.reception,
        observed_at: section.observedAt === null ? null : iso(section.observedAt),
      })),
    ),
  );
}

/** RFC 4180, with a byte order mark: without it the spreadsheet that most offices use reads Japanese as mojibake. */
export function openDataCsv(offices: readonly OfficeView[]): string {
  const lines = [
    COLUMNS.join(','),
    ...openDataRows(offices).map((row) => COLUMNS.map((column) => cell(row[column])).join(',')),
  ];
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

/** Quoted where it must be; a text that a spreadsheet would run as a formula is kept a text. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const iso = (at: number): string => DateTime.fromMillis(at, { zone: 'Asia/Tokyo' }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
