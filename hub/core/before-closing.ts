import type { Estimate } from '../../protocol/congestion/views.ts';
import { instantOn, openingOn, wallClock } from '../../protocol/ground/calendar.ts';
import type { SectionFacts } from './facts.ts';

const MINUTE = 60_000;

/**
 * An estimate that also says whether the office may close first: `doubtful` where its range reaches beyond closing time, `unlikely`
 * where it begins there. Nothing is said without hours, nor after closing time: who still waits then is served.
 */
export function beforeClosing({ hours }: SectionFacts, estimate: Estimate, now: number): Estimate {
  if (hours === null) return estimate;
  const { day } = wallClock(now, hours.timezone);
  const opening = openingOn(hours, day);
  if ('closed' in opening) return estimate;
  const left = (instantOn(day, opening.open.closes, hours.timezone) - now) / MINUTE;
  if (left <= 0 || estimate.highMinutes <= left) return estimate;
  return { ...estimate, beforeClosing: estimate.lowMinutes <= left ? 'doubtful' : 'unlikely' };
}
