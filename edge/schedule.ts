import type { Closable, Logger } from '../protocol/environment.ts';
import type { OpeningHours } from '../protocol/section/calendar.ts';
import type { Clock } from './clock.ts';
import { businessDay, dueNow } from './core/business-day.ts';
import type { Section } from './section.ts';

export interface ScheduleOptions {
  readonly section: Section;
  readonly clock: Clock;
  readonly hours: OpeningHours;
  readonly dayTurnsAt: string;
  readonly logger: Logger;
  /** How often the clock is looked at, milliseconds of a watch. */
  readonly everyMs?: number;
}

/**
 * Opens each business day of the calendar and closes its reception, by the clock as far as it is trusted: an untrusted clock leaves the day
 * as it is, so numbers go on and nothing is lost, until the clock is right or staff open the day by hand.
 */
export function keepDay(options: ScheduleOptions): Closable {
  const { section, clock, hours, dayTurnsAt, logger } = options;
  let distrusted = false;
  const look = (): void => {
    const trusted = clock.trusted();
    if (!trusted && !distrusted)
      logger.warn({}, 'the clock is not trusted: the business day does not turn by itself until it is');
    distrusted = !trusted;
    if (!trusted) return;
    const now = clock.now();
    const today = businessDay(now, dayTurnsAt, hours.timezone);
    const due = dueNow(section.state, hours, { now, today });
    if (due === 'open-day') section.handle({ type: 'open-day', day: today });
    if (due === 'close-reception') section.handle({ type: 'close-reception' });
  };
  look();
  const timer = setInterval(look, options.everyMs ?? 1_000);
  return {
    async close() {
      clearInterval(timer);
    },
  };
}
