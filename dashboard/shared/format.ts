import type { LocalText } from '../../protocol/identifiers.ts';

/** Every office of a hub lies in Japan; a resident's phone may be set to any zone. */
export const OFFICE_ZONE = 'Asia/Tokyo';

const days = new Map<string, Intl.DateTimeFormat>();

/** `YYYY-MM-DD` by the office's clock. */
export function dayInOffice(atMs: number, zone: string = OFFICE_ZONE): string {
  // Sweden writes its days so.
  const formatter = days.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
  days.set(zone, formatter);
  return formatter.format(atMs);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** `10:32` by the office's clock. `atMs` is the server's, in milliseconds since 1970. */
export function clockTime(atMs: number, zone: string = OFFICE_ZONE): string {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('ja-JP', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formatters.set(zone, formatter);
  }
  return formatter.format(atMs);
}

/** `11月24日（火）` and `Tue 24 Nov`, of a `YYYY-MM-DD`. */
export function dayWords(day: string): LocalText {
  const at = Date.parse(`${day}T00:00:00Z`);
  const [, month, date] = day.split('-').map(Number);
  const weekday = (locale: string) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'short' }).format(at);
  const monthEn = new Intl.DateTimeFormat('en', { timeZone: 'UTC', month: 'short' }).format(at);
  return { ja: `${month}月${date}日（${weekday('ja')}）`, en: `${weekday('en')} ${date} ${monthEn}` };
}

/** Whole minutes gone between two of the server's times, never below zero. */
export const minutesBetween = (fromMs: number, toMs: number): number =>
  Math.max(0, Math.floor((toMs - fromMs) / 60_000));
