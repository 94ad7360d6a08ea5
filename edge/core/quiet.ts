import { DateTime } from 'luxon';

/** Hours in which no speaker sounds, `HH:MM` in their own zone; over midnight where `from` is later than `to`. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  readonly timezone: string;
}

/** Whether it is quiet at an instant; at `from` it is, at `to` it is not any more. */
export function isQuiet({ from, to, timezone }: QuietHours, at: number): boolean {
  const time = DateTime.fromMillis(at, { zone: timezone }).toFormat('HH:mm');
  return from <= to ? from <= time && time < to : from <= time || time < to;
}
