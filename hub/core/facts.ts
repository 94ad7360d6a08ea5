import {
  defaultPeaks,
  defaultThresholds,
  type LevelThresholds,
  type PeakFactors,
} from '../../protocol/congestion/defaults.ts';
import type { OpeningHours } from '../../protocol/ground/calendar.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import type { AboutMessage } from '../../protocol/wire/about.ts';

/** What its lead tells of a section, or the hub's configuration of one without; taken for granted where nobody says anything. */
export interface SectionFacts {
  readonly section: string;
  readonly name: LocalText;
  readonly hours: OpeningHours | null;
  readonly thresholds: LevelThresholds;
  readonly peaks: PeakFactors;
  readonly services: readonly {
    readonly id: string;
    readonly name: LocalText;
    readonly letter: string | null;
    readonly expectedMinutes: number;
  }[];
  readonly counters: readonly { readonly id: number; readonly services: readonly string[] }[];
}

export const unknownSection = (section: string): SectionFacts => ({
  section,
  name: { ja: section, en: section },
  hours: null,
  thresholds: defaultThresholds,
  peaks: defaultPeaks,
  services: [],
  counters: [],
});

/** What a section is by its lead's own word. */
export const toldFacts = (section: string, about: AboutMessage): SectionFacts => ({
  section,
  name: about.name,
  hours: about.hours,
  thresholds: about.thresholds,
  peaks: about.peaks,
  services: about.services.map((service) => ({ ...service, letter: service.letter ?? null })),
  counters: about.counters.map(({ id, services }) => ({ id, services })),
});

/** Whether two say the same of a section. */
export const isSame = (a: SectionFacts, b: SectionFacts): boolean => JSON.stringify(a) === JSON.stringify(b);
