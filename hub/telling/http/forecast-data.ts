import type { ForecastView } from '../../../protocol/congestion/views.ts';
import { iso, type RowOf } from './csv.ts';

export const FORECAST_COLUMNS = [
  'city',
  'office',
  'section',
  'section_name_ja',
  'service',
  'service_name_ja',
  'from',
  'level',
  'waiting',
  'low_minutes',
  'median_minutes',
  'high_minutes',
  'learned_days',
] as const;

/** One row a service and half hour to come; what nobody can know yet is null. */
export function forecastRows(forecasts: readonly ForecastView[]): RowOf<typeof FORECAST_COLUMNS>[] {
  return forecasts.flatMap(({ city, office, section, name, services, learnedDays }) =>
    services.flatMap((service) =>
      service.slots.map(({ from, level, waiting, estimate }) => ({
        city,
        office,
        section,
        section_name_ja: name.ja,
        service: service.service,
        service_name_ja: service.name.ja,
        from: iso(from),
        level,
        waiting,
        low_minutes: estimate?.lowMinutes ?? null,
        median_minutes: estimate?.medianMinutes ?? null,
        high_minutes: estimate?.highMinutes ?? null,
        learned_days: learnedDays,
      })),
    ),
  );
}
