import type { AckedMessage } from '../../protocol/queue/log-messages.ts';
import type { LogRun } from '../queue/event-log.ts';
import type { Section } from '../queue/section.ts';

type Numbers = NonNullable<AckedMessage['numbers']>;

/**
 * Keeps a section's numbers above those that others know to be given out today, so that a unit whose log was lost or
 * restored repeats none. What was heard before the day opened is applied when it opens.
 */
export function numbersFloor(section: Section) {
  let known: Numbers | undefined;
  const raise = (): void => {
    if (known !== undefined && known.day === section.state.day)
      section.handle({ type: 'raise-numbers', ...known }, { role: 'lead' });
  };
  return {
    hear(numbers: Numbers): void {
      known = numbers;
      raise();
    },
    moved({ events }: LogRun): void {
      // A command must be whole before the next begins.
      if (events.some(({ type }) => type === 'day-opened')) queueMicrotask(raise);
    },
  };
}
