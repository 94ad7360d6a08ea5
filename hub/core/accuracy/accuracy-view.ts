import type { Accuracy, AccuracyDayView, AccuracyView } from '../../../protocol/congestion/views.ts';
import { dayAt, laterDay } from '../../../protocol/ground/calendar.ts';
import type { SectionProjection } from '../section-projection.ts';
import { zoneOf } from '../zone.ts';
import { ACCURACY_DAYS, type AccuracyDay, type ClosedDay } from './accuracy-model.ts';
import { accuracyOf } from './day-figures.ts';
import { readPoints } from './points.ts';

/** How right a section's promises were in the last 28 days; null where none was kept or broken yet. */
export const recentAccuracy = (projection: SectionProjection, now: number): Accuracy | null =>
  accuracyOf(recentDays(projection, now).map(({ figures }) => figures));

function recentDays({ facts, learned }: SectionProjection, now: number): readonly (AccuracyDay | ClosedDay)[] {
  const today = dayAt(now, zoneOf(facts));
  const since = laterDay(today, 1 - ACCURACY_DAYS);
  const { open, closed } = learned.accuracy;
  return (open === null ? closed : [...closed, open])
    .filter(({ day }) => day >= since && day <= today)
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

interface Office {
  readonly city: string;
  readonly office: string;
}

export function accuracyView({ city, office }: Office, projection: SectionProjection, now: number): AccuracyView {
  const days = recentDays(projection, now);
  const { section, name } = projection.facts;
  return {
    city,
    office,
    section,
    name,
    observedAt: now,
    last28Days: accuracyOf(days.map(({ figures }) => figures)),
    days: days.flatMap(({ day, figures }) => {
      const accuracy = accuracyOf([figures]);
      return accuracy === null ? [] : [{ day, ...accuracy }];
    }),
  };
}

/** One day with its tickets; undefined for a day on which nobody was called, or that is too long ago. */
export function accuracyDayView(projection: SectionProjection, day: string, now: number): AccuracyDayView | undefined {
  const found = recentDays(projection, now).find((each) => each.day === day);
  const accuracy = found && accuracyOf([found.figures]);
  if (found === undefined || accuracy == null) return undefined;
  const { facts } = projection;
  const points = typeof found.points === 'string' ? readPoints(found.points) : found.points;
  return {
    observedAt: now,
    day,
    accuracy,
    services: [...new Set(points.map(([, service]) => service))].map((service) => {
      const fact = facts.services.find(({ id }) => id === service);
      return { service, name: fact?.name ?? { ja: service, en: service } };
    }),
    tickets: points.map(([at, service, lowMinutes, medianMinutes, highMinutes, actualMinutes]) => ({
      at,
      service,
      estimate: { lowMinutes, medianMinutes, highMinutes },
      actualMinutes,
    })),
  };
}
