import type { OpeningHours } from '../../protocol/ground/calendar.ts';
import type { Closable, Logger } from '../../protocol/ground/environment.ts';
import { businessDay, dueNow } from '../core/business-day.ts';
import type { Clock } from '../queue/clock.ts';
import type { Section } from '../queue/section.ts';

export interface ScheduleOptions {
  readonly section: Section;
  readonly clock: Clock;
  readonly hours: OpeningHours;
  readonly dayTurnsAt: string;
  readonly logger: Logger;
  /** How often the clock is looked at, milliseconds of a watch. */
  readonly everyMs?: number;
  /** Milliseconds of a watch that nobody sets. */
  readonly elapsedMs?: () => number;
}

/** While anything was done for somebody within so long, milliseconds of the section's day, that day is not over, whatever the clock says. */
const IN_SERVICE_MS = 2 * 3_600_000;

/**
 * Opens each business day of the calendar and closes its reception, by the clock as far as it is trusted: an untrusted clock leaves the day
 * as it is, so numbers go on and nothing is lost, until the clock is right or staff open the day by hand. So does a clock that
 * is set to another day while people are served.
 */
export function keepDay(options: ScheduleOptions): Closable {
  const { section, clock, hours, dayTurnsAt, logger, elapsedMs = () => performance.now() } = options;
  let distrusted = false;
  let heldBack = false;
  let servedMs = Number.NEGATIVE_INFINITY;
  const forget = section.onCommitted(({ events }) => {
    if (events.some((event) => 'ticket' in event)) servedMs = elapsedMs();
  });
  const isInService = (): boolean =>
    section.state.reception === 'open' &&
    (elapsedMs() - servedMs) * clock.speed < IN_SERVICE_MS &&
    [...section.state.tickets.values()].some(({ state }) => state === 'waiting' || state === 'called');
  const look = (): void => {
    const trusted = clock.trusted();
    if (!trusted && !distrusted)
      logger.warn({}, 'the clock is not trusted: the business day does not turn by itself until it is');
    distrusted = !trusted;
    if (!trusted) return;
    const now = clock.now();
    const today = businessDay(now, dayTurnsAt, hours.timezone);
    const due = dueNow(section.state, hours, { now, today });
    const holdBack = due === 'open-day' && isInService();
    if (holdBack && !heldBack)
      logger.warn(
        { day: section.state.day, clock: today },
        'the clock says another day while people are being served: the business day goes on until they are, or staff open the new one',
      );
    heldBack = holdBack;
    if (due === 'open-day' && !holdBack) section.handle({ type: 'open-day', day: today }, { role: 'lead' });
    if (due === 'close-reception') section.handle({ type: 'close-reception' }, { role: 'lead' });
  };
  look();
  const timer = setInterval(look, options.everyMs ?? 1_000);
  return {
    async close() {
      clearInterval(timer);
      forget();
    },
  };
}
