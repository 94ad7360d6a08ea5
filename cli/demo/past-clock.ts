import { systemTimers } from '../../hardware/timers.ts';
import { instantOn } from '../../protocol/ground/calendar.ts';
import type { DemoConfiguration } from './configuration.ts';
import { dataOf, sectionOf } from './demo-units.ts';
import { writePast } from './past.ts';
import { createWardClock, type WardClock } from './ward-clock.ts';

export interface PastClockOptions {
  readonly configuration: DemoConfiguration;
  readonly speed: number;
  readonly seed: number;
  /** `YYYY-MM-DD` */
  readonly day: string;
  /** Where the units' data lie. */
  readonly folder: string;
  /** Called before a lead's past is written, with its name. */
  readonly onLead: (unit: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Writes the past of each section, and makes the ward's clock: it stands at the day's beginning, or later where kept data have
 * lived beyond it, for no clock goes back.
 *
 * @throws LogFault, and the signal's reason
 */
export async function clockAfterPast(options: PastClockOptions): Promise<WardClock> {
  const { configuration, day, seed, signal } = options;
  const leads = configuration.units.flatMap((unit) => (unit.role === 'lead' ? [unit] : []));
  const livedUntil: number[] = [];
  for (const lead of leads) {
    options.onLead(lead.unit);
    const lived = await writePast({
      ward: configuration.ward.find(({ section }) => section === sectionOf(lead)),
      lead: { ...lead, data: dataOf(lead, options.folder) },
      seed,
      before: day,
      days: configuration.past,
      ...(signal && { signal }),
    });
    if (lived !== undefined) livedUntil.push(lived);
  }
  const startsAt = instantOn(day, configuration.starts, leads[0]?.hours.timezone ?? 'Asia/Tokyo');
  return createWardClock({ startsAt: Math.max(startsAt, ...livedUntil), speed: options.speed, timers: systemTimers });
}
