import type { Accuracy, Estimate, OfficeView } from '../../protocol/congestion/views.ts';
import type { Now } from '../../protocol/ground/environment.ts';
import type { SectionAddress } from '../../protocol/ground/identifiers.ts';

/** An estimate older than this is not shown as if it were the present, milliseconds. */
const FRESH_MS = 2 * 60_000;

/** What the hub last published of this section's waits, for its tickets and pages, as long as it is fresh. */
export function hubEstimates(address: SectionAddress, now: Now) {
  let estimates: ReadonlyMap<string, Estimate> = new Map();
  let accuracy: Accuracy | null = null;
  let observedAt = Number.NEGATIVE_INFINITY;
  return {
    take(office: OfficeView): void {
      const mine = office.sections.find(({ section }) => section === address.section);
      estimates = new Map(
        (mine?.services ?? []).flatMap(({ service, estimate }) => (estimate === null ? [] : [[service, estimate]])),
      );
      accuracy = mine?.accuracy ?? null;
      // By this clock: what a view says of a time to come makes it no younger.
      observedAt = Math.min(office.observedAt, now());
    },
    /** By service. */
    current: (): ReadonlyMap<string, Estimate> => (now() - observedAt <= FRESH_MS ? estimates : new Map()),
    /** How right its estimates were; it doesn't age within a day. */
    accuracy: (): Accuracy | null => accuracy,
  };
}
