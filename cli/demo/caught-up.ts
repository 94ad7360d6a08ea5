import { setTimeout as delay } from 'node:timers/promises';
import { CongestionList } from '../../protocol/congestion/views.ts';

export interface CaughtUpOptions {
  readonly hubUrl: string;
  /** `city/office/section` of each section that tells the hub. */
  readonly sections: readonly string[];
  readonly signal: AbortSignal | undefined;
}

const LOOK_EVERY_MS = 200;
/** Longer than the longest past takes on a Pi; a hub that has not caught up by then does so while the day goes on. */
const PATIENCE_MS = 2 * 60_000;

/**
 * Resolves once the hub publishes the present of these sections: it has learned from all that their logs held. A section that
 * the hub does not publish is not waited for.
 *
 * @throws the signal's reason
 */
export async function hubCaughtUp({ hubUrl, sections, signal }: CaughtUpOptions): Promise<void> {
  const lagging = async (): Promise<boolean> => {
    const response = await fetch(`${hubUrl}/api/v1/congestion`, { signal: signal ?? null });
    const { offices } = CongestionList.parse(await response.json());
    return offices.some(({ city, office, sections: published }) =>
      published.some(
        ({ section, freshness }) => freshness !== 'live' && sections.includes(`${city}/${office}/${section}`),
      ),
    );
  };
  const untilMs = performance.now() + PATIENCE_MS;
  while (performance.now() < untilMs && (await lagging())) await delay(LOOK_EVERY_MS, undefined, { signal });
}
