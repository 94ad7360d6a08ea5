import type { Event } from '../../protocol/events.ts';
import type { SectionState } from '../../protocol/section/state.ts';

const HOUR = 3_600_000;
/** A pause of so long, and an hour of the (Japanese) morning from here on, make a new day of a log that doesn't say when days begin. */
const NIGHT_HOURS = 5;
const MORNING_HOUR = 5;
const JAPAN_HOURS = 9;

/**
 * Events with a `day-opened` before the first ticket or counter after a night, where the log has none: else yesterday's
 * tickets would wait for ever. Matazu's own leads always say when a day begins, so nothing is added to their logs.
 */
export function withDays({ clock, day }: SectionState, events: readonly Event[]): readonly Event[] {
  let last = clock;
  let today = day;
  let added: Event[] | undefined;
  for (const [i, event] of events.entries()) {
    const { type, at } = event;
    const before = last;
    last = Math.max(last, at);
    if (type === 'day-opened') {
      // A new day's clock begins with it.
      if (event.day !== today) last = at;
      today = event.day;
    } else if (type === 'ticket-issued' || type === 'counter-opened') {
      const local = new Date(at + JAPAN_HOURS * HOUR);
      const night = before > 0 && at - before > NIGHT_HOURS * HOUR && local.getUTCHours() >= MORNING_HOUR;
      if (night && local.toISOString().slice(0, 10) > (today ?? '')) {
        today = local.toISOString().slice(0, 10);
        added ??= events.slice(0, i);
        added.push({ type: 'day-opened', at, day: today });
        last = at;
      }
    }
    added?.push(event);
  }
  return added ?? events;
}
