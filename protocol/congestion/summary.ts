import { z } from 'zod';
import { Identifier, Instant } from '../ground/identifiers.ts';
import { OfficeView as Office, type OfficeView, SectionView as Section, type SectionView } from './views.ts';
import { stepOf } from './wait-words.ts';

/** A section as a list of many offices shows it. */
export const SectionSummary = Section.pick({
  section: true,
  name: true,
  level: true,
  freshness: true,
  reception: true,
  endedToday: true,
}).extend({
  /** Null where nobody is counted, or nobody knows any more how many wait. */
  waiting: z.int().nonnegative().nullable(),
  /** The wait of whoever takes a ticket now for the service with the longest: its median on the steps in which waits are said. */
  medianMinutes: z.int().nonnegative().nullable(),
});
export type SectionSummary = z.infer<typeof SectionSummary>;

/** `GET /api/v1/congestion?summary`: every office of this hub, about 150 bytes a section. */
export const CongestionSummary = z.object({
  observedAt: Instant,
  offices: z.array(
    Office.pick({ office: true, name: true, level: true, waiting: true }).extend({
      city: Identifier,
      sections: z.array(SectionSummary),
    }),
  ),
});
export type CongestionSummary = z.infer<typeof CongestionSummary>;

/** The offices as a list shows them. Pure. */
export const summaryOf = (offices: readonly OfficeView[]): CongestionSummary['offices'] =>
  offices.map(({ city, office, name, level, waiting, sections }) => ({
    city,
    office,
    name,
    level,
    waiting,
    sections: sections.map(sectionSummary),
  }));

function sectionSummary({
  section,
  name,
  level,
  freshness,
  reception,
  endedToday,
  services,
}: SectionView): SectionSummary {
  const counts = services.flatMap(({ waiting }) => waiting ?? []);
  const medians = services.flatMap(({ estimate }) => estimate?.medianMinutes ?? []);
  const longest = Math.max(...medians);
  return {
    section,
    name,
    level,
    freshness,
    reception,
    ...(endedToday === undefined ? {} : { endedToday }),
    waiting: counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0),
    medianMinutes: medians.length === 0 ? null : Math.round(longest / stepOf(longest)) * stepOf(longest),
  };
}
