import type { Event } from '../../protocol/queue/events.ts';
import type { SectionState } from '../../protocol/queue/state.ts';

const HOUR = 3_600_000;
/** A pause of so long, and an hour of the (Japanese) morning from here on, make a new day of a log that doesn't say when days begin. */
const NIGHT_HOURS = 5;
const MORNING_HOUR = 5;
const JAPAN_HOURS = 9;

/**
 * Events with a `day-opened` before the first ticket or counter after a night, where the log never says when days begin: else
 * yesterday's tickets would wait for ever. To a log that once said so (`says`), as Matazu's own leads do, nothing is added: a
 * lead whose clock is set to another day goes on with its day, and its queue is what its log says.
 */
export function withDays(
  { clock, day }: SectionState,
  events: readonly Event[],
  { says }: { readonly says: boolean },
): readonly Event[] {
  if (says) return events;
  let last = clock;
  let today = day;
  let added: Event[] | undefined;
  for (const [i, event] of events.entries()) {
    const { type, at } = event;
    const before = last;
    last = Math.max(last, at);
    // From here on it says so.
    if (type === 'day-opened') return added === undefined ? events : [...added, ...events.slice(i)];
    if (type === 'ticket-issued' || type === 'counter-opened') {
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
