import type { ForecastView } from '../../protocol/congestion/views.ts';
import { sectionAddress } from '../../protocol/ground/identifiers.ts';
import { forecastView } from '../core/forecast/forecast-view.ts';
import type { SectionProjection } from '../core/section-projection.ts';
import { sectionView } from '../core/views/section-view.ts';

/** What is foretold of a section at an instant. Takes tens of milliseconds. */
export function forecastOf(path: string, projection: SectionProjection, now: number): ForecastView {
  const { facts, learned, state } = projection;
  const { city, office } = sectionAddress(path);
  return forecastView({
    city,
    office,
    facts,
    model: learned.forecast,
    present: sectionView(projection, now),
    closedDay: state.reception === 'closed' ? state.day : null,
    now,
  });
}
