import { DateTime } from 'luxon';

export interface OfficeHours {
  /** `HH:MM` in the office's own time. */
  readonly opens: string;
  readonly closes: string;
  readonly timezone: string;
}

/** The business day at an instant, `YYYY-MM-DD`: the calendar's, but the hours before `turnsAt` belong to the day before. */
export function businessDay(at: number, turnsAt: string, timezone: string): string {
  const [hour = 0, minute = 0] = turnsAt.split(':').map(Number);
  return DateTime.fromMillis(at, { zone: timezone }).minus({ hours: hour, minutes: minute }).toFormat('yyyy-MM-dd');
}

/** A time of day of a business day, in milliseconds since 1970. */
export function instantOn(day: string, time: string, timezone: string): number {
  return DateTime.fromISO(`${day}T${time}`, { zone: timezone }).toMillis();
}

/**
 * Whether reception must close now: the day's closing time has passed since the day was opened. A day that was opened after
 * hours was opened by somebody who wanted it, and stays open.
 */
export function mustClose(day: string, openedAt: number, now: number, hours: OfficeHours): boolean {
  const closesAt = instantOn(day, hours.closes, hours.timezone);
  return openedAt < closesAt && now >= closesAt;
}
