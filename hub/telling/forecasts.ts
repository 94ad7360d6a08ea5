import type { ForecastView } from '../../protocol/congestion/views.ts';
import type { Now } from '../../protocol/ground/environment.ts';
import { sectionAddress } from '../../protocol/ground/identifiers.ts';
import { forecastView } from '../core/forecast/forecast-view.ts';
import type { SectionProjection } from '../core/section-projection.ts';
import { sectionView } from '../core/views/section-view.ts';

/** A forecast that nothing new is known for is made anew after so long, milliseconds. */
const FRESH_MS = 60_000;

/** The forecast of a section as readers ask for it: made once for all who ask while nothing changes. */
export function forecasts(
  section: (path: string) => SectionProjection | undefined,
  now: Now,
): (path: string) => ForecastView | undefined {
  const made = new Map<string, { readonly of: SectionProjection; readonly view: ForecastView }>();
  return (path) => {
    const projection = section(path);
    if (projection === undefined) return undefined;
    const at = now();
    const known = made.get(path);
    if (known !== undefined && isSame(known.of, projection) && Math.abs(at - known.view.observedAt) < FRESH_MS)
      return known.view;
    const { facts, learned, state } = projection;
    const { city, office } = sectionAddress(path);
    const view = forecastView({
      city,
      office,
      facts,
      model: learned.forecast,
      present: sectionView(projection, at),
      closedDay: state.reception === 'closed' ? state.day : null,
      now: at,
    });
    made.set(path, { of: projection, view });
    return view;
  };
}

/** Whether two projections differ in nothing that a forecast is made of. */
const isSame = (a: SectionProjection, b: SectionProjection): boolean =>
  a.learned === b.learned && a.state === b.state && a.waiting === b.waiting && a.heardAt === b.heardAt;
