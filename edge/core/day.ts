import type { CommandOf } from '../../protocol/queue/commands.ts';
import type { SectionState } from '../../protocol/queue/state.ts';
import { isAlive } from '../../protocol/queue/ticket.ts';
import { accept, type Circumstances, type Decision, isOffered, type Question, refused } from './question.ts';

const DAY_MS = 86_400_000;

/**
 * A later day begins anew; the same day's reception opens again; no day comes back. Today can be opened whatever was opened before:
 * a day that has not come gives way to it. That day itself is opened one day ahead at most, when nobody holds a number, and gives
 * out none ({@link isStillToCome}).
 */
export function openDay(command: CommandOf<'open-day'>, { queue, now }: Question): Decision {
  const day = command.day ?? now.today;
  const ahead = daysFrom(now.today, day);
  if (!(Math.abs(ahead) <= 1)) return refused('day-out-of-reach', day);
  if (day === queue.day) return queue.reception === 'open' ? refused('no-change') : opened(day, now.at);
  if (queue.day !== null && day < queue.day)
    return takesBack(queue, now) ? opened(day, now.at) : refused('day-in-the-past', day);
  if (ahead > 0 && queue.tickets.values().some(isAlive)) return refused('day-out-of-reach', day);
  return opened(day, now.at);
}

const opened = (day: string, at: number): Decision => accept({ type: 'day-opened', at, day });

/** Whether the section's day has not come yet, and had no ticket while the clock was in doubt: it gives out none then. */
export const isStillToCome = ({ day, tickets }: SectionState, { today, trusted }: Circumstances): boolean =>
  day !== null && tickets.size === 0 && trusted && day > today;

/** Whether an earlier day than the section's may be opened. */
const takesBack = (queue: SectionState, now: Circumstances): boolean =>
  isStillToCome(queue, now) || (now.trusted && queue.day !== null && isBeyondTomorrow(queue.day, now.today));

/** No rule opens such a day: a stranger did once, or a clock that ran wild. Whatever it has, it was a mistake. */
export const isBeyondTomorrow = (day: string, today: string): boolean => !(daysFrom(today, day) <= 1);

/** How many days `day` comes after another; not a number where it is in no calendar. */
function daysFrom(from: string, day: string): number {
  const at = Date.parse(`${day}T00:00Z`);
  // 31 February is read as a day of March.
  return new Date(at || 0).toISOString().startsWith(day) ? (at - Date.parse(`${from}T00:00Z`)) / DAY_MS : Number.NaN;
}

export function closeReception(_: CommandOf<'close-reception'>, { queue, now: { at } }: Question): Decision {
  return queue.reception === 'closed' ? refused('no-change') : accept({ type: 'reception-closed', at });
}

export function raiseNumbers({ day, last }: CommandOf<'raise-numbers'>, { queue, now: { at } }: Question): Decision {
  if (day !== queue.day) return refused('no-change');
  // A hub of 0.1.0 counts all numbers without a letter as one series, which is none of ours.
  const higher = Object.entries(last).filter(
    ([series, count]) => series !== '' && count > (queue.lastNumbers.get(series) ?? 0),
  );
  return higher.length === 0
    ? refused('no-change')
    : accept({ type: 'numbers-raised', at, day, last: Object.fromEntries(higher) });
}

/** A level that is declared again within so long, milliseconds, stands anyway: neither log nor public page is filled with it. */
const SAME_LEVEL_MS = 60_000;

export function declareLevel(
  { level, service }: CommandOf<'declare-level'>,
  { queue, rules, now: { at } }: Question,
): Decision {
  if (service !== undefined && !isOffered(rules, service)) return refused('unknown-service', service);
  const known = queue.declared.get(service ?? '');
  if (known?.level === level && at >= known.at && at - known.at < SAME_LEVEL_MS) return refused('no-change');
  const until = level === 'unknown' ? {} : { until: at + rules.declarationMs };
  return accept({ type: 'level-declared', at, level, ...(service === undefined ? {} : { service }), ...until });
}
