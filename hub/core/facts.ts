import type { OpeningHours } from '../../protocol/ground/calendar.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';
import { defaultPeaks, type PeakFactors } from './forecast/day-effects.ts';
import { defaultThresholds, type LevelThresholds } from './levels.ts';

/** What is configured of a section, or taken for granted where nothing is. */
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
