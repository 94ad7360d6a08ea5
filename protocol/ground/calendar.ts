import holidayJp from '@holiday-jp/holiday_jp';
import { DateTime } from 'luxon';
import type { LocalText } from './identifiers.ts';

/** `HH:MM` in the office's own time, as in 08:30 and 17:00. */
export interface DayHours {
  readonly opens: string;
  readonly closes: string;
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];
/** Days on which an office rests unless it says otherwise: 地方自治法 4条の2. The year's end is 29 December to 3 January. */
export const RESTS = ['weekends', 'holidays', 'year-end'] as const;
type Rest = (typeof RESTS)[number];

/** When a section receives people. The more particular rule wins: a date, a rest, a weekday of the month, a weekday, every day. */
export interface OpeningHours extends DayHours {
  readonly timezone: string;
  /** All of them where it is left out; in another country than Japan weekends alone. */
  readonly closedOn?: readonly Rest[] | undefined;
  /** Longer or shorter on some weekdays; a weekday named here is no rest because it lies in a weekend. */
  readonly weekdays?: Readonly<Partial<Record<Weekday, DayHours | 'closed' | undefined>>> | undefined;
  /** As 毎月第2日曜: which of the month's such weekdays, in all months or in those named. Wins over a weekend, not over a holiday. */
  readonly monthly?:
    | readonly (DayHours & {
        readonly weekday: Weekday;
        readonly nth: readonly number[];
        readonly months?: readonly number[] | undefined;
      })[]
    | undefined;
  /** By `YYYY-MM-DD`; wins over everything. */
  readonly dates?: Readonly<Record<string, DayHours | 'closed'>> | undefined;
}

/** A day's hours, or why there are none. */
export type Opening = { readonly open: DayHours } | { readonly closed: LocalText };

const HOLIDAYS: Readonly<Record<string, { readonly name: string; readonly name_en: string } | undefined>> =
  holidayJp.holidays;
const YEAR_END: LocalText = { ja: '年末年始', en: 'Year-end holidays' };
const CLOSED: LocalText = { ja: '休庁日', en: 'Closed' };
const REST_DAYS: Readonly<Partial<Record<Weekday, LocalText>>> = {
  sat: { ja: '土曜日', en: 'Saturday' },
  sun: { ja: '日曜日', en: 'Sunday' },
};

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
/** The latest look at each zone. Clocks are put forward and back at whole quarters of an hour, so within one it holds. */
const offsets = new Map<string, { readonly quarter: number; readonly offsetMs: number }>();

function offsetAt(at: number, timezone: string): number {
  const quarter = Math.floor(at / QUARTER);
  const known = offsets.get(timezone);
  if (known?.quarter === quarter) return known.offsetMs;
  const offsetMs = DateTime.fromMillis(at, { zone: timezone }).offset * MINUTE;
  offsets.set(timezone, { quarter, offsetMs });
  return offsetMs;
}

/** The calendar day of an instant, `YYYY-MM-DD`, and the whole minutes since its midnight by the wall clock. */
export function wallClock(at: number, timezone: string): { readonly day: string; readonly minute: number } {
  const local = new Date(at + offsetAt(at, timezone));
  return { day: local.toISOString().slice(0, 10), minute: local.getUTCHours() * 60 + local.getUTCMinutes() };
}

/** The calendar day of an instant, `YYYY-MM-DD`. */
export const dayAt = (at: number, timezone: string): string => wallClock(at, timezone).day;

/** A time of day of a calendar day, in milliseconds since 1970. */
export const instantOn = (day: string, time: string, timezone: string): number =>
  DateTime.fromISO(`${day}T${time}`, { zone: timezone }).toMillis();

const DAY = 24 * 60 * MINUTE;
/** The calendar day `by` days later. A day has no zone: it is counted as UTC's, which has no summer time. */
export const laterDay = (day: string, by: number): string =>
  new Date(Date.parse(day) + by * DAY).toISOString().slice(0, 10);

export const weekdayOf = (day: string): Weekday => WEEKDAYS[(new Date(day).getUTCDay() + 6) % 7] ?? 'mon';

/** The hours of a calendar day (`YYYY-MM-DD`), or the reason why there are none. Pure; the holidays are Japan's, to 2050. */
export function openingOn(hours: OpeningHours, day: string): Opening {
  const dated = hours.dates?.[day];
  if (dated !== undefined) return dated === 'closed' ? { closed: CLOSED } : { open: dated };
  const { closedOn = hours.timezone === 'Asia/Tokyo' ? RESTS : ['weekends'] } = hours;
  const date = day.slice(5);
  if (closedOn.includes('year-end') && (date >= '12-29' || date <= '01-03')) return { closed: YEAR_END };
  const holiday = HOLIDAYS[day];
  if (closedOn.includes('holidays') && holiday !== undefined)
    return { closed: { ja: holiday.name, en: holiday.name_en } };
  const weekday = weekdayOf(day);
  const [month, dayOfMonth] = [Number(day.slice(5, 7)), Number(day.slice(8))];
  const monthly = hours.monthly?.find(
    ({ weekday: on, nth, months }) =>
      on === weekday && nth.includes(Math.ceil(dayOfMonth / 7)) && (months?.includes(month) ?? true),
  );
  if (monthly !== undefined) return { open: { opens: monthly.opens, closes: monthly.closes } };
  const weekly = hours.weekdays?.[weekday];
  if (weekly === 'closed') return { closed: CLOSED };
  if (weekly !== undefined) return { open: weekly };
  const rest = closedOn.includes('weekends') ? REST_DAYS[weekday] : undefined;
  return rest === undefined ? { open: { opens: hours.opens, closes: hours.closes } } : { closed: rest };
}

/** `08:30` → 510, minutes of a day. */
export const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Whether an instant is within the hours of its own day. */
export function isWithin(hours: OpeningHours, at: number): boolean {
  const { day, minute } = wallClock(at, hours.timezone);
  const opening = openingOn(hours, day);
  return 'open' in opening && minuteOf(opening.open.opens) <= minute && minute < minuteOf(opening.open.closes);
}

/**
 * Whether a section's day, which it opened itself at an instant, was opened by somebody who wanted it though the calendar
 * didn't: on a day of rest, or after closing time. Then it stays open until they close it.
 */
export function isOpenedByHand(hours: OpeningHours, day: string, openedAt: number): boolean {
  const opening = openingOn(hours, day);
  return 'closed' in opening || openedAt >= instantOn(day, opening.open.closes, hours.timezone);
}
