import type { CommandOf } from '../../protocol/queue/commands.ts';
import { accept, type Decision, isOffered, type Question, refused } from './question.ts';

/** A later day begins anew; the same day's reception opens again; no day comes back. */
export function openDay(command: CommandOf<'open-day'>, { queue, now }: Question): Decision {
  const day = command.day ?? now.today;
  if (queue.day !== null && day < queue.day) return refused('day-in-the-past', day);
  if (day === queue.day && queue.reception === 'open') return refused('no-change');
  return accept({ type: 'day-opened', at: now.at, day });
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

export function declareLevel(
  { level, service }: CommandOf<'declare-level'>,
  { rules, now: { at } }: Question,
): Decision {
  if (service !== undefined && !isOffered(rules, service)) return refused('unknown-service', service);
  const until = level === 'unknown' ? {} : { until: at + rules.declarationMs };
  return accept({ type: 'level-declared', at, level, ...(service === undefined ? {} : { service }), ...until });
}
