import type { LocalText } from '../../protocol/identifiers.ts';
import type { Estimate } from '../../protocol/views.ts';

/** Every office of a hub lies in Japan; a resident's phone may be set to any zone. */
export const OFFICE_ZONE = 'Asia/Tokyo';

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
  const [year, month, date] = day.split('-').map(Number);
  const weekday = (locale: string) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'short' }).format(at);
  const monthEn = new Intl.DateTimeFormat('en', { timeZone: 'UTC', month: 'short' }).format(at);
  return { ja: `${month}月${date}日（${weekday('ja')}）`, en: `${weekday('en')} ${date} ${monthEn} ${year}` };
}

/** An estimated wait in words. Rounded outwards, so that the words promise no more than the figures. */
export function waitRange({ lowMinutes, highMinutes }: Estimate): LocalText {
  const low = roundMinutes(lowMinutes, Math.floor);
  const high = roundMinutes(highMinutes, Math.ceil);
  if (high <= 0) return { ja: 'お待ちいただかずにご案内', en: 'No wait' };
  if (low === high) return { ja: `約${high}分`, en: `about ${high} min` };
  if (low <= 0) return { ja: `${high}分以内`, en: `within ${high} min` };
  return { ja: `約${low}〜${high}分`, en: `about ${low}–${high} min` };
}

/** From ten minutes on in steps of five: nobody's wait is known to the minute. */
function roundMinutes(minutes: number, round: (value: number) => number): number {
  const step = minutes >= 10 ? 5 : 1;
  return round(minutes / step) * step;
}

const FIVE_MINUTES_MS = 5 * 60_000;

/** The times of day between which a ticket that waits is likely to be called, to five minutes, outwards. */
export function callWindow(estimate: Estimate, observedAt: number): { from: string; to: string } {
  const at = (minutes: number, round: (value: number) => number) =>
    clockTime(round((observedAt + minutes * 60_000) / FIVE_MINUTES_MS) * FIVE_MINUTES_MS);
  return { from: at(estimate.lowMinutes, Math.floor), to: at(estimate.highMinutes, Math.ceil) };
}

/** Whole minutes gone between two of the server's times, never below zero. */
export const minutesBetween = (fromMs: number, toMs: number): number =>
  Math.max(0, Math.floor((toMs - fromMs) / 60_000));
