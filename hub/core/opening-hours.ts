import { DateTime } from 'luxon';

export interface OpenHours {
  /** `HH:MM` in the office's own time. */
  readonly opens: string;
  readonly closes: string;
  readonly timezone: string;
}

/** Whether an instant is within the hours of its own day. */
export function isWithin(hours: OpenHours, at: number): boolean {
  const time = DateTime.fromMillis(at, { zone: hours.timezone }).toFormat('HH:mm');
  return hours.opens <= time && time < hours.closes;
}
