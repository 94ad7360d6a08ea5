import type { AccuracyView } from '../../../protocol/congestion/views.ts';
import { iso, type RowOf } from './csv.ts';

export const ACCURACY_COLUMNS = [
  'city',
  'office',
  'section',
  'section_name_ja',
  'days',
  'tickets',
  'median_error_minutes',
  'covered',
  'level_right',
  'observed_at',
] as const;

/** One row a section: its last 28 days. */
export function accuracyRows(accuracies: readonly AccuracyView[]): RowOf<typeof ACCURACY_COLUMNS>[] {
  return accuracies.map(({ city, office, section, name, last28Days, days, observedAt }) => ({
    city,
    office,
    section,
    section_name_ja: name.ja,
    days: days.length,
    tickets: last28Days?.tickets ?? 0,
    median_error_minutes: last28Days?.medianErrorMinutes ?? null,
    covered: last28Days?.covered ?? null,
    level_right: last28Days?.levelRight ?? null,
    observed_at: iso(observedAt),
  }));
}
