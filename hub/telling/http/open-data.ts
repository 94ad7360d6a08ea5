import type { OfficeView } from '../../../protocol/congestion/views.ts';
import { iso, type RowOf } from './csv.ts';

export const CONGESTION_COLUMNS = [
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

/** One row a service, stable columns; what is not known is null, never a zero. Times are ISO 8601 with the offset of Japan. */
export function congestionRows(offices: readonly OfficeView[]): RowOf<typeof CONGESTION_COLUMNS>[] {
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
