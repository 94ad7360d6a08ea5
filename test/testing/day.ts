const HOUR = 3_600_000;
/** Asia/Tokyo has no summer time. */
const TOKYO_MS = 9 * HOUR;

const clock = (at: number): string => new Date(at + TOKYO_MS).toISOString().slice(11, 16);

/**
 * Opening hours under which no boundary falls into a test, whenever it runs: the day turns twelve hours from now, and
 * reception either closes hours later or closed before the day was opened (a day opened after hours stays open).
 */
export function hoursAround(now = Date.now()): { opens: string; closes: string; turnsAt: string } {
  const hour = Number(clock(now).slice(0, 2));
  return { opens: '00:00', closes: hour >= 21 ? '20:00' : '23:59', turnsAt: clock(now + 12 * HOUR) };
}
