import type { LocalText } from '../../protocol/ground/identifiers.ts';

/** Every office of a hub lies in Japan; a resident's phone may be set to any zone. */
const OFFICE_ZONE = 'Asia/Tokyo';

/** A formatter for each zone, made once: making one is slow. */
function perZone(locale: string, options: Intl.DateTimeFormatOptions): (zone: string) => Intl.DateTimeFormat {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (zone) => {
    const formatter = made.get(zone) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    made.set(zone, formatter);
    return formatter;
  };
}

// Sweden writes its days so.
const days = perZone('sv-SE', {});
const clocks = perZone('ja-JP', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** `YYYY-MM-DD` by the office's clock. */
export const dayInOffice = (atMs: number, zone: string = OFFICE_ZONE): string => days(zone).format(atMs);

/** `10:32` by the office's clock. `atMs` is the server's, in milliseconds since 1970. */
export const clockTime = (atMs: number, zone: string = OFFICE_ZONE): string => clocks(zone).format(atMs);

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
