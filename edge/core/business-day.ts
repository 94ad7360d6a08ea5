import { DateTime } from 'luxon';
import { instantOn, isOpenedByHand, type OpeningHours, openingOn } from '../../protocol/ground/calendar.ts';
import type { SectionState } from '../../protocol/queue/state.ts';
import { isBeyondTomorrow } from './day.ts';

/** The business day at an instant, `YYYY-MM-DD`: the calendar's, but the hours before `turnsAt` belong to the day before. */
export function businessDay(at: number, turnsAt: string, timezone: string): string {
  const [hour = 0, minute = 0] = turnsAt.split(':').map(Number);
  return DateTime.fromMillis(at, { zone: timezone }).minus({ hours: hour, minutes: minute }).toFormat('yyyy-MM-dd');
}

/**
 * What the clock asks of a section: to open the business day `today`, to close reception, or nothing. On a day of rest it opens
 * nothing: staff may, and what they opened stays open until the next day begins. A unit that never had a day opens one at
 * once, for it was just switched on by somebody who wants it; and one whose day no rule ever opened has today instead.
 */
export function dueNow(
  { day, dayOpenedAt, reception }: Pick<SectionState, 'day' | 'dayOpenedAt' | 'reception'>,
  hours: OpeningHours,
  { now, today }: { readonly now: number; readonly today: string },
): 'open-day' | 'close-reception' | null {
  if (day === null || dayOpenedAt === null) return 'open-day';
  if (isBeyondTomorrow(day, today)) return 'open-day';
  if (today > day && 'open' in openingOn(hours, today)) return 'open-day';
  if (reception === 'closed') return null;
  if (today > day) return 'close-reception';
  const opening = openingOn(hours, day);
  const closing = 'open' in opening && now >= instantOn(day, opening.open.closes, hours.timezone);
  return closing && !isOpenedByHand(hours, day, dayOpenedAt) ? 'close-reception' : null;
}
