import {
  defaultPeaks,
  defaultThresholds,
  type LevelThresholds,
  type PeakFactors,
} from '../../protocol/congestion/defaults.ts';
import type { OpeningHours } from '../../protocol/ground/calendar.ts';
import type { LocalText } from '../../protocol/ground/identifiers.ts';

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
