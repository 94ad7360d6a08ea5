import { dayAt } from '../../protocol/ground/calendar.ts';
import { absentViews, callViews } from '../../protocol/queue/summary.ts';
import type { Unit } from '../queue/unit.ts';

/**
 * What time alone changes of what people see, with no event: calls that have become visits, absent numbers that are not looked for
 * any more, the calendar's day. The returned look tells all parts when it is another than at the look before.
 */
export function watchAges({ section, clock, parts }: Pick<Unit, 'section' | 'clock' | 'parts'>, timezone: string) {
  const seen = (): string => {
    const now = clock.now();
    const calls = callViews(section.state, now).filter(({ state }) => state === 'calling').length;
    return `${calls} ${absentViews(section.state, now).length} ${dayAt(now, timezone)}`;
  };
  let before = seen();
  return (): void => {
    const present = seen();
    if (present !== before) parts.changed();
    before = present;
  };
}
